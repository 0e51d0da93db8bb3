/** ARP and ND from IP-MIB: ipNetToMediaTable (RFC 1213) and ipNetToPhysicalTable (RFC 4293). */
import type { Column } from '../agent.ts';
import type { Cells } from '../cells.ts';
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
    for (let row = 0; row < cells.length; row++) {
      const mac = macOf(cells.value(row));
      const address = oid === MEDIA ? readIpv4(cells, row) : readAddress(cells, row);
      if (mac === undefined || address === undefined) continue;
      entries.set(`${mac} ${address}`, { mac, address, ifIndex: cells.arc(row, 0) });
    }
  }
  return [...entries.values()];
}

/** Four arcs after the ifIndex are an address as they stand. */
function readIpv4(cells: Cells, row: number): string | undefined {
  if (cells.arcCount(row) !== 5) return undefined;
  let address = '';
  for (let i = 1; i < 5; i++) {
    const octet = cells.arc(row, i);
    if (octet > 255) return undefined;
    address = i === 1 ? `${octet}` : `${address}.${octet}`;
  }
  return address;
}

function readAddress(cells: Cells, row: number): string | undefined {
  const index = cells.index(row);
  return readAddressIndex(index.slice(index.indexOf('.') + 1));
}

function macOf(value: Value): string | undefined {
  const octets = octetsOf(value);
  const mac = octets === undefined ? undefined : readMacOctets(octets);
  return mac !== undefined && isStation(mac) ? mac : undefined;
}
