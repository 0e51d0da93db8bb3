/** The management controller as local IPMI shows it: address, firmware, replaceable units. */

import { parseMac } from '@muster/facts/mac';
import type { Component } from '@muster/facts/observation';
import type { Findings } from '../findings.ts';
import { mergeFindings } from '../findings.ts';
import { type Command, found, type Host, namesIn, readLine } from '../host/host.ts';
import { fruFindings, parseFru } from '../ipmi/fru.ts';
import type { Probe } from '../probe.ts';

const CONTROLLERS = '/sys/class/ipmi';
/** What the kernel's driver has asked the controller for; readable by everybody. */
const IDENTITY = '/sys/devices/platform/ipmi_bmc.0';

/** Controllers answer slowly: a unit takes a second, a full server has twenty. */
const FRU_TIMEOUT_MS = 60_000;
const LAN_TIMEOUT_MS = 15_000;

const lan: Command = {
  name: 'ipmitool lan print',
  file: 'ipmitool',
  args: ['lan', 'print'],
  timeoutMs: LAN_TIMEOUT_MS,
};
const fru: Command = {
  name: 'ipmitool fru print',
  file: 'ipmitool',
  args: ['fru', 'print'],
  timeoutMs: FRU_TIMEOUT_MS,
};

export const bmc: Probe = {
  name: 'bmc',
  timeoutMs: FRU_TIMEOUT_MS + LAN_TIMEOUT_MS + 5_000,
  hint: 'see whether "ipmitool mc info" answers',
  read: async (host) => {
    if ((await namesIn(host, CONTROLLERS)).length === 0) return {};
    const firmware = await readLine(host, `${IDENTITY}/firmware_revision`);
    const guid = await readLine(host, `${IDENTITY}/guid`);
    const printed = await host.run(lan);
    const details = {
      ...(guid !== undefined && { guid }),
      ...(printed.kind === 'read' && parseLan(printed.value)),
    };
    const component: Component = {
      kind: 'bmc',
      key: 'bmc',
      ...(firmware !== undefined && { firmware }),
      ...(Object.keys(details).length > 0 && { details }),
    };
    return mergeFindings([{ components: [component] }, await readUnits(host, printed.kind)]);
  },
};

async function readUnits(host: Host, kind: string): Promise<Findings> {
  if (kind === 'absent') {
    const hint = 'install ipmitool for the controller’s address and the serials of power supplies';
    return { unread: [{ what: 'ipmi', why: 'unsupported', hint }] };
  }
  if (kind !== 'read') {
    const hint = 'run the agent as root: /dev/ipmi0 is closed to others';
    return { unread: [{ what: 'ipmi', why: kind === 'timeout' ? 'timeout' : 'permission', hint }] };
  }
  // Some units never answer, and then the exit code says so: what was printed is not lost.
  return fruFindings(parseFru(found(await host.run(fru)) ?? ''));
}

/** "IP Address              : 192.0.2.20" */
export function parseLan(text: string): Readonly<Record<string, string>> {
  const value = (label: string) => new RegExp(`^${label}\\s*: (.+?)\\s*$`, 'm').exec(text)?.[1];
  const address = value('IP Address');
  const mac = parseMac(value('MAC Address') ?? '');
  return {
    ...(address !== undefined && address !== '0.0.0.0' && { address }),
    ...(mac !== undefined && mac !== '00:00:00:00:00:00' && { mac }),
  };
}
