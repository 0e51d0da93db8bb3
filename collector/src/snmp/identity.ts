/** Reading who a device is: the system group, the family, and the objects its facts lie in. */
import type { Candidate } from '@muster/facts/observation';
import type { Agent, Answers, Column, Trouble, WalkLimits } from './agent.ts';
import { readDescription } from './description.ts';
import { ENTITY_COLUMNS, type EntityTree, parseEntities } from './entity.ts';
import { needsOf, type Reading, type Resolved, resolveFact, sourcesFor } from './facts.ts';
import { FACTS, type Fact, type Family } from './family.ts';
import { isUnchanged, type KeptTables, type Stamp } from './kept-tables.ts';
import type { Maker } from './makers.ts';
import type { FamilyIndex, Match, SystemGroup } from './match.ts';
import { STANDARD_FACTS } from './standard.ts';
import { numberOf, octetsOf, oidOf, textOf, type Value } from './value.ts';

export const SYSTEM = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  sysLocation: '1.3.6.1.2.1.1.6.0',
  snmpEngineID: '1.3.6.1.6.3.10.2.1.1.0',
  dot1dBaseBridgeAddress: '1.3.6.1.2.1.17.1.1.0',
  lldpLocChassisIdSubtype: '1.0.8802.1.1.2.1.3.1.0',
  lldpLocChassisId: '1.0.8802.1.1.2.1.3.2.0',
} as const;

/** What tells that ENTITY-MIB is as it was. */
const CLOCK = {
  sysUpTime: '1.3.6.1.2.1.1.3.0',
  entLastChangeTime: '1.3.6.1.2.1.47.1.4.1.0',
} as const;

/** What is remembered of this device between visits, and by which time. */
export interface Memory {
  readonly kept: KeptTables;
  /** An address with its port. */
  readonly device: string;
  readonly nowMs: number;
}

/** Columns that facts lie in are short, but for lists of processes and packages. */
const FACT_COLUMN_LIMITS: WalkLimits = { rowsMax: 4000, bytesMax: 262_144, wallClockMs: 10_000 };

/** What was read of who a device is; `resolveIdentity` makes sense of it. */
export interface IdentityReading {
  readonly system: SystemGroup;
  /** The system group, engine ID, bridge address and everything else that was asked for. */
  readonly values: Answers;
  readonly matches: readonly Match[];
  readonly family?: Family;
  /** Of a device that no family, or only a generic one, recognizes. */
  readonly maker?: Maker;
  /** Columns that facts lie in. */
  readonly columns: ReadonlyMap<string, Column>;
  /** ENTITY-MIB. */
  readonly entityColumns: readonly Column[];
}

export interface Identity {
  readonly system: SystemGroup;
  readonly values: Answers;
  readonly matches: readonly Match[];
  readonly family?: Family;
  readonly maker?: Maker;
  readonly entities: EntityTree;
  readonly facts: Readonly<Record<Fact, Resolved>>;
  readonly candidates: readonly Candidate[];
}

/** The name its maker registered for a sysObjectID. */
export type ProductName = (sysObjectID: string) => string | undefined;

/**
 * Asks for the system group, matches the family (asking for its probes only where nothing but they
 * can decide), then for everything its facts could be in.
 */
export async function readIdentity(
  agent: Agent,
  index: FamilyIndex,
  entityLimits: WalkLimits,
  memory?: Memory,
): Promise<{ readonly kind: 'read'; readonly reading: IdentityReading } | Trouble> {
  const clock = memory === undefined ? [] : Object.values(CLOCK);
  const first = await agent.get([...Object.values(SYSTEM), ...clock]);
  if (first.kind !== 'answered') return first;
  const values = new Map(first.values);
  const system = systemOf(values);
  const matches = await matchFamily(agent, index, system, values);
  const family = matches[0]?.family;

  const maker =
    family === undefined || family.generic === true ? index.makerOf(system.sysObjectID) : undefined;
  const sources = FACTS.flatMap((fact) => sourcesFor(fact, family, STANDARD_FACTS, maker));
  const needs = needsOf(sources, system);
  await getMore(agent, [...needs.gets], values);
  const columns = new Map<string, Column>();
  if (needs.columns.size > 0) {
    for (const column of await agent.walk([...needs.columns], FACT_COLUMN_LIMITS)) {
      columns.set(column.oid, column);
    }
  }
  const wanted = entityColumnsOf(family);
  const spared = memory && keptColumns(memory, wanted, values);
  const entityColumns = spared ?? (await agent.walk(wanted, entityLimits));
  if (memory !== undefined && spared === undefined) keep(memory, values, entityColumns);
  return {
    kind: 'read',
    reading: {
      system,
      values,
      matches,
      ...(family && { family }),
      ...(maker && { maker }),
      columns,
      entityColumns,
    },
  };
}

