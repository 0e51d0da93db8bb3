/**
 * One visit to a device: what is asked, in which order, and how much at most. Tables that end early
 * are kept and named in `unread`.
 */
import type { Component, Neighbor, Unread } from '@muster/facts/observation';
import type { Agent, Column, Trouble, Unfinished, WalkLimits } from './agent.ts';
import type { ChildTable, Family, PartTable } from './family.ts';
import { type Identity, type ProductName, readIdentity } from './identity.ts';
import type { FamilyIndex } from './match.ts';
import { ARP_COLUMNS, type ArpEntry, parseArp } from './tables/arp.ts';
import {
  BRIDGE_COLUMNS,
  BRIDGE_PORT_COLUMNS,
  FDB_COLUMNS,
  FDB_VLAN_COLUMNS,
  type FdbEntry,
  hasFdb,
  parseBridgeFdb,
  parseBridgePorts,
  parseFdb,
} from './tables/bridge.ts';
import { CDP_COLUMNS, parseCdp } from './tables/cdp.ts';
import { type Child, childColumns, parseChildren } from './tables/children.ts';
import {
  ADDRESS_COLUMNS,
  INTERFACE_COLUMNS,
  type Ports,
  parseInterfaces,
} from './tables/interfaces.ts';
import {
  hasLldp,
  LLDP_COLUMNS,
  LLDP_MED_COLUMNS,
  type LldpRemote,
  lldpByIfIndexColumns,
  parseLldp,
  parseLldpByIfIndex,
} from './tables/lldp.ts';
import { parseParts, partColumns } from './tables/parts.ts';
import { memberColumns, type Units, unitsOf } from './units.ts';
import { readVlanFdb } from './vlan-fdb.ts';

export interface Visited {
  readonly identity: Identity;
  readonly units: Units;
  readonly ports: Ports;
  readonly bridgePorts: ReadonlyMap<number, number>;
  readonly lldp: readonly LldpRemote[];
  readonly cdp: readonly Neighbor[];
  readonly fdb: readonly FdbEntry[];
  readonly arp: readonly ArpEntry[];
  readonly children: readonly Child[];
  /** From the family's own tables of parts. */
  readonly parts: readonly Component[];
  readonly unread: readonly Unread[];
}

export interface VisitOptions {
  readonly families: FamilyIndex;
  readonly productName: ProductName;
}

/**
 * Bounds per table. Rows are cells: the widest table has 15 columns and, on a full chassis, some
 * 4,000 rows. Octets bound what a hostile agent can make us keep.
 */
const LIMITS: WalkLimits = { rowsMax: 120_000, bytesMax: 16_000_000, wallClockMs: 60_000 };
/** The largest FDB in recordings has 20,000 entries. */
const FDB_LIMITS: WalkLimits = { rowsMax: 300_000, bytesMax: 32_000_000, wallClockMs: 120_000 };

export async function visitDevice(
  agent: Agent,
  { families, productName }: VisitOptions,
): Promise<{ readonly kind: 'visited'; readonly visited: Visited } | Trouble> {
  const unread: Unread[] = [];
  const outcome = await readIdentity(agent, families, productName, LIMITS);
  if (outcome.kind !== 'identified') return outcome;
  const { identity } = outcome;
  const { family } = identity;
  note(unread, 'ENTITY-MIB', identity.entityUnfinished);
  const read = async (
    what: string,
    columns: readonly string[],
    limits: WalkLimits = LIMITS,
  ): Promise<readonly Column[]> => {
    const walked = await agent.walk(columns, {
      ...limits,
      ...(family?.quirks?.unordered === true && { unordered: true }),
    });
    note(unread, what, reasonsOf(walked));
    return walked;
  };

  const ports = parseInterfaces(
    await read('IF-MIB', INTERFACE_COLUMNS),
    await read('IP-MIB addresses', ADDRESS_COLUMNS),
  );
  const bridgePorts = parseBridgePorts(await read('BRIDGE-MIB ports', BRIDGE_PORT_COLUMNS));
  const lldp = await readLldp(read, ports, bridgePorts, family);
  const cdp = parseCdp(await read('CISCO-CDP-MIB', CDP_COLUMNS), ports);
  const fdb = await readFdb(agent, read, family, unread);
  const arp = parseArp(await read('IP-MIB ARP', ARP_COLUMNS, FDB_LIMITS));
  const stack = family?.stack;
  const members = stack === undefined ? [] : await read('stack members', memberColumns(stack));
  return {
    kind: 'visited',
    visited: {
      identity,
      units: unitsOf(identity.entities, stack, members),
      ports,
      bridgePorts: fdb.bridgePorts ?? bridgePorts,
      lldp,
      cdp,
      fdb: fdb.entries,
      arp,
      children: await readChildren(read, family?.children ?? []),
      parts: await readParts(read, family?.parts ?? []),
      unread,
    },
  };
}

