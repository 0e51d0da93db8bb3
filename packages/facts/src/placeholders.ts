/**
 * What vendors write when they know nothing, and how far a value may be believed (DESIGN §6): the
 * one place where placeholders are judged. Literals are data (`placeholders.json`), families are
 * predicates (`placeholder-families.ts`), UUIDs and MACs have rules of their own
 * (`placeholder-octets.ts`); this module is the table of rules that puts them in order.
 *
 * "impossible" never is the fact that the field asks for; "suspect" may be, and needs another
 * proof; "sound" shows nothing against it.
 */
import { impossible, type Judgement, SOUND } from './judgement.ts';
import { isMulticast, parseMac } from './mac.ts';
import {
  containsAny,
  countingRunLength,
  hasAtMostDistinct,
  isFieldEcho,
  isForm,
  isOneCharacter,
  isTemplate,
  squash,
  withoutSerialPrefix,
} from './placeholder-families.ts';
import { judgeMac, judgeUuid } from './placeholder-octets.ts';
import lists from './placeholders.json' with { type: 'json' };
import { parseUuid } from './uuid.ts';

export type JudgedField =
  | 'serial'
  | 'uuid'
  | 'mac'
  | 'assetTag'
  | 'model'
  | 'vendor'
  | 'version'
  | 'sku'
  | 'family'
  | 'hostname';

/** A value prepared once for all rules. */
interface Judged {
  readonly field: JudgedField;
  /** Without padding: blanks, controls and, around a serial, dots. */
  readonly trimmed: string;
  readonly squashed: string;
  /** Squashed, behind "SN-", "SYS-", "Asset-" and the like. */
  readonly number: string;
}

interface Rule {
  readonly trust: 'impossible' | 'suspect';
  readonly why: string;
  /** Fields it applies to; every one where absent. */
  readonly fields?: ReadonlySet<JudgedField>;
  readonly matches: (value: Judged) => boolean;
}

type Fields = ReadonlySet<JudgedField>;
const SERIAL: Fields = new Set(['serial']);
const SERIALS: Fields = new Set(['serial', 'assetTag']);
const DESCRIPTIONS: Fields = new Set(['model', 'vendor', 'version', 'sku', 'family']);
const LISTED = [
  'serial',
  'assetTag',
  'model',
  'vendor',
  'version',
  'sku',
  'family',
  'hostname',
] as const;
/** A host may be called "test", "private" or "model3": hostnames have a list and no families. */
const PRINTED: Fields = new Set([...SERIALS, ...DESCRIPTIONS]);

/** UUIDs and MACs are written in braces and with other marks: their parsers judge the form. */
const TEXTS: Fields = new Set([...PRINTED, 'hostname']);

/**
 * From how many characters on a pattern cannot be chance or a short real number: serials are long,
 * tags are given out by people who count, and a model may be called "4444" or "123".
 */
const REPEATED_MIN = { serial: 4, assetTag: 6, description: 5 } as const;
const COUNTING_MIN = { serial: 5, assetTag: 7, description: 6 } as const;
/** Real serials of three characters exist; they are too few to identify anything alone. */
const SHORT_MAX = { serial: 3, assetTag: 1 } as const;
/** What is longer than any value is cut before the rules look at it. */
const LOOKED_AT_MAX = 512;

/** What would look like a placeholder to the rules, and is a maker's name or product. */
const REAL: ReadonlyMap<JudgedField, ReadonlySet<string>> = new Map([
  ['model', new Set(lists.real.model)],
  ['vendor', new Set(lists.real.vendor)],
]);
const NOTHING: ReadonlySet<string> = new Set(Object.values(lists.nothing).flat().map(squash));
const NEVER_FILLED_IN = containsAny(lists.neverFilledIn);
const ERROR = containsAny(lists.errors);

