/**
 * Finding a fact among its candidates: each source in order, what it gave, why it won or lost. The
 * losers stay visible, so that a wrong serial is understood in seconds.
 */
import type { Candidate } from '@muster/facts/observation';
import { judgeValue } from '@muster/facts/placeholders';
import type { Answers, Column } from './agent.ts';
import type { Described } from './description.ts';
import { type Entity, type EntityTree, selectEntities, strayPartsOf } from './entity.ts';
import type { Fact, FactSource, Family } from './family.ts';
import type { Maker } from './makers.ts';
import type { SystemGroup } from './match.ts';
import { compilePattern } from './pattern.ts';
import { applyTransforms } from './transform.ts';
import { textOf, type Value } from './value.ts';

/** What was read of a device so far. */
export interface Reading {
  readonly system: SystemGroup;
  readonly values: Answers;
  /** By the column's OID. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly entities: EntityTree;
  /** The product name registered for the sysObjectID, where it is known. */
  readonly product?: string;
  /** What sysDescr seems to say, where no family knows its wording. */
  readonly described: Described;
}

/** Objects that sources need. */
export interface Needs {
  readonly gets: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  readonly entities: boolean;
}

export interface Resolved {
  readonly value?: string;
  /** The source that gave it. */
  readonly source?: FactSource;
  readonly candidates: readonly Candidate[];
}

const JUDGED: Readonly<Record<Fact, Parameters<typeof judgeValue>[0]>> = {
  serial: 'serial',
  model: 'model',
  version: 'version',
  hostname: 'hostname',
  assetTag: 'assetTag',
  partNumber: 'sku',
  hardwareRevision: 'version',
  baseMac: 'mac',
};

const FIELD: Readonly<Record<Fact, string>> = {
  serial: 'device.serial',
  model: 'device.model',
  version: 'firmware.version',
  hostname: 'device.hostname',
  assetTag: 'device.assetTag',
  partNumber: 'device.partNumber',
  hardwareRevision: 'device.hardwareRevision',
  baseMac: 'device.baseMac',
};

/** Shown per fact: enough to see why, bounded for what devices send. */
const CANDIDATES_MAX = 12;
const FACT_MAX = 256;
/** "AOS v6.8.2 / App v6.8.0 (GA)" is a version; a page about one, with its copyright, is not. */
const VERSION_WORDS_MAX = 8;

export function needsOf(sources: readonly FactSource[], system: SystemGroup): Needs {
  const gets = new Set<string>();
  const columns = new Set<string>();
  let entities = false;
  for (const source of sources) {
    const instance = instanceOf(source, system);
    if (instance !== undefined) gets.add(instance);
    if (source.whenValue !== undefined) gets.add(source.whenValue.get);
    for (const column of [source.column, source.where?.column, source.lookup]) {
      if (column !== undefined) columns.add(column);
    }
    if (source.entity !== undefined) entities = true;
    const inner = needsOf(source.of ?? [], system);
    for (const oid of inner.gets) gets.add(oid);
    for (const oid of inner.columns) columns.add(oid);
    entities ||= inner.entities;
  }
  return { gets, columns, entities };
}

/** The object that a source asks for: as written, or below the product's own sysObjectID. */
function instanceOf({ get, belowArcs }: FactSource, system: SystemGroup): string | undefined {
  if (get === undefined || belowArcs === undefined) return get;
  const arcs = system.sysObjectID?.split('.') ?? [];
  return arcs.length < belowArcs ? undefined : [...arcs.slice(0, belowArcs), get].join('.');
}

