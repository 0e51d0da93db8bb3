/** Reading who a device is: the system group, the family, and the objects its facts lie in. */
import type { Candidate } from '@muster/facts/observation';
import type { Agent, Answers, Column, Trouble, WalkLimits } from './agent.ts';
import { readDescription } from './description.ts';
import { ENTITY_COLUMNS, type EntityTree, parseEntities } from './entity.ts';
import { needsOf, type Reading, type Resolved, resolveFact, sourcesFor } from './facts.ts';
import { FACTS, type Fact, type Family } from './family.ts';
import type { Maker } from './makers.ts';
import type { FamilyIndex, Match, SystemGroup } from './match.ts';
import { CLOCK_OBJECTS, ENTITY_TABLE, type Memory, recall, remember } from './memory.ts';
import { STANDARD_FACTS, VENDOR_OBJECTS } from './standard.ts';
import { SYSTEM, systemOf } from './system.ts';
import { HOST_OBJECTS } from './tables/host-resources.ts';
import { textOf, type Value } from './value.ts';

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
  const clock = memory === undefined ? [] : CLOCK_OBJECTS;
  const first = await agent.get([...Object.values(SYSTEM), ...HOST_OBJECTS, ...clock]);
  if (first.kind !== 'answered') return first;
  const values = new Map(first.values);
  const system = systemOf(values);
  const matches = await matchFamily(agent, index, system, values);
  const family = matches[0]?.family;

  const maker =
    family === undefined || family.generic === true ? index.makerOf(system.sysObjectID) : undefined;
  const sources = FACTS.flatMap((fact) => sourcesFor(fact, family, STANDARD_FACTS, maker));
  const needs = needsOf(sources, system);
  const isVendorKnown = (family?.vendor ?? maker?.vendor) !== undefined;
  await getMore(agent, [...needs.gets, ...(isVendorKnown ? [] : VENDOR_OBJECTS)], values);
  const columns = new Map<string, Column>();
  if (needs.columns.size > 0) {
    for (const column of await agent.walk([...needs.columns], FACT_COLUMN_LIMITS)) {
      columns.set(column.oid, column);
    }
  }
  const wanted = entityColumnsOf(family);
  const spared = memory && recall(memory, ENTITY_TABLE, wanted, values);
  const entityColumns = spared ?? (await agent.walk(wanted, entityLimits));
  if (memory !== undefined && spared === undefined) {
    remember(memory, ENTITY_TABLE, entityColumns, values);
  }
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
    described: readDescription(
      system.sysDescr ?? '',
      family?.vendor ?? maker?.vendor,
      textOf(values.get(SYSTEM.sysName)),
    ),
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
