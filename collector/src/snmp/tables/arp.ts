/** ARP and ND from IP-MIB: ipNetToMediaTable (RFC 1213) and ipNetToPhysicalTable (RFC 4293). */
import type { Column } from '../agent.ts';
import type { Cells } from '../cells.ts';
import {
  indexArcs,
  ipv4OfArcs,
  isStation,
  readAddressIndex,
  readMacCell,
} from './address-index.ts';

const MEDIA = '1.3.6.1.2.1.4.22.1.2';
const PHYSICAL = '1.3.6.1.2.1.4.35.1.4';

export const ARP_COLUMNS: readonly string[] = [MEDIA, PHYSICAL];

/** MAC to its addresses, each pair once, whichever table has it. */
export type ArpTable = ReadonlyMap<string, readonly string[]>;

export function parseArp(columns: readonly Column[]): ArpTable {
  const byMac = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { oid, cells } of columns) {
    for (let row = 0; row < cells.length; row++) {
      const mac = readMacCell(cells, row);
      if (mac === undefined || !isStation(mac)) continue;
      const address = oid === MEDIA ? readIpv4(cells, row) : readAddress(cells, row);
      if (address === undefined) continue;
      const known = byMac.get(mac);
      if (known === undefined) byMac.set(mac, [address]);
      // Most addresses are met once: only the others are looked for among their MAC's.
      else if (!seen.has(address) || !known.includes(address)) known.push(address);
      seen.add(address);
    }
  }
  return byMac;
}

/** Four arcs after the ifIndex are an address as they stand. */
function readIpv4(cells: Cells, row: number): string | undefined {
  return cells.readArcs(row, indexArcs) === 5 ? ipv4OfArcs(indexArcs, 1) : undefined;
}

function readAddress(cells: Cells, row: number): string | undefined {
  const index = cells.index(row);
  return readAddressIndex(index.slice(index.indexOf('.') + 1));
}