/** In order: the first that matches gives the answer, so what is impossible stands first. */
const RULES: readonly Rule[] = [
  { trust: 'impossible', why: 'blank', matches: ({ squashed }) => squashed === '' },
  { trust: 'impossible', why: 'known to stand for nothing', matches: isListed('impossible') },
  {
    trust: 'impossible',
    why: 'a word for nothing',
    fields: PRINTED,
    matches: ({ squashed }) => NOTHING.has(squashed),
  },
  {
    trust: 'impossible',
    why: 'never filled in',
    matches: ({ squashed }) => NEVER_FILLED_IN.test(squashed),
  },
  {
    trust: 'impossible',
    why: 'the text of an error',
    matches: ({ squashed }) => ERROR.test(squashed),
  },
  {
    trust: 'impossible',
    why: 'a template that was not expanded',
    fields: TEXTS,
    matches: ({ trimmed }) => isTemplate(trimmed),
  },
  {
    trust: 'impossible',
    why: "the field's name in place of its value",
    fields: PRINTED,
    matches: ({ squashed }) => isFieldEcho(squashed),
  },
  {
    trust: 'impossible',
    why: 'a form to be filled in',
    fields: PRINTED,
    matches: ({ squashed }) => isForm(squashed),
  },
  {
    trust: 'impossible',
    why: 'erased memory',
    matches: ({ squashed }) => /^ÿ+$/.test(squashed),
  },
  {
    trust: 'impossible',
    why: 'zeros',
    fields: PRINTED,
    matches: ({ field, number }) =>
      /^(?:0x)?0+$/.test(number) && (field !== 'version' || number.length > 2),
  },
  {
    trust: 'impossible',
    why: 'one repeated character',
    fields: PRINTED,
    matches: ({ field, number }) =>
      isOneCharacter(number) && number.length >= least(REPEATED_MIN, field),
  },
  {
    trust: 'impossible',
    why: 'a counting run',
    fields: PRINTED,
    matches: ({ field, number, trimmed }) =>
      countingRunLength(number) >= least(COUNTING_MIN, field) &&
      (SERIALS.has(field) || !trimmed.includes('.')),
  },
  { trust: 'suspect', why: 'reported by many devices', matches: isListed('suspect') },
  {
    trust: 'suspect',
    why: 'the name of a reference board, kept by those who built on it',
    fields: DESCRIPTIONS,
    matches: ({ trimmed }) => /[\s_]CRB$/.test(trimmed),
  },
  {
    trust: 'suspect',
    why: 'very short',
    fields: SERIALS,
    matches: ({ field, squashed }) =>
      squashed.length <= SHORT_MAX[field === 'serial' ? field : 'assetTag'],
  },
  {
    trust: 'suspect',
    why: 'a short run or repetition',
    fields: SERIALS,
    matches: ({ number }) =>
      isOneCharacter(number) || countingRunLength(number) > 3 || isDoubledRun(number),
  },
  {
    trust: 'suspect',
    why: 'a small number filled up with zeros',
    fields: SERIAL,
    matches: ({ number }) => /^0{4,}\d{1,3}$/.test(number),
  },
  {
    trust: 'suspect',
    why: 'hardly any variety',
    fields: SERIAL,
    matches: ({ number }) => hasLittleVariety(number),
  },
  {
    trust: 'suspect',
    why: 'words, not a number',
    fields: SERIAL,
    matches: ({ trimmed }) => /\p{L}[\s_]+\p{L}/u.test(trimmed) && !/\p{N}/u.test(trimmed),
  },
  {
    trust: 'suspect',
    why: 'an IP address',
    fields: SERIALS,
    matches: ({ trimmed }) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(trimmed),
  },
  {
    trust: 'suspect',
    why: 'holds unreadable characters',
    fields: SERIALS,
    matches: ({ trimmed }) => /[\p{Cc}\uFFFD]/u.test(trimmed),
  },
];

/** How far a value printed in a field may be believed to be that fact. */
export function judgeValue(field: JudgedField, value: string): Judgement {
  const trimmed = trim(value.slice(0, LOOKED_AT_MAX));
  if (REAL.get(field)?.has(trimmed)) return SOUND;
  const squashed = squash(trimmed);
  const number = SERIALS.has(field) ? withoutSerialPrefix(squashed) : squashed;
  const judged: Judged = { field, trimmed, squashed, number };
  for (const { fields, matches, trust, why } of RULES) {
    if ((fields === undefined || fields.has(field)) && matches(judged)) return { trust, why };
  }
  if (field === 'uuid') return judgeParsed(parseUuid(value), judgeUuid, 'not a UUID');
  if (field === 'mac') return judgeParsed(parseMac(value), judgeUnicast, 'not a MAC address');
  return SOUND;
}

/** The value without surrounding blanks; undefined when it is absent or impossible. */
export function realValue(field: JudgedField, value: string | undefined): string | undefined {
  if (value === undefined || judgeValue(field, value).trust === 'impossible') return undefined;
  return trim(value);
}

function judgeParsed(
  canonical: string | undefined,
  judge: (canonical: string) => Judgement,
  why: string,
): Judgement {
  return canonical === undefined ? impossible(why) : judge(canonical);
}

function judgeUnicast(mac: string): Judgement {
  return isMulticast(mac) ? impossible('a multicast address') : judgeMac(mac);
}

/** Blanks and controls (firmware pads with NUL, too) around a value. */
function trim(text: string): string {
  let end = text.length;
  while (end > 0 && BLANK.test(text.charAt(end - 1))) end -= 1;
  let start = 0;
  while (start < end && BLANK.test(text.charAt(start))) start += 1;
  return text.slice(start, end);
}

const BLANK = /[\p{White_Space}\p{Cc}]/u;

function least(
  minimum: { readonly serial: number; readonly assetTag: number; readonly description: number },
  field: JudgedField,
): number {
  return minimum[field === 'serial' || field === 'assetTag' ? field : 'description'];
}

/** Few different characters for its length: "00000001", "1322131231233". */
function hasLittleVariety(text: string): boolean {
  if (text.length < 6) return false;
  return hasAtMostDistinct(text, text.length < 10 ? 2 : 3);
}

/** "112233445566". */
function isDoubledRun(text: string): boolean {
  return /^(?:(.)\1){3,}$/u.test(text) && countingRunLength(text.replace(/(.)\1/gu, '$1')) > 0;
}

/** Whether a value is among its field's literals, by letters and digits or exactly ("-1"). */
function isListed(trust: 'impossible' | 'suspect'): (value: Judged) => boolean {
  const known = new Map<JudgedField, ReadonlySet<string>>(
    LISTED.map((field) => [field, new Set(lists[field][trust].map(literalKey))]),
  );
  return ({ field, squashed, trimmed }) => {
    const literals = known.get(field);
    return literals !== undefined && (literals.has(squashed) || literals.has(trimmed));
  };
}

function literalKey(literal: string): string {
  return literal.startsWith('-') ? literal : squash(literal);
}
