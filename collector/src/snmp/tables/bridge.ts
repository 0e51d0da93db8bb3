/**
 * Addresses learned behind ports: the FDB of Q-BRIDGE-MIB (RFC 4363) or BRIDGE-MIB (RFC 4188),
 * joined with ARP and ND. The address is in the index, so the port column says it all; the FDB id
 * is not a VLAN id until the device says so.
 */
import type { Attachment } from '@muster/facts/observation';
import type { Column } from '../agent.ts';
import { Cells } from '../cells.ts';
import { numberOf } from '../value.ts';
import { indexArcs, macOfArcs } from './address-index.ts';
import type { ArpTable } from './arp.ts';
import type { Ports } from './interfaces.ts';

const Q_PORT = '1.3.6.1.2.1.17.7.1.2.2.1.2';
const Q_VLAN_FDB = '1.3.6.1.2.1.17.7.1.4.2.1.3';
const Q_VLAN_NAME = '1.3.6.1.2.1.17.7.1.4.3.1.1';
const D_PORT = '1.3.6.1.2.1.17.4.3.1.2';
const BASE_PORT = '1.3.6.1.2.1.17.1.4.1.2';

/**
 * One column of the FDB: its status column would cost as much again to tell the bridge's own
 * addresses, which the caller knows.
 */
export const FDB_COLUMNS: readonly string[] = [Q_PORT];
/** What maps FDB ids to VLANs, for a device whose FDB has rows. */
export const FDB_VLAN_COLUMNS: readonly string[] = [Q_VLAN_FDB, Q_VLAN_NAME];
export const BRIDGE_COLUMNS: readonly string[] = [D_PORT];
export const BRIDGE_PORT_COLUMNS: readonly string[] = [BASE_PORT];

/** One address learned on one port of the bridge. */
export interface FdbEntry {
  readonly mac: string;
  readonly bridgePort: number;
  readonly vlan?: number;
}

/** ifIndex by bridge port. */
export function parseBridgePorts(columns: readonly Column[]): ReadonlyMap<number, number> {
  const ports = new Map<number, number>();
  for (const { index, value } of cellsOf(columns, BASE_PORT)) {
    const ifIndex = numberOf(value);
    if (ifIndex !== undefined && ifIndex > 0) ports.set(Number(index), ifIndex);
  }
  return ports;
}

/** Whether the walk of `FDB_COLUMNS` found anything. */
export function hasFdb(columns: readonly Column[]): boolean {
  return cellsOf(columns, Q_PORT).length > 0;
}

/**
 * @param vlans the walk of `FDB_VLAN_COLUMNS`.
 * @param fdbIdIsVlanId the family is known to number FDBs by VLAN.
 */
export function parseFdb(
  columns: readonly Column[],
  vlans: readonly Column[],
  fdbIdIsVlanId: boolean,
): readonly FdbEntry[] {
  const cells = cellsOf(columns, Q_PORT);
  const fdbIds = new Set<number>();
  for (let row = 0; row < cells.length; row++) {
    cells.readArcs(row, indexArcs);
    fdbIds.add(indexArcs[0] ?? 0);
  }
  const vlanOf = vlansByFdbId(vlans, fdbIds, fdbIdIsVlanId);
  const vlanByFdbId = new Map([...fdbIds].map((fdbId) => [fdbId, vlanOf(fdbId)]));
  return entriesOf(cells, 1, (fdbId) => vlanByFdbId.get(fdbId));
}

/** @param vlan the context in which the table was read, where there is one. */
export function parseBridgeFdb(columns: readonly Column[], vlan?: number): readonly FdbEntry[] {
  return entriesOf(cellsOf(columns, D_PORT), 0, () => vlan);
}

/**
 * FDB entries as attachments, with addresses from ARP; addresses that only ARP knows follow,
 * without a port.
 *
 * @param own addresses of the device itself, which are attached to nothing.
 */
