/** Neighbors from CISCO-CDP-MIB's cdpCacheTable, indexed by ifIndex and a running number. */
import type { Neighbor } from '@muster/facts/observation';
import type { Column } from '../agent.ts';
import { octetsOf } from '../value.ts';
import { formatAddress } from './address-index.ts';
import type { Ports } from './interfaces.ts';
import { rowsOf } from './table.ts';

const TABLE = '1.3.6.1.4.1.9.9.23.1.2.1.1';
const COLUMNS = {
  address: `${TABLE}.4`,
  version: `${TABLE}.5`,
  deviceId: `${TABLE}.6`,
  devicePort: `${TABLE}.7`,
  platform: `${TABLE}.8`,
  capabilities: `${TABLE}.9`,
} as const;

export const CDP_COLUMNS: readonly string[] = Object.values(COLUMNS);

/** The capability word's bits that tell kinds of devices apart. */
const CAPABILITIES: readonly (readonly [number, string])[] = [
  [0x01, 'router'],
  [0x02, 'bridge'],
  [0x08, 'bridge'],
  [0x10, 'station'],
  [0x40, 'repeater'],
  [0x80, 'telephone'],
];

export function parseCdp(columns: readonly Column[], ports: Ports): readonly Neighbor[] {
  const neighbors: Neighbor[] = [];
  for (const [index, row] of rowsOf<keyof typeof COLUMNS>(columns, COLUMNS)) {
    const ifIndex = index.split('.')[0] ?? '';
    const systemName = row.text('deviceId')?.slice(0, 256);
    if (systemName === undefined) continue;
    const portId = row.text('devicePort')?.slice(0, 256);
    const model = row.text('platform');
    const version = row.text('version');
    const platform = [model, version]
      .filter((text) => text !== undefined)
      .join(', ')
      .slice(0, 1024);
    const octets = octetsOf(row.get('address'));
    const address = octets === undefined ? undefined : formatAddress(octets);
    const capabilities = capabilitiesOf(octetsOf(row.get('capabilities')));
    neighbors.push({
      protocol: 'cdp',
      localPort: ports.nameOf(Number(ifIndex)) ?? ifIndex,
      systemName,
      ...(portId !== undefined && { portId }),
      ...(platform !== '' && { platform }),
      ...(address !== undefined && { address }),
      ...(capabilities.length > 0 && { capabilities }),
    });
  }
  return neighbors;
}

function capabilitiesOf(octets: Uint8Array | undefined): string[] {
  const word = octets?.at(-1) ?? 0;
  return [...new Set(CAPABILITIES.filter(([bit]) => (word & bit) !== 0).map(([, name]) => name))];
}
