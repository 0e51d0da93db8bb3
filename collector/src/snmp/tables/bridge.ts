/**
 * Addresses learned behind ports: the FDB of Q-BRIDGE-MIB (RFC 4363) or BRIDGE-MIB (RFC 4188),
 * joined with ARP and ND. The address is in the index, so the port column says it all; the FDB id
 * is not a VLAN id until the device says so.
 */
import { formatMac } from '@muster/facts/mac';
import type { Attachment } from '@muster/facts/observation';
import { judgeValue } from '@muster/facts/placeholders';
import type { Column } from '../agent.ts';
import { numberOf } from '../value.ts';
import { readMacIndex } from './address-index.ts';
import type { ArpEntry } from './arp.ts';
import type { Ports } from './interfaces.ts';

const Q_PORT = '1.3.6.1.2.1.17.7.1.2.2.1.2';
const Q_STATUS = '1.3.6.1.2.1.17.7.1.2.2.1.3';
const Q_VLAN_FDB = '1.3.6.1.2.1.17.7.1.4.2.1.3';
const Q_VLAN_NAME = '1.3.6.1.2.1.17.7.1.4.3.1.1';
const D_PORT = '1.3.6.1.2.1.17.4.3.1.2';
const D_STATUS = '1.3.6.1.2.1.17.4.3.1.3';
const BASE_PORT = '1.3.6.1.2.1.17.1.4.1.2';

export const FDB_COLUMNS: readonly string[] = [Q_PORT, Q_STATUS, Q_VLAN_FDB, Q_VLAN_NAME];
export const BRIDGE_COLUMNS: readonly string[] = [D_PORT, D_STATUS];
export const BRIDGE_PORT_COLUMNS: readonly string[] = [BASE_PORT];

/** dot1dTpFdbStatus: the bridge's own addresses and those being forgotten are nobody's. */
const STATUS_INVALID = 2;
const STATUS_SELF = 4;

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

/** @param fdbIdIsVlanId the family is known to number FDBs by VLAN. */
export function parseFdb(columns: readonly Column[], fdbIdIsVlanId: boolean): readonly FdbEntry[] {
  const status = new Map(cellsOf(columns, Q_STATUS).map(({ index, value }) => [index, value]));
  const rows = cellsOf(columns, Q_PORT).map(({ index, value }) => {
    const [fdbId = '', ...mac] = index.split('.');
    return { fdbId, mac, port: numberOf(value), status: numberOf(status.get(index)) };
  });
  const vlanOf = vlansByFdbId(columns, new Set(rows.map(({ fdbId }) => fdbId)), fdbIdIsVlanId);
  return rows.flatMap(({ fdbId, mac, port, status: state }) =>
    entry(mac, port, state, vlanOf(fdbId)),
  );
}

/** @param vlan the context in which the table was read, where there is one. */
export function parseBridgeFdb(columns: readonly Column[], vlan?: number): readonly FdbEntry[] {
  const status = new Map(cellsOf(columns, D_STATUS).map(({ index, value }) => [index, value]));
  return cellsOf(columns, D_PORT).flatMap(({ index, value }) =>
    entry(index.split('.'), numberOf(value), numberOf(status.get(index)), vlan),
  );
}

/**
 * FDB entries as attachments, with addresses from ARP; addresses that only ARP knows follow,
 * without a port.
 */
export function joinAttachments(
  fdb: readonly FdbEntry[],
  arp: readonly ArpEntry[],
  ports: Ports,
  bridgePorts: ReadonlyMap<number, number>,
): readonly Attachment[] {
  const addresses = Map.groupBy(arp, ({ mac }) => mac);
  const attachments: Attachment[] = [];
  const placed = new Set<string>();
  for (const { mac, bridgePort, vlan } of fdb) {
    const ifIndex = bridgePorts.get(bridgePort);
    // Without dot1dBasePortIfIndex a bridge port is taken for an ifIndex if there is one.
    const port = ports.nameOf(ifIndex ?? bridgePort);
    const seen = `${mac} ${port ?? ''} ${vlan ?? ''}`;
    if (placed.has(seen)) continue;
    placed.add(seen);
    placed.add(mac);
    const at = { mac, ...(port !== undefined && { port }), ...(vlan !== undefined && { vlan }) };
    const known = addresses.get(mac) ?? [];
    if (known.length === 0) attachments.push(at);
    for (const { address } of known) attachments.push({ ...at, address });
  }
  for (const { mac, address } of arp) if (!placed.has(mac)) attachments.push({ mac, address });
  return attachments.slice(0, ATTACHMENTS_MAX);
}

/** As many as an observation carries. */
const ATTACHMENTS_MAX = 131_072;

function entry(
  macArcs: readonly string[],
  bridgePort: number | undefined,
  status: number | undefined,
  vlan: number | undefined,
): readonly FdbEntry[] {
  const octets = readMacIndex(macArcs);
  const mac = octets === undefined ? undefined : formatMac(octets);
  // Port 0: the address is known, where it was learned is not.
  if (mac === undefined || bridgePort === undefined || bridgePort === 0) return [];
  if (status === STATUS_SELF || status === STATUS_INVALID) return [];
  if (judgeValue('mac', mac).trust === 'impossible') return [];
  return [{ mac, bridgePort, ...(vlan !== undefined && { vlan }) }];
}

/**
 * dot1qVlanFdbId maps VLANs to FDBs; an FDB that several share has no VLAN. Where the device does
 * not map them, its FDB ids are VLAN ids if every one of them is a VLAN that it has.
 */
function vlansByFdbId(
  columns: readonly Column[],
  fdbIds: ReadonlySet<string>,
  fdbIdIsVlanId: boolean,
): (fdbId: string) => number | undefined {
  const same = (fdbId: string): number | undefined => {
    const vlan = Number(fdbId);
    return vlan >= 1 && vlan <= 4094 ? vlan : undefined;
  };
  if (fdbIdIsVlanId) return same;
  const vlans = new Map<string, number[]>();
  for (const { index, value } of cellsOf(columns, Q_VLAN_FDB)) {
    const fdbId = String(numberOf(value));
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
  const named = new Set(cellsOf(columns, Q_VLAN_NAME).map(({ index }) => index));
  return [...fdbIds].every((fdbId) => named.has(fdbId)) ? same : () => undefined;
}

function cellsOf(columns: readonly Column[], oid: string): Column['cells'] {
  return columns.find((column) => column.oid === oid)?.cells ?? [];
}