export function joinAttachments(
  fdb: readonly FdbEntry[],
  arp: ArpTable,
  ports: Ports,
  bridgePorts: ReadonlyMap<number, number>,
  own: ReadonlySet<string>,
): readonly Attachment[] {
  const names = new Map<number, string | undefined>();
  const nameOf = (bridgePort: number): string | undefined => {
    if (!names.has(bridgePort)) {
      // Without dot1dBasePortIfIndex a bridge port is taken for an ifIndex if there is one.
      names.set(bridgePort, ports.nameOf(bridgePorts.get(bridgePort) ?? bridgePort));
    }
    return names.get(bridgePort);
  };
  const attachments: Attachment[] = [];
  const placed = new Map<string, FdbEntry>();
  for (const each of fdb) {
    const { mac, bridgePort, vlan } = each;
    const before = placed.get(mac);
    if (before?.bridgePort === bridgePort && before.vlan === vlan) continue;
    if (own.has(mac)) continue;
    placed.set(mac, each);
    const port = nameOf(bridgePort);
    const known = arp.get(mac);
    if (known === undefined) attachments.push(attachment(mac, port, vlan));
    else for (const address of known) attachments.push(attachment(mac, port, vlan, address));
  }
  for (const [mac, addresses] of arp) {
    if (placed.has(mac) || own.has(mac)) continue;
    for (const address of addresses) attachments.push({ mac, address });
  }
  return attachments.length > ATTACHMENTS_MAX ? attachments.slice(0, ATTACHMENTS_MAX) : attachments;
}

/** Most have all there is to have: a switch has thousands, and spreading makes three objects of each. */
function attachment(
  mac: string,
  port: string | undefined,
  vlan: number | undefined,
  address?: string,
): Attachment {
  if (port !== undefined && vlan !== undefined) {
    return address === undefined ? { mac, port, vlan } : { mac, port, vlan, address };
  }
  return {
    mac,
    ...(port !== undefined && { port }),
    ...(vlan !== undefined && { vlan }),
    ...(address !== undefined && { address }),
  };
}

/** As many as an observation carries. */
const ATTACHMENTS_MAX = 131_072;

/**
 * @param macAt where in a row's index the address begins.
 * @param vlanOf told the first arc of the index.
 */
function entriesOf(
  cells: Cells,
  macAt: number,
  vlanOf: (fdbId: number) => number | undefined,
): readonly FdbEntry[] {
  const entries: FdbEntry[] = [];
  for (let row = 0; row < cells.length; row++) {
    const bridgePort = cells.number(row) ?? numberOf(cells.value(row));
    // Port 0: the address is known, where it was learned is not, or it is the bridge's own.
    if (bridgePort === undefined || bridgePort === 0) continue;
    const count = cells.readArcs(row, indexArcs);
    if (!isStationArc(indexArcs[macAt] ?? 0)) continue;
    const mac = macOfArcs(indexArcs, count, macAt);
    if (mac === undefined) continue;
    const vlan = vlanOf(indexArcs[0] ?? 0);
    entries.push(vlan === undefined ? { mac, bridgePort } : { mac, bridgePort, vlan });
  }
  return entries;
}

/** Groups have the lowest bit of the first octet set (IEEE 802-2014 §8.2.2). */
function isStationArc(arc: number): boolean {
  return (arc & 1) === 0;
}

/**
 * dot1qVlanFdbId maps VLANs to FDBs; an FDB that several share has no VLAN. Where the device does
 * not map them, its FDB ids are VLAN ids if every one of them is a VLAN that it has.
 */
function vlansByFdbId(
  columns: readonly Column[],
  fdbIds: ReadonlySet<number>,
  fdbIdIsVlanId: boolean,
): (fdbId: number) => number | undefined {
  const same = (fdbId: number): number | undefined =>
    fdbId >= 1 && fdbId <= 4094 ? fdbId : undefined;
  if (fdbIdIsVlanId) return same;
  const vlans = new Map<number, number[]>();
  for (const { index, value } of cellsOf(columns, Q_VLAN_FDB)) {
    const fdbId = numberOf(value) ?? 0;
    const vlan = Number(index.split('.').at(-1));
    const known = vlans.get(fdbId) ?? [];
    if (!known.includes(vlan)) known.push(vlan);
    vlans.set(fdbId, known);
  }
  if ([...fdbIds].some((fdbId) => vlans.has(fdbId))) {
    return (fdbId) => {
      const known = vlans.get(fdbId) ?? [];
      return known.length === 1 ? known[0] : undefined;
    };
  }
  const named = new Set(Array.from(cellsOf(columns, Q_VLAN_NAME), ({ index }) => Number(index)));
  return [...fdbIds].every((fdbId) => named.has(fdbId)) ? same : () => undefined;
}

const NO_CELLS = new Cells();

function cellsOf(columns: readonly Column[], oid: string): Cells {
  return columns.find((column) => column.oid === oid)?.cells ?? NO_CELLS;
}
