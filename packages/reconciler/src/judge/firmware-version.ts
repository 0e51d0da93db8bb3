/**
 * Which of two firmware versions is older, where that can be told. Makers number in their own ways
 * ("15.2(7)E3", "17.09.04a", "FWv10.1", "V200R005C20SPC500"): what is not numbered alike is not
 * compared, for a guess would accuse the wrong devices.
 */

type Token = number | string;

/** Words that only say that a version follows. */
const LABELS: ReadonlySet<string> = new Set([
  ...['v', 'ver', 'version', 'fw', 'fwv', 'firmware', 'r', 'rel', 'release', 'rev', 'sw', 'os'],
]);
/** Words of what comes before a release, in their order. */
const BEFORE: readonly string[] = ['dev', 'snapshot', 'alpha', 'beta', 'pre', 'preview', 'rc'];
/** Words of what is added to a release, followed by a number. */
const AFTER: ReadonlySet<string> = new Set([
  ...['build', 'patch', 'p', 'sp', 'spc', 'hf', 'hotfix', 'update', 'u', 'mr', 'cu'],
]);

/** More is no version. */
const LENGTH_MAX = 128;
/** A number of so many digits at the front is a date or a build, not a release. */
const DATE_DIGITS = 6;

/**
 * @returns less than 0 where the first is older, 0 where they are the same, more than 0 where it is
 *   newer; `undefined` where they are not numbered alike
 */
export function compareVersions(one: string, other: string): number | undefined {
  const [a, b] = [tokensOf(one), tokensOf(other)];
  if (a === undefined || b === undefined || !isAlike(one, a, other, b)) return undefined;
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const found = compareTokens(a, b, place);
    if (found !== 0) return found;
  }
  return 0;
}

/** Numbers and runs of letters; `undefined` where there is no number. */
function tokensOf(printed: string): readonly Token[] | undefined {
  // What follows a comma or a plus sign describes the build: "12.2(55)SE, RELEASE SOFTWARE (fc1)".
  const text = printed.slice(0, LENGTH_MAX).split(/[,+]/, 1)[0] ?? '';
  const words = text.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
  const start = words.findIndex((word) => !LABELS.has(word));
  const tokens = words
    .slice(Math.max(start, 0))
    .map((word): Token => (/^\d/.test(word) ? Number(word) : word));
  return tokens.some((token) => typeof token === 'number' && !Number.isSafeInteger(token)) ||
    !tokens.some((token) => typeof token === 'number')
    ? undefined
    : tokens;
}

/** A release in parentheses and the train after them: "15.2(7)E3" is of train E. */
const TRAIN = /\d\(\d+[a-z]?\)\s*([a-z]*)/i;

function isAlike(
  one: string,
  [first]: readonly Token[],
  other: string,
  [second]: readonly Token[],
): boolean {
  const [train, otherTrain] = [TRAIN.exec(one)?.[1], TRAIN.exec(other)?.[1]];
  if (train?.toLowerCase() !== otherTrain?.toLowerCase()) return false;
  if (typeof first !== 'number' || typeof second !== 'number') return first === second;
  return isDated(first) === isDated(second) && one.includes(':') === other.includes(':');
}

function isDated(first: number): boolean {
  return first >= 10 ** (DATE_DIGITS - 1);
}

function compareTokens(
  a: readonly Token[],
  b: readonly Token[],
  place: number,
): number | undefined {
  const [x, y] = [a[place], b[place]];
  if (x === undefined && y === undefined) return 0;
  if (x === undefined) return negated(overNothing(b, place));
  if (y === undefined) return overNothing(a, place);
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  if (typeof x === 'string' && typeof y === 'string') return compareWords(x, y);
  // A word where the other goes on with a number: 17.9.4a and 17.9.4.2 are told apart by nobody.
  return typeof x === 'string' ? beforeRelease(x) : negated(beforeRelease(y));
}

/** A pre-release is older than whatever has a number there. */
function beforeRelease(word: Token | undefined): number | undefined {
  return typeof word === 'string' && BEFORE.includes(word) ? -1 : undefined;
}

function compareWords(x: string, y: string): number | undefined {
  if (x === y) return 0;
  const [before, otherBefore] = [BEFORE.indexOf(x), BEFORE.indexOf(y)];
  if (before >= 0 && otherBefore >= 0) return before - otherBefore;
  // Rebuilds are lettered: 17.09.04a, 17.09.04b.
  return x.length === 1 && y.length === 1 ? x.charCodeAt(0) - y.charCodeAt(0) : undefined;
}

/** What a version that goes on at a place is against one that ends there. */
function overNothing(tokens: readonly Token[], place: number): number | undefined {
  const rest = tokens.slice(place);
  const [word] = rest;
  if (typeof word === 'string') {
    if (BEFORE.includes(word)) return -1;
    const isRebuild = rest.length === 1 && word.length === 1;
    return isRebuild || AFTER.has(word) ? 1 : undefined;
  }
  const nonzero = rest.find((token) => token !== 0);
  if (nonzero === undefined) return 0;
  return typeof nonzero === 'number' ? 1 : overNothing(rest, rest.indexOf(nonzero));
}

function negated(order: number | undefined): number | undefined {
  return order === undefined ? undefined : 0 - order;
}
