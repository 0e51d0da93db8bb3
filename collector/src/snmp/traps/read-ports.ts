/**
 * The targeted read: where one address was learned, and what is on one port, in a handful of
 * requests instead of a whole visit.
 */
import type { Neighbor } from '@muster/facts/observation';
import type { Agent, Column, WalkLimits } from '../agent.ts';
import { Cells } from '../cells.ts';
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
} from '../tables/bridge.ts';
import { INTERFACE_COLUMNS, type Ports, parseInterfaces } from '../tables/interfaces.ts';
import { LLDP_COLUMNS, parseLldp } from '../tables/lldp.ts';
import { numberOf, textOf } from '../value.ts';

/** An address and the port it was learned on, as the device names it. */
export interface Placed {
  readonly mac: string;
  readonly ifIndex: number;
  readonly port: string;
  readonly vlan?: number;
}

export interface PortContents {
  readonly placed: readonly Placed[];
  readonly neighbors: readonly Neighbor[];
  /** Whether the FDB was read to its end. */
  readonly isComplete: boolean;
}

const Q_PORT = '1.3.6.1.2.1.17.7.1.2.2.1.2';
const D_PORT = '1.3.6.1.2.1.17.4.3.1.2';
const BASE_PORT = '1.3.6.1.2.1.17.1.4.1.2';
/** dot1qVlanFdbId of the VLAN at time mark 0. */
const VLAN_FDB = '1.3.6.1.2.1.17.7.1.4.2.1.3.0';
/** CISCO-VLAN-MEMBERSHIP-MIB vmVlan, by ifIndex. */
const ACCESS_VLAN = '1.3.6.1.4.1.9.9.68.1.2.2.1.2';
const IF_NAME = '1.3.6.1.2.1.31.1.1.1.1';
const IF_DESCR = '1.3.6.1.2.1.2.2.1.2';

/** A targeted read is small; a device whose FDB is not done within this is left to its next visit. */
const LIMITS: WalkLimits = { rowsMax: 100_000, bytesMax: 8_000_000, wallClockMs: 10_000 };

/**
 * Where the address was learned: three GETs at most in the default context, and one more in the
 * VLAN's own for agents that show their FDB by VLAN.
 */
export async function readAddress(
  agent: Agent,
  { mac, vlan }: { readonly mac: string; readonly vlan?: number },
): Promise<Placed | undefined> {
  const arcs = mac
    .split(':')
    .map((octet) => Number.parseInt(octet, 16))
    .join('.');
  const found =
    (await findIn(agent, arcs, vlan)) ??
    (vlan === undefined ? undefined : await inContext(agent, vlan, (each) => findIn(each, arcs)));
  if (found === undefined) return undefined;
  const port = await portName(agent, found.ifIndex);
  return { mac, ...found, port, ...(vlan !== undefined && { vlan }) };
}

/** What the FDB and LLDP say of ports. The FDB is read once for all of them. */
export async function readPorts(
  agent: Agent,
  ifIndexes: ReadonlySet<number>,
): Promise<PortContents> {
  const bridgePorts = parseBridgePorts(await agent.walk(BRIDGE_PORT_COLUMNS, LIMITS));
  const fdb = await readFdb(agent, bridgePorts, ifIndexes);
  const ports = await namesOf(agent, ifIndexes);
  const lldp = await agent.walk(LLDP_COLUMNS, LIMITS);
  const names = new Set([...ifIndexes].flatMap((each) => ports.nameOf(each) ?? []));
  return {
    placed: fdb.entries.flatMap(({ ifIndex, mac, vlan }) => {
      const port = ports.nameOf(ifIndex);
      if (!ifIndexes.has(ifIndex) || port === undefined) return [];
      return [{ mac, ifIndex, port, ...(vlan !== undefined && { vlan }) }];
    }),
    neighbors: parseLldp(lldp, [], ports, { bridgePorts })
      .map(({ neighbor }) => neighbor)
      .filter(({ localPort }) => names.has(localPort)),
    isComplete: fdb.isComplete,
  };
}

interface IndexedFdb {
  readonly entries: readonly {
    readonly mac: string;
    readonly ifIndex: number;
    readonly vlan?: number;
  }[];
  readonly isComplete: boolean;
}

/** Q-BRIDGE-MIB, else BRIDGE-MIB, else BRIDGE-MIB in the contexts of the ports' access VLANs. */
async function readFdb(
  agent: Agent,
  bridgePorts: ReadonlyMap<number, number>,
  ifIndexes: ReadonlySet<number>,
): Promise<IndexedFdb> {
  const q = await agent.walk(FDB_COLUMNS, LIMITS);
  if (hasFdb(q)) {
    const vlans = await agent.walk(FDB_VLAN_COLUMNS, LIMITS);
    return indexed(parseFdb(q, vlans, false), bridgePorts, q);
  }
  const d = await agent.walk(BRIDGE_COLUMNS, LIMITS);
  const whole = indexed(parseBridgeFdb(d), bridgePorts, d);
  const entries = [...whole.entries];
  let { isComplete } = whole;
  for (const vlan of await accessVlans(agent, ifIndexes)) {
    const read = await inContext(agent, vlan, async (context) => {
      const columns = await context.walk([...BRIDGE_COLUMNS, ...BRIDGE_PORT_COLUMNS], LIMITS);
      return indexed(parseBridgeFdb(columns, vlan), parseBridgePorts(columns), columns);
    });
    entries.push(...(read?.entries ?? []));
    isComplete &&= read?.isComplete ?? true;
  }
  return { entries, isComplete };
}