type Read = (
  what: string,
  columns: readonly string[],
  limits?: WalkLimits,
) => Promise<readonly Column[]>;

/** LLDP-MED is asked for only where there is a neighbor that could have it. */
async function readLldp(
  read: Read,
  ports: Ports,
  bridgePorts: ReadonlyMap<number, number>,
  family: Family | undefined,
): Promise<readonly LldpRemote[]> {
  const columns = await read('LLDP-MIB', LLDP_COLUMNS);
  const options = { bridgePorts, portIsIfIndex: family?.quirks?.lldpPortIsIfIndex === true };
  if (!hasLldp(columns)) {
    const copy = family?.quirks?.lldpTable;
    const byIfIndex = await read('LLDP-V2-MIB', lldpByIfIndexColumns(copy));
    return parseLldpByIfIndex(byIfIndex, ports, copy);
  }
  const med = await read('LLDP-EXT-MED-MIB', LLDP_MED_COLUMNS);
  return parseLldp(columns, med, ports, options);
}

interface Fdb {
  readonly entries: readonly FdbEntry[];
  /** Of the contexts in which the entries were read, where there are any. */
  readonly bridgePorts?: ReadonlyMap<number, number>;
}

/** Q-BRIDGE where there is one, else BRIDGE-MIB: per VLAN where the family shows it so. */
async function readFdb(
  agent: Agent,
  read: Read,
  family: Family | undefined,
  unread: Unread[],
): Promise<Fdb> {
  const columns = await read('Q-BRIDGE-MIB', FDB_COLUMNS, FDB_LIMITS);
  if (hasFdb(columns)) {
    const vlans = await read('Q-BRIDGE-MIB VLANs', FDB_VLAN_COLUMNS);
    return { entries: parseFdb(columns, vlans, family?.quirks?.fdbIdIsVlanId === true) };
  }
  if (family?.quirks?.communityIndexing === true) {
    const perVlan = await readVlanFdb(agent, FDB_LIMITS);
    for (const { what, unfinished } of perVlan.walked) note(unread, what, unfinished);
    if (perVlan.entries.length > 0) {
      return { entries: perVlan.entries, bridgePorts: perVlan.bridgePorts };
    }
  }
  return { entries: parseBridgeFdb(await read('BRIDGE-MIB', BRIDGE_COLUMNS, FDB_LIMITS)) };
}

async function readChildren(read: Read, tables: readonly ChildTable[]): Promise<readonly Child[]> {
  const children: Child[] = [];
  for (const table of tables) {
    children.push(...parseChildren(table, await read('attached devices', childColumns(table))));
  }
  return children;
}

async function readParts(read: Read, tables: readonly PartTable[]): Promise<readonly Component[]> {
  const parts: Component[] = [];
  for (const [i, table] of tables.entries()) {
    parts.push(...parseParts(table, await read('parts', partColumns(table)), `part${i}`));
  }
  return parts;
}

function reasonsOf(columns: readonly Column[]): readonly Unfinished[] {
  return columns.flatMap(({ unfinished }) => unfinished ?? []);
}

/** A table that ended early is never "the rest is gone". */
function note(unread: Unread[], what: string, reasons: readonly Unfinished[]): void {
  for (const reason of new Set(reasons)) {
    switch (reason) {
      case 'timeout':
        unread.push({
          what,
          why: 'timeout',
          hint: 'the device stopped answering within the table',
        });
        break;
      case 'failed':
        unread.push({ what, why: 'failed', hint: 'the agent answered with an error' });
        break;
      case 'disorder':
        unread.push({ what, why: 'truncated', hint: 'the agent gave OIDs that do not increase' });
        break;
      case 'rows':
      case 'bytes':
      case 'clock':
        unread.push({ what, why: 'truncated', hint: `more ${reason} than one visit may take` });
        break;
    }
  }
}
