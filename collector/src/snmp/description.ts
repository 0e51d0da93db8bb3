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
  /** A serial number that the text gives after speaking of a card, a module or a battery. */
  readonly partSerial?: string;
}

/** @param vendor the maker, whose name is no part of its models. */
export function readDescription(sysDescr: string, vendor?: string): Described {
  const text = sysDescr.slice(0, DESCR_MAX);
  const serial = firstMatch(text, SERIALS);
  const isOfPart = serial !== undefined && PART.test(clauseBefore(text, text.search(SERIAL)));
  const version = firstMatch(text, VERSIONS);
  const model = findModel(text, vendor);
  return {
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
    ...(serial !== undefined && (isOfPart ? { partSerial: serial } : { serial })),
  };
}

const SERIAL =
  /\b(?:S\/N|SN|s\/n|Serial(?: number| No\.?)?|serial number|Device serial number)[:# ] ?([A-Z0-9][A-Z0-9/-]{4,31})\b/;
const SERIALS: readonly RegExp[] = [SERIAL];

/** A UPS's network card describes itself, not the UPS. */
const PART =
  /\b(?:cards?|modules?|adapt[eo]rs?|batter(?:y|ies)|daughterboards?|transceivers?|NMC\d?|NIC)\b/i;

function clauseBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf(';', at) + 1, at);
}

/** Labels first, the software's before the firmware's, then bare words that can only be versions. */
const VERSIONS: readonly RegExp[] = [
  /\bApplication Software Version[:=]? ?[vV]?(\d[\w.()+-]*)/,
  /\b(?:SW_REV|SW_VER|SOFTWARE_REV): ?([\w.()+-]*\d[\w.()+-]*)/,
  /\b[Ss]oft[Ww]are ?(?:[Vv]ersion|[Rr]elease|[Rr]evision|[Vv]er\.?)[:=]? ?[vV]?(\d[\w.()+-]*)/,
  /\b(?:SW|S\/W) ?(?:[Vv]ersion|[Vv]er\.?|[Rr]ev\.?)?[:=]? ?[vV]?(\d+\.[\w.()+-]*)/,
  /\b(?:[Ff]irmware|FW|System) ?(?:[Vv]ersion|[Rr]elease|[Rr]evision|[Vv]er\.?)[:=]? ?[vV]?(\d[\w.()+-]*)/,
  /\bkernel JUNOS (\d[\w.()+-]*)/,
  /(?<![Bb]oot(?:loader|code|rom|ROM)? ?|[Hh]ard[Ww]are ?)\b[Vv]er(?:sion|s)?[:.=]* ?[vV]?(\d[\w.()+-]*)/,
  /\b[Rr]evision[:=]? ([A-Z]{1,3}\.\d[\w.]*)/,
  /\b(?:[Ff]irmware|FW|SW|[Ss]oftware|[Rr]elease|[Rr]ev(?:ision)?)[:.=]* ?[vVrR]?(\d[\w.()+-]*)/,
  /\b(V\d{3}R\d{3}C\d{2}[\w]*)/,
  /\b[vVrR](\d+(?:\.\d+)[\w.()+-]*)/,
  /(?:^|[\s,;])([A-Z]{2,3}\.\d+(?:\.\d+)+[\w.]*)/,
  /\b[A-Z]\w*O[Ss] (\d+\.\d[\w.()+-]*)/,
  /\bOS\/\d+ (V\d+R\d+M\d+)/,
  /^(?:OpenBSD|NetBSD) \S+ (\d+\.\d[\w.]*)/,
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

/** What a text names as the model outright. */
const MODELS: readonly RegExp[] = [
  /\((?:MODEL|[Mm]odel): ?([\w][^()\r\n]{1,59})\)/,
  /\bPID:([\w][^,;\r\n]{2,59})/,
  /\brunning on an? (?:[A-Z][a-z]+ Networks )?([\w][\w+./ -]{1,39}?)(?=$|[\s\\]*[,;("[])/,
  /\b(?:MODEL|Model(?: Name| Number| name| number)?|model(?: name| number)?|MOD|MN|Prod|Product(?: Name| name)?|Series)[:=] ?([\w][\w+./-]{1,39})/,
  /\b(?:P\/N|PN)[:=] ?([\w][\w+./-]{2,39})/,
];

/** The model a text names, or the first word that looks like one with the words that go before. */
function findModel(text: string, vendor: string | undefined): string | undefined {
  for (const pattern of MODELS) {
    const named = pattern.exec(text)?.[1];
    if (named !== undefined && isNamed(named)) return named.replace(/[.,;:-]+$/, '');
  }
  // Kernels name processors and builds, not products.
  if (/^(Linux|FreeBSD|OpenBSD|NetBSD|SunOS|Darwin) /.test(text)) return undefined;
  const words = text.split(/[\s,;"[\]()=\\]+/).filter((word) => word !== '');
  const at = words.findIndex(
    (word, index) => isModelLike(strip(word)) || isNumberOfName(words, index),
  );
  const word = words[at];
  if (word === undefined || at > 8) return undefined;
  const before = words
    .slice(Math.max(0, at - WORDS_BEFORE), at)
    .filter((each) => /^[A-Z][A-Za-z-]*$/.test(each) && !isMaker(each, vendor));
  return [...before, strip(word)].join(' ');
}

/** No file, no placeholder and no version behind the label. */
function isNamed(text: string): boolean {
  return (
    /[A-Za-z0-9]/.test(text) &&
    !/\.(bin|img|rom)$|^[vV]?\d+(\.\d+)+$|^[Uu]n(known|defined)/.test(text)
  );
}

/** "SiteBoss 530", "PowerConnect 6248": the number after a name written like one. */
function isNumberOfName(words: readonly string[], at: number): boolean {
  const name = words[at - 1] ?? '';
  return (
    at <= 3 &&
    /^\d{3,5}$/.test(words[at] ?? '') &&
    /^[A-Z][a-z]+[A-Z]?[A-Za-z-]*$/.test(name) &&
    !NO_NAME.has(name.toLowerCase())
  );
}

/** Words that a number follows without naming anything. */
const NO_NAME = new Set(
  (
    'version release build revision rev family model stepping software firmware hardware port copyright ' +
    'jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august ' +
    'september october november december mon tue wed thu fri sat sun of by number id level'
  ).split(' '),
);

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
  /^(build|Build|rel|Rel|SP|HW|FW|SW|BN)[-_.:]?\d/,
  /^[A-Z]{2,3}\.\d+\.\d/,
  /^V\d{3}R\d{3}/,
  /^Ver\d/,
  /\.(bin|img|rom)$/,
  /^(AMD64|EM64T|Intel64|Windows)/,
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