function indexed(
  entries: readonly FdbEntry[],
  bridgePorts: ReadonlyMap<number, number>,
  columns: readonly Column[],
): IndexedFdb {
  return {
    // Without dot1dBasePortIfIndex a bridge port is taken for an ifIndex, as on a visit.
    entries: entries.map(({ bridgePort, ...each }) => ({
      ...each,
      ifIndex: bridgePorts.get(bridgePort) ?? bridgePort,
    })),
    isComplete: columns.every(({ unfinished }) => unfinished === undefined),
  };
}

async function accessVlans(
  agent: Agent,
  ifIndexes: ReadonlySet<number>,
): Promise<ReadonlySet<number>> {
  const outcome = await agent.get([...ifIndexes].map((each) => `${ACCESS_VLAN}.${each}`));
  const vlans = outcome.kind === 'answered' ? [...outcome.values.values()].map(numberOf) : [];
  return new Set(vlans.flatMap((vlan) => (vlan !== undefined && vlan > 0 ? [vlan] : [])));
}

/** The port by Q-BRIDGE-MIB with the VLAN for the FDB id, by BRIDGE-MIB, by the VLAN's own FDB id. */
async function findIn(
  agent: Agent,
  arcs: string,
  vlan?: number,
): Promise<{ readonly ifIndex: number } | undefined> {
  const bridge = `${D_PORT}.${arcs}`;
  const first = await valuesOf(agent, [
    bridge,
    ...(vlan === undefined ? [] : [`${Q_PORT}.${vlan}.${arcs}`, `${VLAN_FDB}.${vlan}`]),
  ]);
  const fdbId = vlan === undefined ? undefined : first.get(`${VLAN_FDB}.${vlan}`);
  const byVlan = vlan === undefined ? undefined : first.get(`${Q_PORT}.${vlan}.${arcs}`);
  const shared =
    byVlan === undefined && fdbId !== undefined && fdbId !== vlan
      ? (await valuesOf(agent, [`${Q_PORT}.${fdbId}.${arcs}`])).get(`${Q_PORT}.${fdbId}.${arcs}`)
      : undefined;
  const bridgePort = byVlan ?? shared ?? first.get(bridge);
  // 0: the address is known, where it was learned is not.
  if (bridgePort === undefined || bridgePort === 0) return undefined;
  const base = `${BASE_PORT}.${bridgePort}`;
  return { ifIndex: (await valuesOf(agent, [base])).get(base) ?? bridgePort };
}

async function valuesOf(
  agent: Agent,
  oids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const outcome = await agent.get(oids);
  if (outcome.kind !== 'answered') return new Map();
  return new Map(
    [...outcome.values].flatMap(([oid, value]) => {
      const number = numberOf(value);
      return number === undefined ? [] : [[oid, number] as const];
    }),
  );
}

async function inContext<T>(
  agent: Agent,
  vlan: number,
  read: (context: Agent) => Promise<T>,
): Promise<T | undefined> {
  const context = agent.inVlan(vlan);
  if (context === undefined) return undefined;
  try {
    return await read(context);
  } finally {
    context.close();
  }
}

/** ifName, else ifDescr, as a visit names ports; the ifIndex where the device names none. */
async function portName(agent: Agent, ifIndex: number): Promise<string> {
  const outcome = await agent.get([`${IF_NAME}.${ifIndex}`, `${IF_DESCR}.${ifIndex}`]);
  const values = outcome.kind === 'answered' ? outcome.values : new Map();
  const name =
    textOf(values.get(`${IF_NAME}.${ifIndex}`)) ?? textOf(values.get(`${IF_DESCR}.${ifIndex}`));
  return name?.slice(0, 256) ?? String(ifIndex);
}

/** The interfaces asked for, as a visit reads them. */
async function namesOf(agent: Agent, ifIndexes: ReadonlySet<number>): Promise<Ports> {
  const outcome = await agent.get(
    [...ifIndexes].flatMap((each) => INTERFACE_COLUMNS.map((column) => `${column}.${each}`)),
  );
  const values = outcome.kind === 'answered' ? outcome.values : new Map();
  return parseInterfaces(
    INTERFACE_COLUMNS.map((oid) => ({
      oid,
      cells: Cells.of(
        [...ifIndexes].flatMap((each) => {
          const value = values.get(`${oid}.${each}`);
          return value === undefined ? [] : [{ index: String(each), value }];
        }),
      ),
    })),
  );
}
