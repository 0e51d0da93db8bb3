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
const FIELDS = ['mac', 'address', 'vlan', 'accessPoint', 'state'] as const;
type Field = (typeof FIELDS)[number];

export function clientColumns(table: ClientTable): readonly string[] {
  return FIELDS.flatMap((field) => table[field] ?? []);
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
  const byName = new Map(
    accessPoints.flatMap((each) => each.knownAs.map((name) => [name, each] as const)),
  );
  const found = new Map<Child, Attachment[]>();
  let count = 0;
  for (const [index, row] of rowsOf<Field>(columns, { ...NOWHERE, ...table })) {
    const accessPoint = row.get('accessPoint');
    const child = byName.get(macOf(accessPoint) ?? '') ?? byName.get(textOf(accessPoint) ?? '');
    const mac = table.mac === undefined ? macAtEndOf(index) : macOf(row.get('mac'));
    if (child === undefined || mac === undefined || !isStation(mac)) continue;
    const state = textOf(row.get('state'));
    if (state !== undefined && table.connected?.includes(state) === false) continue;
    if (++count > CLIENTS_MAX) break;
    const address = addressOf(row.get('address'));
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
const NOWHERE: Readonly<Record<Field, string>> = {
  mac: '',
  address: '',
  vlan: '',
  accessPoint: '',
  state: '',
};

function macAtEndOf(index: string): string | undefined {
  return readMacIndex(index, index.split('.').length - 6);
}

/** IpAddress, or InetAddress as octets; all zero where the station has none yet. */
function addressOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const isAddress = typeof value === 'object' && 'kind' in value && value.kind !== 'oid';
  const octets = octetsOf(value);
  const address = isAddress ? textOf(value) : octets && formatAddress(octets);
  return address === '0.0.0.0' || address === '::' ? undefined : address;
}
