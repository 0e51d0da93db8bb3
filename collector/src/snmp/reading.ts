/**
 * Everything that one visit asks a device, in order, each table within bounds. Columns are kept
 * packed, and nothing is made of them before the last answer is in: a collector visits a hundred
 * devices at once, and most of a visit is waiting. Tables that end early are named in `unread`.
 */
import type { Unread } from '@muster/facts/observation';
import type { Agent, Column, Trouble, Unfinished, WalkLimits } from './agent.ts';
import type { Family } from './family.ts';
import { type IdentityReading, readIdentity } from './identity.ts';
import type { FamilyIndex } from './match.ts';
import { INTERFACE_TABLE, type Memory, recall, remember } from './memory.ts';
import { ARP_COLUMNS } from './tables/arp.ts';
import {
  BRIDGE_COLUMNS,
  BRIDGE_PORT_COLUMNS,
  FDB_COLUMNS,
  FDB_VLAN_COLUMNS,
  hasFdb,
} from './tables/bridge.ts';
import { CDP_COLUMNS } from './tables/cdp.ts';
import { childColumns } from './tables/children.ts';
import { clientColumns } from './tables/clients.ts';
import { hostColumns } from './tables/host-resources.ts';
import {
  ADDRESS_COLUMNS,
  FIXED_INTERFACE_COLUMNS,
  MOVING_INTERFACE_COLUMNS,
} from './tables/interfaces.ts';
import {
  hasLldp,
  LLDP_LOCAL_COLUMNS,
  LLDP_MED_COLUMNS,
  LLDP_REMOTE_COLUMNS,
  lldpByIfIndexColumns,
} from './tables/lldp.ts';
import { partColumns } from './tables/parts.ts';
import { memberColumns } from './units.ts';
import { readVlanFdb, type VlanFdb } from './vlan-fdb.ts';

export type Columns = readonly Column[];

/** What a device answered, table by table. */
export interface DeviceReading {
  readonly identity: IdentityReading;
  readonly interfaces: Columns;
  readonly addresses: Columns;
  readonly bridgePorts: Columns;
  readonly lldp: LldpReading;
  readonly cdp: Columns;
  readonly fdb: FdbReading;
  readonly arp: Columns;
  readonly members: Columns;
  /** In the order of the family's tables. */
  readonly children: readonly Columns[];
  readonly clients: Columns;
  readonly parts: readonly Columns[];
  /** HOST-RESOURCES-MIB and Printer-MIB. */
  readonly hostParts: Columns;
  readonly unread: readonly Unread[];
}

export type LldpReading =
  | { readonly kind: 'by port number'; readonly columns: Columns; readonly med: Columns }
  | { readonly kind: 'by ifIndex'; readonly columns: Columns };

export type FdbReading =
  | { readonly kind: 'Q-BRIDGE-MIB'; readonly columns: Columns; readonly vlans: Columns }
  | { readonly kind: 'BRIDGE-MIB'; readonly columns: Columns }
  | { readonly kind: 'per VLAN'; readonly vlanFdb: VlanFdb };

/**
 * Bounds per table. Rows are cells: the widest table has 15 columns and, on a full chassis, some
 * 4,000 rows. Octets bound what a hostile agent can make us keep.
 */
const LIMITS: WalkLimits = { rowsMax: 120_000, bytesMax: 16_000_000, wallClockMs: 60_000 };
/** The largest FDB in recordings has 20,000 entries. */
const FDB_LIMITS: WalkLimits = { rowsMax: 300_000, bytesMax: 32_000_000, wallClockMs: 120_000 };

/** Asks for everything; the first unanswered question is the only one that ends it. */
export async function readDevice(
  agent: Agent,
  families: FamilyIndex,
  memory?: Memory,
): Promise<{ readonly kind: 'read'; readonly reading: DeviceReading } | Trouble> {
  const outcome = await readIdentity(agent, families, LIMITS, memory);
  if (outcome.kind !== 'read') return outcome;
  const identity = outcome.reading;
  const reader = new TableReader(agent, identity.family);
  reader.note('ENTITY-MIB', identity.entityColumns);
  // Tables that many devices do not have travel with one that all have.
  const { interfaces, addresses, bridgePorts } = await readPorts(reader, identity, memory);
  const { lldp, cdp } = await readNeighbors(reader);
  const fdb = await readFdb(reader);
  const arp = await reader.read('IP-MIB ARP', ARP_COLUMNS, FDB_LIMITS);
  const { stack, children = [], clients, parts = [] } = identity.family ?? {};
  return {
    kind: 'read',
    reading: {
      identity,
      interfaces,
      addresses,
      bridgePorts,
      lldp,
      cdp,
      fdb,
      arp,
      members: stack === undefined ? [] : await reader.read('stack members', memberColumns(stack)),
      children: await reader.readEach('attached devices', children.map(childColumns)),
      clients: clients === undefined ? [] : await reader.read('clients', clientColumns(clients)),
      parts: await reader.readEach('parts', parts.map(partColumns)),
      hostParts: await reader.read('HOST-RESOURCES-MIB', hostColumns(identity.values)),
      unread: reader.unread,
    },
  };
}

interface TableColumns {
  /** The table's name in `unread`. */
  readonly what: string;
  readonly columns: readonly string[];
}

/** Walks tables of one device as its family wants, and notes which of them ended early. */
class TableReader {
  readonly agent: Agent;
  readonly family: Family | undefined;
  readonly unread: Unread[] = [];

  constructor(agent: Agent, family: Family | undefined) {
    this.agent = agent;
    this.family = family;
  }

