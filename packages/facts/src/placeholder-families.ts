/**
 * The families of placeholders: predicates over one value, for what no list of literals can hold.
 * They look at a value *squashed*: NFKC, lower case, letters and digits only, so that padding,
 * punctuation and capitals ("..To Be Filled By O.E.M.  ") are out of the way.
 */
import lists from './placeholders.json' with { type: 'json' };

/** Lower case, letters and digits only. Marks stay: they are part of the letters of many scripts. */
export function squash(text: string): string {
  // Nearly all values are ASCII, and for those the plain pattern is several times faster.
  if (ASCII.test(text)) return text.toLowerCase().replace(/[^0-9a-z]+/g, '');
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '');
}

const ASCII = /^[\0-\x7f]*$/;

/** One pattern for "contains any of": a tenth of the cost of looking for each by itself. */
export function containsAny(words: readonly string[]): RegExp {
  return new RegExp(words.map(squash).join('|'));
}

/** One pattern for "starts with any of", the longest first. */
function startsWithAny(words: readonly string[]): RegExp {
  const longestFirst = words.map(squash).sort((a, b) => b.length - a.length);
  return new RegExp(`^(?:${longestFirst.join('|')})`);
}

/** "0000000", "XXXX", "ÿÿÿÿ": the same character all along. */
export function isOneCharacter(squashed: string): boolean {
  return /^(.)\1*$/u.test(squashed);
}

const SUCCESSORS = '0123456789abcdefghijklmnopqrstuvwxyz';
/** Where a run starts over: upwards 9 is also followed by 0 or by 1 ("…789123…"). */
const UP_AGAIN: ReadonlySet<string> = new Set(['90', '91', 'f0', 'z0', 'za']);
const DOWN_AGAIN: ReadonlySet<string> = new Set(['09', '19', '0f', '0z', 'az']);

/**
 * How many characters of a counting run the text is made of, up or down: "0123456789", "abcdef",
 * "9876543210", "123456789000" (a run filled up with zeros).
 *
 * @returns 0 when it is anything else
 */
export function countingRunLength(squashed: string): number {
  const run = withoutTrailing(squashed, '0');
  const isCounting =
    isRun(squashed, 1, UP_AGAIN) ||
    isRun(squashed, -1, DOWN_AGAIN) ||
    (run.length >= RUN_MIN && isRun(run, 1, UP_AGAIN));
  return isCounting ? squashed.length : 0;
}

/** A run shorter than this, filled up with zeros, is a round number: "120000". */
const RUN_MIN = 5;

function isRun(text: string, step: 1 | -1, again: ReadonlySet<string>): boolean {
  for (let index = 1; index < text.length; index += 1) {
    const last = text.charAt(index - 1);
    const next = text.charAt(index);
    const at = SUCCESSORS.indexOf(next);
    if (at === -1 || (SUCCESSORS[at - step] !== last && !again.has(last + next))) return false;
  }
  return text.length > 1;
}

function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}

const SERIAL_PREFIX = startsWithAny(lists.serialPrefixes);

/** What stands behind the words that firmware authors put in front: "SYS-", "SN-", "Asset-", "CSN". */
export function withoutSerialPrefix(squashed: string): string {
  return squashed.replace(SERIAL_PREFIX, '');
}

const FIELD_WORD = startsWithAny(lists.fieldWords);
const NUMBERED: ReadonlySet<string> = new Set(lists.numberedFieldWords.map(squash));
/** Longer than any echo of field names met ("Type 2 - Board Chassis Location" has 27). */
const ECHO_MAX = 48;

/**
 * The name of the field instead of its value: "System Serial Number", "SerNum0", "AssetTagNum1",
 * "Type2 - Board Serial Number", "SystemSerialNumb", "Array1_PartNumber0". Made of nothing but
 * field words; a number may follow a word only where one of them is a word for a numbered field,
 * so that "Model 3" and "Asset 12" remain.
 */
export function isFieldEcho(squashed: string): boolean {
  if (squashed.length > ECHO_MAX) return false;
  let rest = squashed.replace(/^(?:type|array|a)\d{1,2}/, '');
  const counted = rest !== squashed;
  let numbers = 0;
  let words = 0;
  let numbered = false;
  while (rest !== '') {
    const word = FIELD_WORD.exec(rest)?.[0];
    if (word === undefined) return false;
    words += 1;
    numbered ||= NUMBERED.has(word);
    rest = rest.slice(word.length);
    const digits = /^\d{1,2}(?!\d)/.exec(rest)?.[0] ?? '';
    if (digits !== '') numbers += 1;
    rest = rest.slice(digits.length);
  }
  return words > 0 && (numbers === 0 || numbered || counted);
}

/** "xxxxxxx", "NNNNNNN", "Serial Number xxxxxx": a form to be filled in. */
export function isForm(squashed: string): boolean {
  return FORM_CHARACTERS.some((character) => {
    const words = withoutTrailing(squashed, character);
    return squashed.length - words.length >= FORM_MIN && (words === '' || isWords(words));
  });
}

const FORM_CHARACTERS = ['x', 'n', 'z'] as const;
const FORM_MIN = 3;

function isWords(squashed: string): boolean {
  return withoutSerialPrefix(squashed) === '' || isFieldEcho(squashed);
}

/** "$(DEFAULT_STRING)", "${serial}", "%SERIAL%", "<BAD INDEX>", "[Empty]", "{{ serial }}". */
export function isTemplate(trimmed: string): boolean {
  return /\$[({]|^%[^%]+%$|^<[^<>]*>$|^\[[^[\]]*\]$|^\{[^{}]*\}$|^\{\{.*\}\}$/.test(trimmed);
}

/** Whether it is made of no more than so many different characters. */
export function hasAtMostDistinct(text: string, most: number): boolean {
  let seen = '';
  for (const character of text) {
    if (seen.includes(character)) continue;
    seen += character;
    if (seen.length > most) return false;
  }
  return true;
}
