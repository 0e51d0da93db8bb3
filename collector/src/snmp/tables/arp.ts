/** ARP and ND from IP-MIB: ipNetToMediaTable (RFC 1213) and ipNetToPhysicalTable (RFC 4293). */
import type { Column } from '../agent.ts';
import { octetsOf, type Value } from '../value.ts';
import { isStation, readAddressIndex, readMacOctets } from './address-index.ts';

const MEDIA = '1.3.6.1.2.1.4.22.1.2';
const PHYSICAL = '1.3.6.1.2.1.4.35.1.4';

export const ARP_COLUMNS: readonly string[] = [MEDIA, PHYSICAL];

export interface ArpEntry {
  readonly mac: string;
  readonly address: string;
  readonly ifIndex: number;
}

/** Each pair of address and MAC once, whichever table has it. */
export function parseArp(columns: readonly Column[]): readonly ArpEntry[] {
  const entries = new Map<string, ArpEntry>();
  for (const { oid, cells } of columns) {
    for (const { index, value } of cells) {
      const dot = index.indexOf('.');
      const ifIndex = Number(index.slice(0, dot));
      const rest = index.slice(dot + 1);
      const address = oid === MEDIA ? readIpv4(rest) : readAddressIndex(rest);
      const mac = macOf(value);
      if (mac === undefined || address === undefined || !Number.isSafeInteger(ifIndex)) continue;
      entries.set(`${mac} ${address}`, { mac, address, ifIndex });
    }
  }
  return [...entries.values()];
}

/** Four arcs are an address as they stand. */
function readIpv4(arcs: string): string | undefined {
  return /^(?:(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.|$)){4}$/.test(arcs) ? arcs : undefined;
}

function macOf(value: Value): string | undefined {
  const octets = octetsOf(value);
  const mac = octets === undefined ? undefined : readMacOctets(octets);
  return mac !== undefined && isStation(mac) ? mac : undefined;
}
