/** Building blocks of parsers: facts by pattern, by label, by column, by block; and their sum. */
import type { ComponentKind } from '@muster/facts/observation';
import type { Parser } from '../platform.ts';
import type { Field, Row, RowKind } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { blocksOf, findValue, pairsOf } from '../text/pairs.ts';
import { tablesOf } from '../text/table.ts';
import { macOf } from './addresses.ts';

export type Facts = { -readonly [K in Field]?: string };

/** What a spec row is about. */
export interface About {
  readonly is: RowKind;
  readonly part?: ComponentKind;
}

export const DEVICE: About = { is: 'device' };
export const UNIT: About = { is: 'unit' };

/** Several readings of one text, one after the other. */
export function all(...parsers: readonly Parser[]): Parser {
  return (text) => parsers.flatMap((parse) => parse(text));
}

/** The first of several readings that finds anything. */
export function firstOf(...parsers: readonly Parser[]): Parser {
  return (text) => {
    for (const parse of parsers) {
      const rows = parse(text);
      if (rows.length > 0) return rows;
    }
    return [];
  };
}

/** One row: each fact is the first group of the first of its patterns that matches. */
export function byPattern(
  about: About,
  patterns: Partial<Readonly<Record<Field, RegExp | readonly RegExp[]>>>,
): Parser {
  const wanted = entriesOf(patterns);
  return (text) => {
    const facts: Facts = {};
    for (const [field, given] of wanted) {
      const value = firstMatch(text, given);
      if (value !== undefined) facts[field] = value;
    }
    return rowOf(about, facts);
  };
}

/** As many rows as the pattern matches; named groups are the facts. The pattern has the flag "g". */
export function everyMatch(about: About, pattern: RegExp): Parser {
  return (text) => {
    const rows: Row[] = [];
    for (const match of text.matchAll(pattern)) {
      const facts: Facts = {};
      for (const [name, value] of Object.entries(match.groups ?? {})) {
        const known = stated(value);
        if (known !== undefined && isField(name)) facts[name] = known;
      }
      rows.push(...rowOf(about, facts));
    }
    return rows;
  };
}

/** One row from labelled values; for each fact the first label that has a value. */
export function byLabel(
  about: About,
  labels: Partial<Readonly<Record<Field, readonly string[]>>>,
): Parser {
  const wanted = entriesOf(labels);
  return (text) => {
    const lines = linesOf(text);
    const pairs = pairsOf(lines);
    const facts: Facts = {};
    for (const [field, names] of wanted) {
      const value = findValue(lines, pairs, names);
      if (value !== undefined) facts[field] = value;
    }
    return rowOf(about, facts);
  };
}

/** One row a block: blocks start where a line matches; its first group is the fact `heading`. */
export function byBlock(
  starts: RegExp,
  about: About | ((heading: string) => About | undefined),
  labels: Partial<Readonly<Record<Field, readonly string[]>>>,
  heading?: Field,
): Parser {
  return (text) => {
    const rows: Row[] = [];
    for (const block of blocksOf(linesOf(text), (line) => starts.test(line))) {
      const named = starts.exec(block[0] ?? '')?.[1] ?? '';
      const is = typeof about === 'function' ? about(named) : about;
      if (is === undefined) continue;
      for (const row of byLabel(is, labels)(block.join('\n'))) {
        const value = heading === undefined ? undefined : stated(named);
        rows.push(
          heading === undefined || value === undefined ? row : { [heading]: value, ...row },
        );
      }
    }
    return rows;
  };
}

/** A column a table must have, or several of which it must have one. */
export type Need = Field | readonly Field[];

/**
 * One row a table line. Columns are matched by name; a table counts when it has all of `needs`.
 * `refine` may correct a row, or drop it.
 */
