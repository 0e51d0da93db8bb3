/**
 * What a free-text sysDescr says of model, version and serial number, where nobody has written down
 * how the family words it: the shapes that makers use, tried from the surest to the vaguest. The
 * last resort, and marked as such among the candidates.
 */

/** Longer texts are not searched: sysDescr has at most 255 octets. */
const DESCR_MAX = 512;
/** Words kept in front of the word that looks like a model: "Room Alert 12E". */
const WORDS_BEFORE = 2;

export interface Described {
  readonly model?: string;
  readonly version?: string;
  readonly serial?: string;
}

/** @param vendor the maker, whose name is no part of its models. */
export function readDescription(sysDescr: string, vendor?: string): Described {
  const text = sysDescr.slice(0, DESCR_MAX);
  const serial = firstMatch(text, SERIALS);
  const version = firstMatch(text, VERSIONS);
  const model = findModel(text, vendor);
  return {
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
    ...(serial !== undefined && { serial }),
  };
}

const SERIALS: readonly RegExp[] = [
  /\b(?:S\/N|SN|s\/n|Serial(?: number| No\.?)?|serial number|Device serial number)[:# ] ?([A-Z0-9][A-Z0-9/-]{4,31})\b/,
];

const VERSIONS: readonly RegExp[] = [
  /\b(?:[Ss]oftware|[Ff]irmware|SW|FW|System) ?(?:[Vv]ersion|[Rr]elease|[Rr]evision|[Vv]er\.?)[:=]? ?[vV]?(\d[\w.()+-]*)/,
  /\b[Vv]er(?:sion|s)?[:.=]* ?[vV]?(\d[\w.()+-]*)/,
  /\b(?:[Ff]irmware|FW|SW|[Ss]oftware|[Rr]elease|[Rr]ev(?:ision)?)[:.=]* ?[vVrR]?(\d[\w.()+-]*)/,
  /\b[vVrR](\d+(?:\.\d+)[\w.()+-]*)/,
  /(?:^|[\s,;(])(\d+\.\d+\.\d[\w.()+-]*)/,
];

function firstMatch(text: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1]?.replace(/[.,;:-]+$/, '');
    if (found !== undefined && found !== '') return closeBracket(found);
  }
  return undefined;
}

/** "6.2(1)" keeps its bracket, "6.2)" does not. */
function closeBracket(text: string): string {
  return text.includes(')') && !text.includes('(') ? text.slice(0, text.indexOf(')')) : text;
}

/** The first word that looks like a model, with the words before it that are part of the name. */
function findModel(text: string, vendor: string | undefined): string | undefined {
  const labelled =
    /\b(?:[Mm]odel(?: number| name)?|MODEL|MOD|MN|PN|P\/N)[:=] ?([\w+./-]{3,40})/.exec(text)?.[1];
  if (labelled !== undefined && /\d/.test(labelled)) return labelled;
  // Kernels name processors and builds, not products.
  if (/^(Linux|FreeBSD|OpenBSD|NetBSD|SunOS|Darwin) /.test(text)) return undefined;
  const words = text.split(/[\s,;"[\]=]+/).filter((word) => word !== '');
  const at = words.findIndex((word) => isModelLike(strip(word)));
  const word = words[at];
  if (word === undefined || at > 8) return undefined;
  const before = words
    .slice(Math.max(0, at - WORDS_BEFORE), at)
    .filter((each) => /^[A-Z][A-Za-z-]*$/.test(each) && !isMaker(each, vendor));
  return [...before, strip(word)].join(' ');
}

function strip(word: string): string {
  return word.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9+]+$/g, '');
}

/** Letters and digits together, in a word that is no version, speed, port count or processor. */
function isModelLike(word: string): boolean {
  return (
    word.length >= 2 &&
    word.length <= 40 &&
    /[A-Za-z]/.test(word) &&
    /\d/.test(word) &&
    /^[A-Za-z0-9][\w+./-]*$/.test(word) &&
    !NO_MODEL.some((pattern) => pattern.test(word))
  );
}

const NO_MODEL: readonly RegExp[] = [
  /^[vVrR](er)?\.?\d+(\.|$)/,
  /^\d+(\.\d+)+/,
  /^\d+[-/]?(port|Port|ports|x|G|M|GE|FE|T|W|VA|kVA|V|A|bit)([^A-Za-z]|$)/,
  /^\d+\/\d+/,
  /^(x86|i[3-6]86|amd64|arm|mips|ppc|L[23]|IPv[46]|SNMPv\d|RFC\d)/i,
  /^\d+BASE/i,
  /^[0-9a-f]{8,}$/,
  /^\d{1,2}(st|nd|rd|th)$/,
  /^\d+[:.]\d+/,
  /^(build|Build|rel|Rel|SP|HW|FW|SW)[-_.:]?\d/,
];

const COMPANY = new Set(['inc', 'networks', 'corporation', 'corp', 'ltd', 'gmbh', 'co', 'systems']);

function isMaker(word: string, vendor: string | undefined): boolean {
  const lower = word.toLowerCase();
  return (
    COMPANY.has(lower) ||
    (vendor
      ?.toLowerCase()
      .split(/[\s-]+/)
      .includes(lower) ??
      false)
  );
}
