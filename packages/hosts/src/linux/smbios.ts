/**
 * The firmware's tables on Linux: the raw table where root may read it, else the single facts that
 * the kernel shows to everybody in /sys/class/dmi/id.
 */
import type { Unread } from '@muster/facts/observation';
import type { Findings } from '../findings.ts';
import { hardwareOf } from '../hardware.ts';
import type { Host, Read } from '../host/host.ts';
import type { Probe } from '../probe.ts';
import { decodeSmbios } from '../smbios/decode.ts';
import { decodeEntryPoint } from '../smbios/entry-point.ts';
import type { Smbios } from '../smbios/smbios.ts';
import { ID_FILES, smbiosOfIds } from './dmi-ids.ts';

const TABLES = '/sys/firmware/dmi/tables';
const IDS = '/sys/class/dmi/id';
const ROOT_HINT = 'run the agent as root, or give it CAP_DAC_READ_SEARCH';

export const smbios: Probe = {
  name: 'smbios',
  read: async (host) => {
    const entry = await host.readBytes(`${TABLES}/smbios_entry_point`);
    const table = await host.readBytes(`${TABLES}/DMI`);
    if (entry.kind === 'read' && table.kind === 'read') {
      const point = decodeEntryPoint(entry.value);
      if (point !== undefined) {
        const decoded = decodeSmbios({ version: point.version, table: table.value });
        return hardwareOf(decoded, 'smbios');
      }
    }
    return readIds(host, [entry, table]);
  },
};

async function readIds(host: Host, tables: readonly Read<unknown>[]): Promise<Findings> {
  const ids = await host.list(IDS);
  if (ids.kind !== 'read') return {};
  const { value, closed } = await readIdFiles(host, ids.value);
  const unread: Unread[] = [];
  if (tables.some(({ kind }) => kind === 'permission'))
    unread.push({ what: 'smbios table', why: 'permission', hint: ROOT_HINT });
  for (const name of closed)
    unread.push({ what: `${IDS}/${name}`, why: 'permission', hint: ROOT_HINT });
  const found = hardwareOf(value, 'dmi/id');
  return { ...found, unread: [...(found.unread ?? []), ...unread] };
}

/** Reads what is open to this process; product_serial and its like are open to root alone. */
async function readIdFiles(
  host: Host,
  names: readonly string[],
): Promise<{ readonly value: Smbios; readonly closed: readonly string[] }> {
  const closed: string[] = [];
  const texts = new Map<string, string>();
  for (const name of ID_FILES.filter((each) => names.includes(each))) {
    const read = await host.readText(`${IDS}/${name}`);
    if (read.kind === 'permission') closed.push(name);
    if (read.kind === 'read') texts.set(name, read.value.replace(/\n$/, ''));
  }
  return { value: smbiosOfIds((name) => texts.get(name)), closed };
}
