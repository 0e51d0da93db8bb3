/** Interfaces from IF-MIB (RFC 2863) with their addresses from IP-MIB (RFC 4293, RFC 1213). */
import { formatMac, macKindOf } from '@muster/facts/mac';
import type { NetworkInterface } from '@muster/facts/observation';
import { judgeValue } from '@muster/facts/placeholders';
import type { Column } from '../agent.ts';
import { numberOf, octetsOf } from '../value.ts';
import { readAddressIndex } from './address-index.ts';
import { type Row, rowsOf } from './table.ts';

const COLUMNS = {
  descr: '1.3.6.1.2.1.2.2.1.2',
  type: '1.3.6.1.2.1.2.2.1.3',
  speed: '1.3.6.1.2.1.2.2.1.5',
  mac: '1.3.6.1.2.1.2.2.1.6',
  oper: '1.3.6.1.2.1.2.2.1.8',
  name: '1.3.6.1.2.1.31.1.1.1.1',
  highSpeed: '1.3.6.1.2.1.31.1.1.1.15',
  alias: '1.3.6.1.2.1.31.1.1.1.18',
} as const;
type Name = keyof typeof COLUMNS;

/** ipAddressIfIndex, indexed by type, length and octets; ipAdEntIfIndex, by four octets. */
const IP_ADDRESS = '1.3.6.1.2.1.4.34.1.3';
const IP_AD_ENT = '1.3.6.1.2.1.4.20.1.2';

export const INTERFACE_COLUMNS: readonly string[] = Object.values(COLUMNS);
/**
 * What an interface has from when it comes until it goes. ifAlias is not among them: an operator
 * writes it, and RFC 2863 does not count that as a change of the table.
 */
export const FIXED_INTERFACE_COLUMNS: readonly string[] = [
  COLUMNS.descr,
  COLUMNS.type,
  COLUMNS.mac,
  COLUMNS.name,
];
export const MOVING_INTERFACE_COLUMNS: readonly string[] = INTERFACE_COLUMNS.filter(
  (column) => !FIXED_INTERFACE_COLUMNS.includes(column),
);
export const ADDRESS_COLUMNS: readonly string[] = [IP_ADDRESS, IP_AD_ENT];

/** Interfaces an observation carries at most. */
const INTERFACES_MAX = 16_384;

/** What other tables call a port, and what the operator calls it. */
export interface Ports {
  readonly interfaces: readonly NetworkInterface[];
  /** The name by ifIndex: ifName, else ifDescr. */
  readonly nameOf: (ifIndex: number) => string | undefined;
  /** The interface whose ifName, ifDescr, ifAlias or MAC this is; nothing when several are. */
  readonly find: (by: 'name' | 'alias' | 'mac', text: string) => NetworkInterface | undefined;
}

export function parseInterfaces(
  columns: readonly Column[],
  addressColumns: readonly Column[] = [],
): Ports {
  const addresses = parseAddresses(addressColumns);
  const interfaces: NetworkInterface[] = [];
  const descriptions = new Map<string, NetworkInterface>();
  for (const [key, row] of rowsOf<Name>(columns, COLUMNS)) {
    const index = Number(key);
    if (!Number.isSafeInteger(index) || index < 0 || interfaces.length >= INTERFACES_MAX) continue;
    const parsed = parseInterface(index, row, addresses.get(index));
    if (parsed === undefined) continue;
    interfaces.push(parsed);
    const descr = row.text('descr');
    if (descr !== undefined && !descriptions.has(descr)) descriptions.set(descr, parsed);
  }
  const byIndex = new Map(interfaces.map((each) => [each.index, each]));
  const byName = new Map(interfaces.map((each) => [each.name, each]));
  return {
    interfaces,
    nameOf: (ifIndex) => byIndex.get(ifIndex)?.name,
    find: (by, text) => {
      if (by === 'name') return byName.get(text) ?? descriptions.get(text);
      const found = interfaces.filter((each) =>
        by === 'mac' ? each.mac === text : each.description === text,
      );
      return found.length === 1 ? found[0] : undefined;
    },
  };
}

function parseInterface(
  index: number,
  row: Row<Name>,
  addresses: readonly string[] | undefined,
): NetworkInterface | undefined {
  const descr = row.text('descr');
  const name = (row.text('name') ?? descr)?.slice(0, 256);
  if (name === undefined) return undefined;
  const mac = macOfInterface(row);
  const type = numberOf(row.get('type'));
  const kind = type === undefined ? undefined : IF_TYPES.get(type);
  const speed = speedOf(row);
  const oper = numberOf(row.get('oper'));
  const description = row.text('alias');
  return {
    name,
    index,
    ...(mac !== undefined && { mac, macKind: macKindOf(mac, { interfaceName: name }) }),
    ...(addresses !== undefined && { addresses }),
    ...(speed !== undefined && { speedBitsPerSecond: speed }),
    ...(kind !== undefined && { kind }),
    ...((oper === 1 || oper === 2) && { up: oper === 1 }),
    ...(description !== undefined && { description }),
  };
}

function macOfInterface(row: Row<Name>): string | undefined {
  const octets = octetsOf(row.get('mac'));
  const mac = octets === undefined ? undefined : formatMac(octets);
  return mac !== undefined && judgeValue('mac', mac).trust !== 'impossible' ? mac : undefined;
}

/** ifHighSpeed is in Mbit/s; ifSpeed stops at 2^32-1, where it says nothing. 0 is not known. */
function speedOf(row: Row<Name>): number | undefined {
  const high = numberOf(row.get('highSpeed'));
  if (high !== undefined && high > 0) return high * 1_000_000;
  const speed = numberOf(row.get('speed'));
  return speed !== undefined && speed > 0 && speed < 0xffff_ffff ? speed : undefined;
}

/** ifIndex to its addresses. */
function parseAddresses(columns: readonly Column[]): Map<number, string[]> {
  const byIndex = new Map<number, string[]>();
  for (const { oid, cells } of columns) {
    for (const { index, value } of cells) {
      const ifIndex = numberOf(value);
      const address =
        oid === IP_AD_ENT ? readAddressIndex(`1.4.${index}`) : readAddressIndex(index);
      if (ifIndex === undefined || address === undefined) continue;
      const known = byIndex.get(ifIndex) ?? [];
      if (!known.includes(address) && known.length < 256) known.push(address);
      byIndex.set(ifIndex, known);
    }
  }
  return byIndex;
}

/** IANAifType, as far as an inventory tells them apart. */
const IF_TYPES: ReadonlyMap<number, string> = new Map([
  [6, 'ethernet'],
  [24, 'loopback'],
  [53, 'virtual'],
  [71, 'wireless'],
  [131, 'tunnel'],
  [135, 'vlan'],
  [136, 'vlan'],
  [161, 'aggregate'],
  [23, 'ppp'],
  [209, 'bridge'],
  [56, 'fibre-channel'],
  [117, 'ethernet'],
  [62, 'ethernet'],
]);