export function byColumn(
  about: About,
  columns: readonly (readonly [RegExp, Field])[],
  needs: readonly Need[],
  refine: (row: Row, line: string) => Row | undefined = (row) => row,
): Parser {
  const fieldOf = (name: string) => columns.find(([pattern]) => pattern.test(name))?.[1];
  const isHeader = (names: readonly string[]) => {
    const found = new Set(names.map(fieldOf));
    return needs.every((need) => [need].flat().some((field) => found.has(field)));
  };
  return (text) => {
    const lines = linesOf(text);
    const rows: Row[] = [];
    for (const table of tablesOf(lines, isHeader)) {
      const fields = table.columns.map(({ name }) => fieldOf(name));
      for (const { cells, at } of table.rows) {
        const facts: Facts = {};
        for (const [index, field] of fields.entries()) {
          const value = stated(cells[index]);
          if (field !== undefined && value !== undefined) facts[field] ??= value;
        }
        for (const row of rowOf(about, facts)) {
          const refined = refine(row, lines[at] ?? '');
          if (refined !== undefined) rows.push(refined);
        }
      }
    }
    return rows;
  };
}

/** A row of what is known; none where nothing is. MAC addresses become canonical. */
export function rowOf(about: About, facts: Facts): readonly Row[] {
  if (Object.keys(facts).length === 0) return [];
  const { mac, serial, ...rest } = facts;
  const canonical = mac === undefined ? undefined : (macOf(mac) ?? looseMac(mac));
  return [
    {
      ...about,
      ...rest,
      ...(serial !== undefined && isSerial(serial) && { serial }),
      ...(canonical !== undefined && { mac: canonical }),
    },
  ];
}

/** One word, perhaps with another form of it in parentheses: never a sentence or a pair. */
function isSerial(printed: string): boolean {
  return /^[^\s:]{2,64}(?: \([^\s)]{2,32}\))?$/.test(printed);
}

/** Where a column or label says that it is a MAC address, twelve bare digits are one. */
function looseMac(printed: string): string | undefined {
  const first = printed.trim().split(/\s+(?:to|-)\s+/)[0] ?? '';
  const bare = first.replaceAll(/[^0-9A-Fa-f]/g, '').toLowerCase();
  return bare.length === 12 ? bare.replaceAll(/(..)(?!$)/g, '$1:') : undefined;
}

function firstMatch(text: string, given: RegExp | readonly RegExp[]): string | undefined {
  for (const pattern of given instanceof RegExp ? [given] : given) {
    const value = stated(pattern.exec(text)?.[1]);
    if (value !== undefined) return value;
  }
  return undefined;
}

function entriesOf<V>(
  record: Partial<Readonly<Record<Field, V>>>,
): readonly (readonly [Field, V])[] {
  return Object.entries(record).flatMap(([name, value]) =>
    isField(name) && value !== undefined ? [[name, value] as const] : [],
  );
}

const FIELDS: ReadonlySet<string> = new Set<Field>([
  'name',
  'slot',
  'vendor',
  'model',
  'partNumber',
  'serial',
  'version',
  'hardwareRevision',
  'hostname',
  'mac',
  'uuid',
  'assetTag',
  'machineId',
  'description',
  'role',
  'port',
  'vlan',
  'address',
  'chassisId',
  'portId',
  'portDescription',
  'systemName',
  'platform',
  'capabilities',
  'state',
]);

export function isField(name: string): name is Field {
  return FIELDS.has(name);
}

/**
 * Rows about one slot, from several tables, made one: a row joins the first of its slot that does
 * not say otherwise of model or serial; what the first said stands.
 */
export function mergeBySlot(rows: readonly Row[]): readonly Row[] {
  const merged: Row[] = [];
  for (const row of rows) {
    const index = merged.findIndex((known) => {
      if (known.slot !== row.slot) return false;
      const differs = (a: string | undefined, b: string | undefined) =>
        a !== undefined && b !== undefined && a !== b;
      return !differs(known.serial, row.serial) && !differs(known.model, row.model);
    });
    const known = merged[index];
    if (known === undefined) merged.push(row);
    else merged[index] = { ...row, ...known };
  }
  return merged;
}
