/** One visit to a device: what it was asked, and what its answers come to, in our terms. */
import type { Attachment, Component, Neighbor, Unread } from '@muster/facts/observation';
import type { Agent, Trouble } from './agent.ts';
import { componentsOf } from './components.ts';
import type { Family } from './family.ts';
import { type Identity, type ProductName, resolveIdentity } from './identity.ts';
import type { FamilyIndex } from './match.ts';
import type { Memory } from './memory.ts';
import { type Columns, type DeviceReading, type FdbReading, readDevice } from './reading.ts';
import { type ArpTable, parseArp } from './tables/arp.ts';
import { type FdbEntry, parseBridgeFdb, parseBridgePorts, parseFdb } from './tables/bridge.ts';
import { parseCdp } from './tables/cdp.ts';
import { type Child, parseChildren } from './tables/children.ts';
import { parseClients } from './tables/clients.ts';
import { parseHostParts } from './tables/host-resources.ts';
import { type Ports, parseInterfaces } from './tables/interfaces.ts';
import { type LldpRemote, parseLldp, parseLldpByIfIndex } from './tables/lldp.ts';
import { parseParts } from './tables/parts.ts';
import { type Units, unitsOf } from './units.ts';

export interface Visited {
  readonly identity: Identity;
  readonly units: Units;
  readonly ports: Ports;
  readonly bridgePorts: ReadonlyMap<number, number>;
  readonly lldp: readonly LldpRemote[];
  readonly cdp: readonly Neighbor[];
  readonly fdb: readonly FdbEntry[];
  readonly arp: ArpTable;
  readonly children: readonly Child[];
  /** Of a wireless controller: the stations on each of its access points. */
  readonly clients: ReadonlyMap<Child, readonly Attachment[]>;
  /** From the family's own tables of parts, and of a host or printer from its standard ones. */
  readonly parts: readonly Component[];
  readonly unread: readonly Unread[];
}

export interface VisitOptions {
  readonly families: FamilyIndex;
  readonly productName: ProductName;
  /** Spares what has not changed since the last visit; everything is read where absent. */
  readonly memory?: Memory;
}

export async function visitDevice(
  agent: Agent,
  { families, productName, memory }: VisitOptions,
): Promise<{ readonly kind: 'visited'; readonly visited: Visited } | Trouble> {
  const outcome = await readDevice(agent, families, memory);
  if (outcome.kind !== 'read') return outcome;
  return { kind: 'visited', visited: interpretReading(outcome.reading, productName) };
}

/** Pure; of a large switch it makes some thousand objects. */
export function interpretReading(reading: DeviceReading, productName: ProductName): Visited {
  const identity = resolveIdentity(reading.identity, productName);
  const { family } = identity;
  const ports = parseInterfaces(reading.interfaces, reading.addresses);
  const bridgePorts = parseBridgePorts(reading.bridgePorts);
  const fdb = interpretFdb(reading.fdb, family);
  const parts = eachTable(family?.parts, reading.parts, (table, columns, i) =>
    parseParts(table, columns, `part${i}`),
  );
  const children = eachTable(family?.children, reading.children, parseChildren);
  return {
    identity,
    units: unitsOf(identity.entities, family?.stack, reading.members),
    ports,
    bridgePorts: fdb.bridgePorts ?? bridgePorts,
    lldp: interpretLldp(reading, ports, bridgePorts, family),
    cdp: parseCdp(reading.cdp, ports),
    fdb: fdb.entries,
    arp: parseArp(reading.arp),
    children,
    clients:
      family?.clients === undefined
        ? new Map()
        : parseClients(family.clients, reading.clients, children),
    parts: [...parts, ...hostParts(reading, identity, parts)],
    unread: reading.unread,
  };
}

/** ENTITY-MIB and the vendor's own tables know parts better. */
function hostParts(
  { hostParts: columns }: DeviceReading,
  { entities, values }: Identity,
  parts: readonly Component[],
): readonly Component[] {
  if (columns.length === 0) return [];
  const surer = [...componentsOf(entities, entities.entities), ...parts];
  return parseHostParts(columns, values, new Set(surer.map(({ kind }) => kind)));
}

function interpretLldp(
  { lldp }: DeviceReading,
  ports: Ports,
  bridgePorts: ReadonlyMap<number, number>,
  family: Family | undefined,
): readonly LldpRemote[] {
  const { lldpTable, lldpPortIsIfIndex } = family?.quirks ?? {};
  return lldp.kind === 'by ifIndex'
    ? parseLldpByIfIndex(lldp.columns, ports, lldpTable)
    : parseLldp(lldp.columns, lldp.med, ports, {
        bridgePorts,
        portIsIfIndex: lldpPortIsIfIndex === true,
      });
}

interface Fdb {
  readonly entries: readonly FdbEntry[];
  /** Of the contexts in which the entries were read, where there are any. */
  readonly bridgePorts?: ReadonlyMap<number, number>;
}

function interpretFdb(fdb: FdbReading, family: Family | undefined): Fdb {
  switch (fdb.kind) {
    case 'Q-BRIDGE-MIB':
      return { entries: parseFdb(fdb.columns, fdb.vlans, family?.quirks?.fdbIdIsVlanId === true) };
    case 'BRIDGE-MIB':
      return { entries: parseBridgeFdb(fdb.columns) };
    case 'per VLAN':
      return fdb.vlanFdb;
  }
}

function eachTable<T, R>(
  tables: readonly T[] = [],
  read: readonly Columns[],
  parse: (table: T, columns: Columns, i: number) => readonly R[],
): readonly R[] {
  return tables.flatMap((table, i) => parse(table, read[i] ?? [], i));
}