/** Every candidate of every fact, who won and why. */
export function resolveIdentity(
  { system, values, matches, family, maker, columns, entityColumns }: IdentityReading,
  productName: ProductName,
): Identity {
  const entities = parseEntities(entityColumns, family?.entityModel);
  const product = system.sysObjectID === undefined ? undefined : productName(system.sysObjectID);
  const facts = resolveAll(family, maker, {
    system,
    values,
    columns,
    entities,
    described: readDescription(system.sysDescr ?? '', family?.vendor ?? maker?.vendor),
    ...(product !== undefined && { product }),
  });
  return {
    system,
    values,
    matches,
    ...(family && { family }),
    ...(maker && { maker }),
    entities,
    facts,
    candidates: FACTS.flatMap((fact) => facts[fact].candidates),
  };
}

/** The columns of last time, where the device says that nothing has changed. */
function keptColumns(
  { kept, device, nowMs }: Memory,
  wanted: readonly string[],
  values: Answers,
): readonly Column[] | undefined {
  const then = kept.get(nameIn(device, values));
  const stamp = stampOf(values);
  if (then === undefined || stamp === undefined || !isUnchanged(then, stamp, nowMs)) {
    return undefined;
  }
  const isSame =
    then.columns.length === wanted.length && wanted.every((oid, i) => then.columns[i]?.oid === oid);
  return isSame ? then.columns : undefined;
}

function keep({ kept, device, nowMs }: Memory, values: Answers, columns: readonly Column[]): void {
  const stamp = stampOf(values);
  if (stamp !== undefined) kept.put(nameIn(device, values), { ...stamp, readAtMs: nowMs, columns });
}

function stampOf(values: Answers): Stamp | undefined {
  const sysUpTime = numberOf(values.get(CLOCK.sysUpTime));
  const lastChange = numberOf(values.get(CLOCK.entLastChangeTime));
  return sysUpTime === undefined || lastChange === undefined
    ? undefined
    : { sysUpTime, lastChange };
}

/** Another device at the same address is another device. */
function nameIn(device: string, values: Answers): string {
  const said = [SYSTEM.sysDescr, SYSTEM.sysObjectID, SYSTEM.sysName, SYSTEM.dot1dBaseBridgeAddress]
    .map((oid) => textOf(values.get(oid)) ?? '')
    .join(' ');
  return `${device} ${engineIdOf(values) ?? ''} ${said}`;
}

function entityColumnsOf(family: Family | undefined): readonly string[] {
  const own = family?.entityModel;
  return own === undefined ? ENTITY_COLUMNS : [...ENTITY_COLUMNS, own];
}

function resolveAll(
  family: Family | undefined,
  maker: Maker | undefined,
  reading: Reading,
): Record<Fact, Resolved> {
  const resolve = (fact: Fact): Resolved =>
    resolveFact(fact, sourcesFor(fact, family, STANDARD_FACTS, maker), reading);
  return {
    serial: resolve('serial'),
    model: resolve('model'),
    version: resolve('version'),
    hostname: resolve('hostname'),
    assetTag: resolve('assetTag'),
    partNumber: resolve('partNumber'),
    hardwareRevision: resolve('hardwareRevision'),
    baseMac: resolve('baseMac'),
  };
}

/** Probes cost a question each, so they are asked only where the system group leaves it open. */
async function matchFamily(
  agent: Agent,
  index: FamilyIndex,
  system: SystemGroup,
  values: Map<string, Value>,
): Promise<readonly Match[]> {
  const sure = index.match(system);
  const best = sure[0];
  if (best !== undefined && !best.isWeak) return sure;
  const probes = index.probesFor(system);
  if (probes.length === 0) return sure;
  await getMore(agent, probes, values);
  return index.match(system, values);
}

async function getMore(
  agent: Agent,
  oids: readonly string[],
  values: Map<string, Value>,
): Promise<void> {
  const wanted = oids.filter((oid) => !values.has(oid));
  if (wanted.length === 0) return;
  const outcome = await agent.get(wanted);
  if (outcome.kind !== 'answered') return;
  for (const [oid, value] of outcome.values) values.set(oid, value);
}

function systemOf(values: Answers): SystemGroup {
  const sysDescr = textOf(values.get(SYSTEM.sysDescr));
  const sysObjectID = oidOf(values.get(SYSTEM.sysObjectID));
  return {
    ...(sysDescr !== undefined && { sysDescr }),
    ...(sysObjectID !== undefined && { sysObjectID }),
  };
}

/** snmpEngineID (RFC 3411) as hex; of five octets at least. */
export function engineIdOf(values: Answers): string | undefined {
  const octets = octetsOf(values.get(SYSTEM.snmpEngineID));
  if (octets === undefined || octets.length < 5 || octets.length > 32) return undefined;
  return Buffer.from(octets).toString('hex');
}
