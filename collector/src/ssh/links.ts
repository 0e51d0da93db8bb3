/** From rows to what hangs on a device's ports: interfaces, neighbors, learned addresses. Pure. */
import { isMulticast, macKindOf, parseMac } from '@muster/facts/mac';
import type { Attachment, Neighbor, NetworkInterface } from '@muster/facts/observation';
import type { Sourced } from './captures.ts';
import { joinNeighbors } from './read/neighbors.ts';
import type { Row } from './rows.ts';

/** The bounds of an observation. */
const INTERFACES_MAX = 16_384;
const NEIGHBORS_MAX = 8192;
const ATTACHMENTS_MAX = 131_072;

export function interfacesOf(rows: readonly Sourced[]): readonly NetworkInterface[] {
  const interfaces = new Map<string, NetworkInterface>();
  for (const { is, name, mac, description, address, state } of rows) {
    if (is !== 'interface' || name === undefined || interfaces.has(name)) continue;
    if (interfaces.size >= INTERFACES_MAX) break;
    interfaces.set(name, {
      name,
      ...(mac !== undefined && { mac, macKind: macKindOf(mac, { interfaceName: name }) }),
      ...(description !== undefined && { description }),
      ...(address !== undefined && { addresses: [address.replace(/\/\d+$/, '')] }),
      ...(state !== undefined && { up: state === 'up' }),
    });
  }
  return [...interfaces.values()];
}

export function neighborsOf(rows: readonly Sourced[]): readonly Neighbor[] {
  const neighbors: Neighbor[] = [];
  for (const row of joinNeighbors(rows)) {
    if (row.is !== 'neighbor' || row.port === undefined) continue;
    if (neighbors.some((known) => isSaid(known, row))) continue;
    if (neighbors.length >= NEIGHBORS_MAX) break;
    const { portId, portDescription, systemName, platform, description, address } = row;
    const chassisId =
      row.chassisId === undefined ? undefined : (parseMac(row.chassisId) ?? row.chassisId);
    const about = platform ?? description;
    neighbors.push({
      protocol: row.protocol ?? 'other',
      localPort: row.port,
      ...(chassisId !== undefined && { chassisId: chassisId.slice(0, 256) }),
      ...(portId !== undefined && { portId: portId.slice(0, 256) }),
      ...(portDescription !== undefined && { portDescription }),
      ...(systemName !== undefined && { systemName: systemName.slice(0, 256) }),
      ...(about !== undefined && { platform: about }),
      ...(address !== undefined && { address }),
    });
  }
  return neighbors;
}

/** A table's line about a neighbor that the detail has told already. */
function isSaid(known: Neighbor, row: Row): boolean {
  if (known.protocol !== row.protocol || known.localPort !== row.port) return false;
  const name = row.systemName ?? row.chassisId;
  if (name === undefined) return row.portId === known.portId;
  return [known.systemName, known.chassisId].some((full) => full?.startsWith(name) === true);
}

/** Ports of the FDB that are the switch itself, a group of ports, or nowhere. */
const NO_PORT = /^(?:cpu|router|switch|self|drop|flood|sup-eth\d*|vl(?:an)?\d+|-|0)$/i;

/** FDB entries, with the addresses that ARP knows for them; ARP entries of others without a port. */
export function attachmentsOf(rows: readonly Sourced[]): readonly Attachment[] {
  const addresses = new Map<string, string>();
  for (const { is, mac, address } of rows) {
    if (is === 'arp' && mac !== undefined && address !== undefined && !addresses.has(mac)) {
      addresses.set(mac, address);
    }
  }
  const attachments: Attachment[] = [];
  const learned = new Set<string>();
  for (const { is, mac, port, vlan } of rows) {
    if (is !== 'fdb' || mac === undefined || isMulticast(mac)) continue;
    if (port === undefined || NO_PORT.test(port)) continue;
    if (attachments.length >= ATTACHMENTS_MAX) break;
    learned.add(mac);
    const id = vlan === undefined ? Number.NaN : Number(vlan);
    const address = addresses.get(mac);
    attachments.push({
      mac,
      port,
      ...(Number.isInteger(id) && id >= 0 && id <= 4095 && { vlan: id }),
      ...(address !== undefined && { address }),
    });
  }
  for (const [mac, address] of addresses) {
    if (learned.has(mac) || isMulticast(mac) || attachments.length >= ATTACHMENTS_MAX) continue;
    attachments.push({ mac, address });
  }
  return attachments;
}