/** The first sound value wins, else the first that is merely suspect; placeholders never do. */
export function resolveFact(
  fact: Fact,
  sources: readonly FactSource[],
  reading: Reading,
): Resolved {
  const found: { candidate: Candidate; source: FactSource }[] = [];
  const ofParts: Candidate[] = [];
  for (const source of sources) {
    if (!applies(source, reading)) continue;
    for (const { value, from, isOfPart } of valuesOf(source, reading)) {
      const candidate = judge(fact, source, value, from);
      if (isOfPart) ofParts.push({ ...candidate, state: 'suspect', why: PART_WHY });
      else found.push({ candidate, source });
      if (found.length >= CANDIDATES_MAX) break;
    }
  }
  const winner =
    found.find(({ candidate }) => candidate.state === 'sound' || candidate.state === 'derived') ??
    found.find(({ candidate }) => candidate.state === 'suspect');
  const judged = found.map(({ candidate }) =>
    candidate === winner?.candidate
      ? { ...candidate, chosen: true, why: candidate.why ?? 'the first source with a sound value' }
      : { ...candidate, why: candidate.why ?? loserWhy(candidate, winner?.candidate) },
  );
  const candidates = [...judged, ...ofParts].slice(0, CANDIDATES_MAX);
  if (winner?.candidate.value === undefined) return { candidates };
  return { value: winner.candidate.value, source: winner.source, candidates };
}

const PART_WHY = 'of a part, or maybe of one: not sure to be the device';

function loserWhy(candidate: Candidate, winner: Candidate | undefined): string {
  return candidate.value === winner?.value ? 'says the same' : 'a source before it has a value';
}

function judge(fact: Fact, source: FactSource, value: string | undefined, from: string): Candidate {
  const at = { field: FIELD[fact], from: from.slice(0, FACT_MAX) };
  if (value === undefined) return { ...at, state: 'empty', why: 'nothing there' };
  const said = { ...at, value: value.slice(0, FACT_MAX) };
  const { trust, why } = judgeValue(JUDGED[fact], said.value);
  if (trust === 'impossible') return { ...said, state: 'placeholder', ...(why && { why }) };
  if (trust === 'suspect') return { ...said, state: 'suspect', ...(why && { why }) };
  if (
    fact === 'version' &&
    said.value.split(' ', VERSION_WORDS_MAX + 1).length > VERSION_WORDS_MAX
  ) {
    return { ...said, state: 'suspect', why: 'a text that may have a version in it' };
  }
  return { ...said, state: source.derived === true ? 'derived' : 'sound' };
}

function applies({ whenDescr, whenOid, whenValue }: FactSource, reading: Reading): boolean {
  const { sysDescr = '', sysObjectID = '' } = reading.system;
  if (whenValue !== undefined) {
    const value = textOf(reading.values.get(whenValue.get));
    if (value === undefined || !whenValue.is.includes(value)) return false;
  }
  if (whenDescr !== undefined && matchWith(whenDescr, sysDescr) === undefined) return false;
  return (
    whenOid === undefined ||
    whenOid.some((oid) => sysObjectID === oid || sysObjectID.startsWith(`${oid}.`))
  );
}

interface Said {
  readonly value: string | undefined;
  readonly from: string;
  /** Said of a part, or maybe of one: shown, and never taken for the device's. */
  readonly isOfPart?: true;
}

/** What one source gives: nothing where the device lacks the object, several for several rows. */
function valuesOf(source: FactSource, reading: Reading): readonly Said[] {
  const instance = instanceOf(source, reading.system);
  if (instance !== undefined) {
    const value = reading.values.get(instance);
    const meant = value === undefined ? undefined : lookUp(source, value, reading);
    return meant === undefined ? [] : [{ value: refine(source, meant), from: instance }];
  }
  if (source.column !== undefined) {
    const { column } = source;
    const cells = reading.columns.get(column)?.cells ?? [];
    return [...cells]
      .filter(({ index }) => isSelected(source, index, reading))
      .map(({ index, value }) => ({ value: refine(source, value), from: `${column}.${index}` }))
      .filter(({ value }) => value !== undefined)
      .slice(0, CANDIDATES_MAX);
  }
  if (source.entity !== undefined) {
    const { entity: fact, select } = source;
    const stray = select === undefined ? strayPartsOf(reading.entities) : [];
    const said = (entity: Entity): Said => ({
      value: refineText(source, entity[fact]),
      from: `ENTITY-MIB ${fact} of row ${entity.index}`,
    });
    const ofParts = stray.map((entity): Said => ({ ...said(entity), isOfPart: true }));
    return [...selectEntities(reading.entities, select).map(said), ...ofParts]
      .filter(({ value }) => value !== undefined)
      .slice(0, CANDIDATES_MAX);
  }
  return textsOf(source, reading);
}