  /** Several tables in step: the columns of each, in their order. */
  async readAll(
    tables: readonly TableColumns[],
    limits: WalkLimits = LIMITS,
  ): Promise<readonly Columns[]> {
    const walked = await this.agent.walk(
      tables.flatMap(({ columns }) => columns),
      { ...limits, ...(this.family?.quirks?.unordered === true && { unordered: true }) },
    );
    let from = 0;
    return tables.map(({ what, columns }) => {
      const own = walked.slice(from, from + columns.length);
      from += columns.length;
      this.note(what, own);
      return own;
    });
  }

  async read(what: string, columns: readonly string[], limits?: WalkLimits): Promise<Columns> {
    if (columns.length === 0) return [];
    return (await this.readAll([{ what, columns }], limits))[0] ?? [];
  }

  /** One after another: tables of one kind that have nothing to do with each other. */
  async readEach(what: string, tables: readonly (readonly string[])[]): Promise<Columns[]> {
    const read: Columns[] = [];
    for (const columns of tables) read.push(await this.read(what, columns));
    return read;
  }

  note(what: string, columns: Columns): void {
    this.noteReasons(
      what,
      columns.flatMap(({ unfinished }) => unfinished ?? []),
    );
  }

  /** A table that ended early is never "the rest is gone". */
  noteReasons(what: string, reasons: readonly Unfinished[]): void {
    for (const reason of new Set(reasons)) this.unread.push(unreadOf(what, reason));
  }
}

interface PortColumns {
  readonly interfaces: Columns;
  readonly addresses: Columns;
  readonly bridgePorts: Columns;
}

/**
 * Names, kinds and addresses of interfaces are as they were, where the device says that none has
 * come or gone; what else is said of them is read on every visit.
 */
async function readPorts(
  reader: TableReader,
  { values }: IdentityReading,
  memory: Memory | undefined,
): Promise<PortColumns> {
  const kept = memory && recall(memory, INTERFACE_TABLE, FIXED_INTERFACE_COLUMNS, values);
  const wanted = kept === undefined ? FIXED_INTERFACE_COLUMNS : [];
  const [walked = [], addresses = [], bridgePorts = []] = await reader.readAll([
    { what: 'IF-MIB', columns: [...wanted, ...MOVING_INTERFACE_COLUMNS] },
    { what: 'IP-MIB addresses', columns: ADDRESS_COLUMNS },
    { what: 'BRIDGE-MIB ports', columns: BRIDGE_PORT_COLUMNS },
  ]);
  const moving = walked.slice(wanted.length);
  if (kept !== undefined && rowCount(kept) === rowCount(moving)) {
    return { interfaces: [...kept, ...moving], addresses, bridgePorts };
  }
  // What was kept is not what is there, whatever the device says.
  const fixed =
    kept === undefined
      ? walked.slice(0, wanted.length)
      : await reader.read('IF-MIB', FIXED_INTERFACE_COLUMNS);
  if (memory !== undefined) remember(memory, INTERFACE_TABLE, fixed, values);
  return { interfaces: [...fixed, ...moving], addresses, bridgePorts };
}

/** Of the longest column: no agent lacks all of them for an interface. */
function rowCount(columns: Columns): number {
  return Math.max(...columns.map(({ cells }) => cells.length));
}

/** LLDP-MED and the device's own ports are asked for only where there is a neighbor. */
async function readNeighbors(
  reader: TableReader,
): Promise<{ readonly lldp: LldpReading; readonly cdp: Columns }> {
  const [remote = [], cdp = []] = await reader.readAll([
    { what: 'LLDP-MIB', columns: LLDP_REMOTE_COLUMNS },
    { what: 'CISCO-CDP-MIB', columns: CDP_COLUMNS },
  ]);
  if (!hasLldp(remote)) {
    const copy = reader.family?.quirks?.lldpTable;
    const columns = await reader.read('LLDP-V2-MIB', lldpByIfIndexColumns(copy));
    return { lldp: { kind: 'by ifIndex', columns }, cdp };
  }
  const [local = [], med = []] = await reader.readAll([
    { what: 'LLDP-MIB ports', columns: LLDP_LOCAL_COLUMNS },
    { what: 'LLDP-EXT-MED-MIB', columns: LLDP_MED_COLUMNS },
  ]);
  return { lldp: { kind: 'by port number', columns: [...remote, ...local], med }, cdp };
}

/** Q-BRIDGE where there is one, else BRIDGE-MIB: per VLAN where the family shows it so. */
async function readFdb(reader: TableReader): Promise<FdbReading> {
  const columns = await reader.read('Q-BRIDGE-MIB', FDB_COLUMNS, FDB_LIMITS);
  if (hasFdb(columns)) {
    const vlans = await reader.read('Q-BRIDGE-MIB VLANs', FDB_VLAN_COLUMNS);
    return { kind: 'Q-BRIDGE-MIB', columns, vlans };
  }
  if (reader.family?.quirks?.communityIndexing === true) {
    const vlanFdb = await readVlanFdb(reader.agent, FDB_LIMITS);
    for (const { what, unfinished } of vlanFdb.walked) reader.noteReasons(what, unfinished);
    if (vlanFdb.entries.length > 0) return { kind: 'per VLAN', vlanFdb };
  }
  return {
    kind: 'BRIDGE-MIB',
    columns: await reader.read('BRIDGE-MIB', BRIDGE_COLUMNS, FDB_LIMITS),
  };
}

function unreadOf(what: string, reason: Unfinished): Unread {
  switch (reason) {
    case 'timeout':
      return { what, why: 'timeout', hint: 'the device stopped answering within the table' };
    case 'failed':
      return { what, why: 'failed', hint: 'the agent answered with an error' };
    case 'disorder':
      return { what, why: 'truncated', hint: 'the agent gave OIDs that do not increase' };
    case 'rows':
    case 'bytes':
    case 'clock':
      return { what, why: 'truncated', hint: `more ${reason} than one visit may take` };
  }
}
