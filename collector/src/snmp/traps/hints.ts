/**
 * From a notification to what should be read now. A notification states nothing: it may be forged,
 * late or wrong. It says where to look, and what is found there is what is told.
 */

import { indexIn } from '../oid.ts';
import { isStation, readMacIndex, readMacOctets } from '../tables/address-index.ts';
import { numberOf, octetsOf, type Value } from '../value.ts';
import {
  CELLS,
  type Cells,
  DEVICE_NOTIFICATIONS,
  ENDED_NOTIFICATIONS,
  FDB_INSTANCES,
  FIELDS,
  type Fields,
  LEARNED,
  PORT_NOTIFICATIONS,
} from './meanings.ts';

/** As received; a trap of SNMPv1 in the form of SNMPv2 (RFC 3584 §3.1). */
export interface Notification {
  /** snmpTrapOID. */
  readonly oid: string;
  readonly objects: readonly { readonly oid: string; readonly value: Value }[];
}

export type Hint =
  | { readonly kind: 'port'; readonly ifIndex: number }
  | { readonly kind: 'address'; readonly mac: string; readonly vlan?: number }
  | { readonly kind: 'device'; readonly why: string };

/** Addresses that one notification may tell of: what an Ethernet frame has room for. */
const HINTS_MAX = 128;

const IF_ENTRIES = ['1.3.6.1.2.1.2.2.1', '1.3.6.1.2.1.31.1.1.1'];
const IF_INDEX = '1.3.6.1.2.1.2.2.1.1';

/** Nothing for what does not concern us, and for what cannot be understood. */
export function hintsOf(notification: Notification): readonly Hint[] {
  const { oid, objects } = notification;
  const why = DEVICE_NOTIFICATIONS.get(oid);
  if (why !== undefined) return [{ kind: 'device', why }];
  if (PORT_NOTIFICATIONS.has(oid)) return portHints(objects);
  if (ENDED_NOTIFICATIONS.has(oid)) return [];
  return [
    ...CELLS.flatMap((cells) => cellHints(cells, objects)),
    ...FIELDS.flatMap((fields) => fieldHints(fields, objects)),
    ...FDB_INSTANCES.flatMap((instance) => instanceHints(instance, objects)),
  ].slice(0, HINTS_MAX);
}

function portHints(objects: Notification['objects']): readonly Hint[] {
  for (const { oid, value } of objects) {
    const stated = indexIn(IF_INDEX, oid) === undefined ? undefined : numberOf(value);
    if (stated !== undefined && stated > 0) return [{ kind: 'port', ifIndex: stated }];
    for (const entry of IF_ENTRIES) {
      const [, instance, ...rest] = indexIn(entry, oid)?.split('.') ?? [];
      if (instance !== undefined && rest.length === 0 && Number(instance) > 0) {
        return [{ kind: 'port', ifIndex: Number(instance) }];
      }
    }
  }
  return [];
}

function cellHints(
  { oid, cellOctets, vlanAt, macAt }: Cells,
  objects: Notification['objects'],
): readonly Hint[] {
  const octets = octetsOf(valueIn(objects, oid));
  if (octets === undefined) return [];
  const hints: Hint[] = [];
  for (let at = 0; at + cellOctets <= octets.length && hints.length < HINTS_MAX; at += cellOctets) {
    const cell = octets.subarray(at, at + cellOctets);
    if (cell[0] === 0) break;
    const vlan = (cell[vlanAt] ?? 0) * 256 + (cell[vlanAt + 1] ?? 0);
    if (LEARNED.has(cell[0] ?? 0)) hints.push(...hintOf(cell.subarray(macAt, macAt + 6), vlan));
  }
  return hints;
}

function fieldHints(
  { mac, vlan, action }: Fields,
  objects: Notification['objects'],
): readonly Hint[] {
  const octets = octetsOf(valueIn(objects, mac));
  if (octets === undefined) return [];
  const happened = action === undefined ? undefined : numberOf(valueIn(objects, action.oid));
  if (happened !== undefined && action?.learned.includes(happened) === false) return [];
  return hintOf(octets, vlan === undefined ? undefined : numberOf(valueIn(objects, vlan)));
}

function instanceHints(
  { oid, hasFdbId }: (typeof FDB_INSTANCES)[number],
  objects: Notification['objects'],
): readonly Hint[] {
  return objects.flatMap((object): readonly Hint[] => {
    const index = indexIn(oid, object.oid);
    if (index === undefined) return [];
    const dot = hasFdbId ? index.indexOf('.') : -1;
    const mac = readMacIndex(index, hasFdbId ? 1 : 0);
    // The FDB id goes as the VLAN: it most often is, and is looked up both ways.
    return mac === undefined || !isStation(mac)
      ? []
      : [{ kind: 'address', mac, ...(hasFdbId && vlanOf(Number(index.slice(0, dot)))) }];
  });
}

function hintOf(octets: Uint8Array, vlan: number | undefined): readonly Hint[] {
  const mac = readMacOctets(octets);
  if (mac === undefined || !isStation(mac)) return [];
  return [{ kind: 'address', mac, ...vlanOf(vlan) }];
}

function vlanOf(vlan: number | undefined): { readonly vlan?: number } {
  return vlan !== undefined && vlan >= 1 && vlan <= 4094 ? { vlan } : {};
}

/** The object itself (a scalar without its zero, as some send it) or an instance of it. */
function valueIn(objects: Notification['objects'], oid: string): Value | undefined {
  return objects.find((each) => each.oid === oid || indexIn(oid, each.oid) !== undefined)?.value;
}
