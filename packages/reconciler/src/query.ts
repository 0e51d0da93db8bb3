/**
 * The query language of the list of CIs: `class:switch vendor:"cisco systems" -rogue:true
 * seen:<7d words`. A term is a field and a value, or a free word; `-` in front negates; values with
 * blanks stand in double quotes, where `\"` is a quote. All terms must hold.
 */
import { FINDING_KINDS, type FindingKind } from '@muster/facts/inventory';
import { DEVICE_CLASSES, type DeviceClass, SOURCES, type Source } from '@muster/facts/observation';

/** Fields that are compared as text: the value is contained, whatever the case. */
export const TEXT_FIELDS = ['vendor', 'model', 'hostname', 'firmware', 'tag'] as const;
/** Fields that are compared in canonical form: the value is a beginning. */
export const IDENTITY_FIELDS = ['serial', 'mac', 'uuid'] as const;

export type Condition =
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'text'; readonly field: (typeof TEXT_FIELDS)[number]; readonly value: string }
  | {
      readonly kind: 'identity';
      readonly field: (typeof IDENTITY_FIELDS)[number];
      readonly value: string;
    }
  | { readonly kind: 'address'; readonly value: string }
  | { readonly kind: 'id'; readonly value: string }
  | { readonly kind: 'class'; readonly value: DeviceClass }
  | { readonly kind: 'source'; readonly value: Source }
  | { readonly kind: 'presence'; readonly value: 'seen' | 'left' }
  | { readonly kind: 'finding'; readonly value: FindingKind }
  | { readonly kind: 'linked' }
  /** Hardware that no asset record stands for. */
  | { readonly kind: 'orphan' }
  /** Last or first seen less (or more) than so long ago. */
  | {
      readonly kind: 'age';
      readonly field: 'seen' | 'first';
      readonly than: '<' | '>';
      readonly ms: number;
    };

export interface Term {
  readonly negated: boolean;
  readonly condition: Condition;
}

export type ParsedQuery =
  | { readonly kind: 'query'; readonly terms: readonly Term[] }
  /** `message` names the place (1-based column) and what was expected there. */
  | { readonly kind: 'bad-query'; readonly message: string };

/** More is not a question a person asks; it bounds the statement. */
const TERMS_MAX = 32;
const QUERY_LENGTH_MAX = 2048;

export function parseQuery(text: string): ParsedQuery {
  if (text.length > QUERY_LENGTH_MAX) {
    return bad(QUERY_LENGTH_MAX + 1, `at most ${QUERY_LENGTH_MAX} characters`);
  }
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    if (terms.length === TERMS_MAX) return bad(at + 1, `at most ${TERMS_MAX} terms`);
    const read = readTerm(text, at);
    if (read.kind === 'bad-query') return read;
    terms.push(read.term);
    at = read.end;
  }
  return { kind: 'query', terms };
}

type Read = { readonly kind: 'term'; readonly term: Term; readonly end: number };
type Bad = Extract<ParsedQuery, { kind: 'bad-query' }>;

function readTerm(text: string, start: number): Read | Bad {
  const negated = text.charAt(start) === '-';
  const from = negated ? start + 1 : start;
  const name = /^[A-Za-z]+(?:-[A-Za-z]+)*(?=:)/.exec(text.slice(from))?.[0];
  // "aa:bb:cc:dd:ee:ff" and "fe80::1" are words, not fields.
  const isField = name !== undefined && !/^[0-9a-f]{1,4}$/i.test(name);
  const valueAt = isField ? from + name.length + 1 : from;
  const value = readValue(text, valueAt);
  if (value.kind === 'bad-query') return value;
  const condition = isField
    ? fieldCondition(name.toLowerCase(), value.value, from + 1, valueAt + 1)
    : wordCondition(value.value, valueAt + 1);
  if (condition.kind === 'bad-query') return condition;
  return { kind: 'term', term: { negated, condition }, end: value.end };
}