function isSelected({ where }: FactSource, index: string, { columns }: Reading): boolean {
  if (where === undefined) return true;
  const text = textOf(cellAt(columns.get(where.column), index));
  return text !== undefined && matchWith(where.pattern, text) !== undefined;
}

function lookUp({ lookup }: FactSource, value: Value, { columns }: Reading): Value | undefined {
  if (lookup === undefined) return value;
  return cellAt(columns.get(lookup), textOf(value));
}

function cellAt(column: Column | undefined, index: string | undefined): Value | undefined {
  for (const cell of column?.cells ?? []) if (cell.index === index) return cell.value;
  return undefined;
}

function textsOf(source: FactSource, reading: Reading): readonly Said[] {
  if (source.descr !== undefined) {
    const { sysDescr } = reading.system;
    const value = sysDescr === undefined ? undefined : matchWith(source.descr, sysDescr);
    return value === undefined ? [] : [{ value: refineText(source, value), from: 'sysDescr' }];
  }
  if (source.product !== undefined) {
    const { strip } = source.product;
    const name = reading.product;
    if (name === undefined) return [];
    const value = strip !== undefined && name.startsWith(strip) ? name.slice(strip.length) : name;
    return [{ value: refineText(source, value), from: 'the name registered for sysObjectID' }];
  }
  if (source.join !== undefined) {
    const parts = (source.of ?? []).map((part) => valuesOf(part, reading)[0]);
    if (parts.some((part) => part?.value === undefined)) return [];
    const value = source.join.replace(/\{(\d)\}/g, (_, i: string) => parts[Number(i)]?.value ?? '');
    return [
      { value: refineText(source, value), from: parts.map((part) => part?.from).join(' and ') },
    ];
  }
  if (source.described !== undefined) {
    const { [source.described]: value, partSerial } = reading.described;
    const from = 'the shape of sysDescr';
    if (value !== undefined) return [{ value, from }];
    return source.described === 'serial' && partSerial !== undefined
      ? [{ value: partSerial, from, isOfPart: true }]
      : [];
  }
  return source.text === undefined ? [] : [{ value: source.text, from: 'the family itself' }];
}

function refine(source: FactSource, value: Value): string | undefined {
  const text = textOf(value);
  return refineText(source, text, value);
}

function refineText(
  source: FactSource,
  text: string | undefined,
  value?: Value,
): string | undefined {
  let result = source.transform ? applyTransforms(source.transform, text, value) : text;
  if (result !== undefined && source.values !== undefined) result = source.values[result];
  if (result !== undefined && source.pattern !== undefined) {
    result = matchWith(source.pattern, result);
  }
  for (const [what, by] of source.replace ?? []) result = result?.replaceAll(what, by);
  const trimmed = result?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Patterns were judged when the families were compiled; they are few, and kept. */
const compiled = new Map<string, (text: string) => string | undefined>();

function matchWith(pattern: string, text: string): string | undefined {
  let match = compiled.get(pattern);
  if (match === undefined) {
    const result = compilePattern(pattern);
    match = result.kind === 'pattern' ? result.match : () => undefined;
    compiled.set(pattern, match);
  }
  return match(text);
}

/**
 * A family's sources for a fact, then those that hold for any device. What the maker's other
 * families know comes after the physical entities, which are the device's own statement.
 */
export function sourcesFor(
  fact: Fact,
  family: Family | undefined,
  standard: Partial<Record<Fact, readonly FactSource[]>>,
  maker?: Maker,
): readonly FactSource[] {
  const own = family?.[fact] ?? [];
  const rest = standard[fact] ?? [];
  if (family?.exclusive?.includes(fact)) return own;
  const ignored = fact === 'serial' && family?.quirks?.ignoreEntitySerial === true;
  return [
    ...own,
    ...(ignored
      ? []
      : rest.filter(({ entity }) => entity !== undefined && entity !== 'firmwareRevision')),
    ...(maker?.facts[fact] ?? []),
    ...rest.filter(({ entity }) => entity === undefined || entity === 'firmwareRevision'),
  ];
}
