/** Stations of a wireless controller: which of its access points each is on. */
import type { Attachment } from '@muster/facts/observation';
import type { Column } from '../agent.ts';
import type { ClientTable } from '../family.ts';
import { macOf, numberOf, octetsOf, textOf, type Value } from '../value.ts';
import { formatAddress, isStation, readMacIndex } from './address-index.ts';
import type { Child } from './children.ts';
import { rowsOf } from './table.ts';

/** A controller serves at most some 100,000. */
const CLIENTS_MAX = 131_072;
/** Sixteen networks on two or three bands of 2,000 access points. */
const RADIOS_MAX = 131_072;
const FIELDS = ['mac', 'address', 'vlan', 'accessPoint', 'state'] as const;
type Field = (typeof FIELDS)[number];

export function clientColumns(table: ClientTable): readonly string[] {
  return [...FIELDS, 'radios' as const].flatMap((field) => table[field] ?? []);
}

/**
 * @returns what is on each of the access points. A station that is on none of them only looks for
 *   a network, or its access point is not known: it is attached to nothing.
 */
export function parseClients(
  table: ClientTable,
  columns: readonly Column[],
  accessPoints: readonly Child[],
): ReadonlyMap<Child, readonly Attachment[]> {
  const byName = namesOf(accessPoints, radiosOf(table, columns));
  const found = new Map<Child, Attachment[]>();
  let count = 0;
  for (const [index, row] of rowsOf<Field>(columns, fieldsOf(table))) {
    const accessPoint = row.get('accessPoint');
    const child = byName.get(macOf(accessPoint) ?? '') ?? byName.get(textOf(accessPoint) ?? '');
    const indexed = readIndex(index, table.index === 'mac-address' ? 4 : 0);
    const mac = table.mac === undefined ? indexed.mac : macOf(row.get('mac'));
    if (child === undefined || mac === undefined || !isStation(mac)) continue;
    const state = row.text('state');
    if (state !== undefined && table.connected?.includes(state) === false) continue;
    if (++count > CLIENTS_MAX) break;
    const address = addressOf(row.get('address')) ?? indexed.address;
    const vlan = numberOf(row.get('vlan'));
    const isVlan = vlan !== undefined && vlan >= 1 && vlan <= VLAN_MAX;
    const attachment = { mac, ...(isVlan && { vlan }), ...(address !== undefined && { address }) };
    const before = found.get(child);
    if (before === undefined) found.set(child, [attachment]);
    else before.push(attachment);
  }
  return found;
}

const VLAN_MAX = 4094;

function fieldsOf({ mac, address, vlan, accessPoint, state }: ClientTable): Record<Field, string> {
  return {
    mac: mac ?? '',
    address: address ?? '',
    vlan: vlan ?? '',
    accessPoint,
    state: state ?? '',
  };
}

/** An address that two of them have names neither. */
function namesOf(
  accessPoints: readonly Child[],
  radios: ReadonlyMap<string, string>,
): ReadonlyMap<string, Child> {
  const addresses = Map.groupBy(accessPoints, ({ address }) => address ?? '');
  const named = new Map<string, Child>();
  for (const [address, those] of addresses) {
    if (address !== '' && those.length === 1 && those[0]) named.set(address, those[0]);
  }
  for (const each of accessPoints) for (const name of each.knownAs) named.set(name, each);
  for (const [radio, of] of radios) {
    const child = named.get(of);
    if (child !== undefined && !named.has(radio)) named.set(radio, child);
  }
  return named;
}

/** BSSID to the MAC of the access point that sends it. */
function radiosOf(
  { radios }: ClientTable,
  columns: readonly Column[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { index } of columns.find(({ oid }) => oid === radios)?.cells ?? []) {
    const arcs = index.split('.');
    const accessPoint = readMacIndex(arcs.slice(0, 6).join('.'), 0);
    const radio = readMacIndex(arcs.slice(-6).join('.'), 0);
    if (accessPoint !== undefined && radio !== undefined && found.size < RADIOS_MAX) {
      found.set(radio, accessPoint);
    }
  }
  return found;
}

/** The MAC at the index's end, before an address of so many octets. */
function readIndex(index: string, octets: number): { mac?: string; address?: string } {
  const arcs = index.split('.');
  const end = arcs.length - octets;
  const mac = readMacIndex(arcs.slice(Math.max(0, end - 6), end).join('.'), 0);
  const address =
    octets === 0 ? undefined : formatAddress(Uint8Array.from(arcs.slice(end), Number));
  return {
    ...(mac !== undefined && { mac }),
    ...(address !== undefined && address !== '0.0.0.0' && { address }),
  };
}

/** IpAddress, or InetAddress as octets; all zero where the station has none yet. */
function addressOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const isAddress = typeof value === 'object' && 'kind' in value && value.kind !== 'oid';
  const octets = octetsOf(value);
  const address = isAddress ? textOf(value) : octets && formatAddress(octets);
  return address === '0.0.0.0' || address === '::' ? undefined : address;
}