function readValue(
  text: string,
  start: number,
): { readonly kind: 'value'; readonly value: string; readonly end: number } | Bad {
  if (text.charAt(start) !== '"') {
    const value = /^\S*/.exec(text.slice(start))?.[0] ?? '';
    return { kind: 'value', value, end: start + value.length };
  }
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = at + 1;
      return end < text.length && !/\s/.test(text.charAt(end))
        ? bad(end + 1, 'a blank after the closing quote')
        : { kind: 'value', value, end };
    }
    if (character === '\\' && /["\\]/.test(text.charAt(at + 1))) at += 1;
    value += text.charAt(at);
  }
  return bad(text.length + 1, `a closing quote for the one at ${start + 1}`);
}

type Made = Condition | Bad;

function wordCondition(value: string, place: number): Made {
  return value === '' ? bad(place, 'a word') : { kind: 'word', value };
}

const FIELDS: Readonly<Record<string, (value: string, place: number) => Made>> = {
  ...Object.fromEntries(
    TEXT_FIELDS.map((field) => [field, (value: string): Made => ({ kind: 'text', field, value })]),
  ),
  ...Object.fromEntries(
    IDENTITY_FIELDS.map((field) => [
      field,
      (value: string): Made => ({ kind: 'identity', field, value }),
    ]),
  ),
  ip: (value) => ({ kind: 'address', value }),
  id: (value) => ({ kind: 'id', value }),
  class: (text, place) =>
    choice(DEVICE_CLASSES, text, place, (value) => ({ kind: 'class', value })),
  source: (text, place) => choice(SOURCES, text, place, (value) => ({ kind: 'source', value })),
  presence: (text, place) =>
    choice(['seen', 'left'], text, place, (value) => ({ kind: 'presence', value })),
  finding: (text, place) =>
    choice(FINDING_KINDS, text, place, (value) => ({ kind: 'finding', value })),
  seen: (value, place) => age('seen', value, place),
  first: (value, place) => age('first', value, place),
};

/** `rogue:true` is short for `finding:rogue`; so for every kind of finding, for `linked` and `orphan`. */
const FLAGS: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  ...FINDING_KINDS.map((kind): [string, Condition] => [kind, { kind: 'finding', value: kind }]),
  ['linked', { kind: 'linked' }],
  ['orphan', { kind: 'orphan' }],
]);

/** The names that may stand before a colon, for messages and for the document of the API. */
export const QUERY_FIELDS: readonly string[] = [...Object.keys(FIELDS), ...FLAGS.keys()].sort();

function fieldCondition(name: string, value: string, place: number, valuePlace: number): Made {
  const flag = FLAGS.get(name);
  if (flag !== undefined) {
    if (value === 'true') return flag;
    return bad(valuePlace, `"true" (write -${name}:true for the opposite)`);
  }
  const make = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (make === undefined) return bad(place, `one of ${QUERY_FIELDS.join(', ')} before the colon`);
  if (value === '') return bad(valuePlace, 'a value after the colon');
  return make(value, valuePlace);
}

function choice<V extends string>(
  values: readonly V[],
  value: string,
  place: number,
  make: (value: V) => Condition,
): Made {
  const found = values.find((each) => each === value.toLowerCase());
  return found === undefined ? bad(place, `one of ${values.join(', ')}`) : make(found);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

function age(field: 'seen' | 'first', value: string, place: number): Made {
  const read = /^([<>])(\d{1,5})([mhdw])$/.exec(value);
  const [, than, count, unit] = read ?? [];
  if (than !== '<' && than !== '>') return bad(place, 'an age such as <7d or >12h (m, h, d, w)');
  return { kind: 'age', field, than, ms: Number(count) * (UNIT_MS[unit ?? ''] ?? 0) };
}

function bad(place: number, expected: string): Bad {
  return { kind: 'bad-query', message: `at ${place}: expected ${expected}` };
}
