/**
 * The firmware's tables on Linux: the raw table where root may read it, else the single facts that
 * the kernel shows to everybody in /sys/class/dmi/id.
 */
import type { Unread } from '@muster/facts/observation';
import type { Findings } from '../findings.ts';
import { hardwareOf } from '../hardware.ts';
import { type Host, type Read, readLine } from '../host/host.ts';
import { present } from '../present.ts';
import type { Probe } from '../probe.ts';
import { decodeSmbios } from '../smbios/decode.ts';
import { decodeEntryPoint } from '../smbios/entry-point.ts';
import { chassisTypeName } from '../smbios/names.ts';
import type { Bios, Board, Chassis, Smbios, System } from '../smbios/smbios.ts';

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
  const text = async (name: string): Promise<string | undefined> => {
    if (!names.includes(name)) return undefined;
    const read = await host.readText(`${IDS}/${name}`);
    if (read.kind === 'permission') closed.push(name);
    return read.kind === 'read' ? read.value.replace(/\n$/, '') : undefined;
  };
  const chassisCode = Number(await readLine(host, `${IDS}/chassis_type`));
  const value: Smbios = {
    bios: present<Bios>({
      vendor: await text('bios_vendor'),
      version: await text('bios_version'),
      releaseDate: await text('bios_date'),
      revision: await text('bios_release'),
      firmwareRevision: await text('ec_firmware_release'),
    }),
    system: present<System>({
      manufacturer: await text('sys_vendor'),
      productName: await text('product_name'),
      version: await text('product_version'),
      serial: await text('product_serial'),
      uuid: await text('product_uuid'),
      sku: await text('product_sku'),
      family: await text('product_family'),
    }),
    boards: [
      present<Board>({
        manufacturer: await text('board_vendor'),
        productName: await text('board_name'),
        version: await text('board_version'),
        serial: await text('board_serial'),
        assetTag: await text('board_asset_tag'),
      }),
    ],
    chassis: [
      present<Chassis>({
        manufacturer: await text('chassis_vendor'),
        chassisType: Number.isInteger(chassisCode) ? chassisTypeName(chassisCode) : undefined,
        version: await text('chassis_version'),
        serial: await text('chassis_serial'),
        assetTag: await text('chassis_asset_tag'),
      }),
    ],
    ...nothingElse,
  };
  return { value, closed };
}

const nothingElse = {
  processors: [],
  slots: [],
  onBoardDevices: [],
  oemStrings: [],
  memoryDevices: [],
  batteries: [],
  powerSupplies: [],
  hostInterfaces: [],
  truncated: false,
};
