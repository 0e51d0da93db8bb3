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
  /** Behind a word that says so: "Model: Vigor2920". */
  readonly labeledModel?: string;
  /** The first word that looks like one, with the words that go before. */
  readonly model?: string;
  readonly version?: string;
  readonly serial?: string;
  /** A serial number that the text gives after speaking of a card, a module or a battery. */
  readonly partSerial?: string;
}

/**
 * @param vendor the maker, whose name is no part of its models.
 * @param sysName a description that repeats it was written by an operator, and names no model.
 */
export function readDescription(sysDescr: string, vendor?: string, sysName?: string): Described {
  const text = sysDescr.slice(0, DESCR_MAX);
  const serial = firstMatch(text, SERIALS);
  const isOfPart = serial !== undefined && PART.test(clauseBefore(text, text.search(SERIAL)));
  const version = findVersion(text);
  const labeledModel = findLabeledModel(text);
  const model = labeledModel ?? (text === sysName ? undefined : findModel(text, vendor, serial));
  return {
    ...(labeledModel !== undefined && { labeledModel }),
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
    ...(serial !== undefined && (isOfPart ? { partSerial: serial } : { serial })),
  };
}

/** A host's kernel: it names processors and builds, not products, nor what runs on it. */
const KERNEL = /^(?:Linux|FreeBSD|OpenBSD|NetBSD|SunOS|Darwin) /;

const SERIAL =
  /\b(?:S\/N|SN|s\/n|Serial(?: [Nn]umber| No\.?)?|serial number|Device serial number)[:# ] ?([A-Z0-9][A-Z0-9/-]{4,31})\b/;
const SERIALS: readonly RegExp[] = [SERIAL];

/** A UPS's network card describes itself, not the UPS. */
const PART =
  /\b(?:cards?|modules?|adapt[eo]rs?|batter(?:y|ies)|daughterboards?|transceivers?|NMC\d?|NIC)\b/i;

function clauseBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf(';', at) + 1, at);
}

/** What is inside a device, or how one talks to it, has versions of its own. */
const OTHERS =
  /\b(?:Linux(?: kernel)?|(?:Free|Net|Open)BSD|VxWorks|U-Boot|eCos|[Bb]oot(?:[Ll]oader|[Cc]ode|[Rr]om|ROM)?|Btldr|SNMP|[Hh]ard[Ww]are|H\/[Ww]|HW|MB)(?:[ _-]?(?:[Vv]ersion|[Rr]elease|[Rr]evision|[Vv]er\.?|[Rr]ev\.?|\w{3,8} Rev))?[ :=-]{0,3}[vV]?\d[\w.()+-]*/g;

function findVersion(text: string): string | undefined {
  return firstMatch(text, HOST_VERSIONS) ?? firstMatch(text.replace(OTHERS, ' '), VERSIONS);
}

/** What `uname` prints: system, host, release. */
const HOST_VERSIONS: readonly RegExp[] = [
  /^(?:OpenBSD|NetBSD) \S+ (\d+\.\d[\w.]*)/,
  /^Linux \S+ (\d+\.\d+\.\d[\w.()+-]*)/,
];

/** Labels first, the software's before the firmware's, then bare words that can only be versions. */
const VERSIONS: readonly RegExp[] = [
  // Network cards of APC and of others that have its operating system.
  /\bAF1: ?[vV]?(\d[\w.]*)/,
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
  /(?:^|[\s,;(])(\d+\.\d+\.\d[\w.()+-]*)/,
  /(?:^|[\s,;("])[A-Za-z][A-Za-z-]*-[vVR]?(\d+\.\d+\.[\dR][\w.+-]*)/,
];

function firstMatch(text: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1]?.replace(/[.,;:-]+$/, '');
    if (found !== undefined && found !== '' && !found.startsWith('0x')) return closeBracket(found);
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
  /\b(?:P\/N|PN)[:=] ?([\w+./-]{0,39}\d[\w+./-]{1,39})/,
];

/** A card's or a module's is not the device's. */
function findLabeledModel(text: string): string | undefined {
  for (const pattern of MODELS) {
    const named = pattern.exec(text);
    if (named?.[1] === undefined || !isNamed(named[1])) continue;
    if (PART.test(clauseBefore(text, named.index))) return undefined;
    return named[1].replace(/[.,;:-]+$/, '');
  }
  return undefined;
}

function findModel(
  text: string,
  vendor: string | undefined,
  serial: string | undefined,
): string | undefined {
  if (KERNEL.test(text) || PART.test(text)) return undefined;
  const words = text.split(/[\s,;"[\]()=\\]+/).filter((word) => word !== '');
  const at = words.findIndex(
    (word, index) =>
      strip(word) !== serial && (isModelLike(strip(word)) || isNumberOfName(words, index)),
  );
  const word = words[at];
  if (word === undefined || at > 8) return undefined;
  const before = words
    .slice(Math.max(0, at - WORDS_BEFORE), at)
    .filter(
      (each) =>
        /^[A-Z][A-Za-z-]*$/.test(each) &&
        !isMaker(each, vendor) &&
        !NO_NAME.has(each.toLowerCase()),
    );
  return [...before, strip(word)].join(' ');
}

/** No file, no placeholder, no version and no measure behind the label. */
function isNamed(text: string): boolean {
  return (
    /[A-Za-z0-9]/.test(text) &&
    !/\.(bin|img|rom)$|^[vV]?\d+(\.\d+)+$|^\d+k?(V|A|W|VA|Hz)$|^[Uu]n(known|defined)/.test(text)
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
    'september october november december mon tue wed thu fri sat sun of by number id level ' +
    'system operating product series device appliance switch router gateway controller wireless security ' +
    'service platform poe running on for'
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
    !MAKERS_WITH_DIGITS.has(word.toLowerCase()) &&
    !NO_MODEL.some((pattern) => pattern.test(word))
  );
}

const MAKERS_WITH_DIGITS = new Set(['3com', '3par', '8x8', 'a10', 'f5', 'h3c', 'pica8', 'zxr10']);

const NO_MODEL: readonly RegExp[] = [
  /\d\.\d+\.[\dRr]/,
  /_\d+_\d+_\d/,
  /_\d+_\d*(qam|qpsk)/,
  /^(i[3579]|E[357])-\d{4}/,
  /^[vVrR](er)?\.?\d+(\.|$)/,
  /^\d+(\.\d+)+/,
  // Ports and their speeds, and what a power supply gives.
  /^(\d{1,2}|[1248]00)[-/]?(port|Port|ports|x|G|M|GE|FE|T|bit)([^A-Za-z]|$)/,
  /^\d+(W|VA|kVA|V|A|bit)([^A-Za-z]|$)/,
  /^\d+-[a-z]{3,}$/,
  /^[A-Za-z-]+-\d+\.\d/,
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
