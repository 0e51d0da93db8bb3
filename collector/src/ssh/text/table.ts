/**
 * Tables drawn with blanks: columns found from the header and its underline, words given to the
 * column they stand under. Devices shift, overflow and wrap; a word belongs where most of it is.
 */
import { isRuler } from './lines.ts';
import { labelOf } from './pairs.ts';

export interface Column {
  /** As `labelOf` gives it; several header lines joined. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface TableRow {
  /** By column index; "" where nothing stood. */
  readonly cells: readonly string[];
  /** Index of its line. */
  readonly at: number;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** Index of the header's last line. */
  readonly headerAt: number;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Header lines that a table may have above its underline. */
const HEADER_LINES_MAX = 4;
/** A header without underline is believed when this many of its words are names we know. */
const COLUMNS_MAX = 40;

/**
 * All tables in the text. A table starts with a header: lines over an underline of several runs,
 * over one long underline, between bars, or, without any underline, a line `isHeader` accepts.
 * It ends at a blank line followed by no row, at the next header, or at a line of text.
 */
export function tablesOf(
  lines: readonly string[],
  isHeader: (columns: readonly string[]) => boolean,
): readonly Table[] {
  const tables: Table[] = [];
  let at = 0;
  while (at < lines.length) {
    const header = headerAt(lines, at, isHeader);
    if (header === undefined) {
      at += 1;
      continue;
    }
    const { rows, next } = readRows(lines, header, isHeader);
    tables.push({ columns: header.columns, rows, headerAt: header.at });
    at = Math.max(next, header.first);
  }
  return tables;
}

interface Header {
  readonly columns: readonly Column[];
  readonly bars: boolean;
  readonly at: number;
  /** The first line that can be a row. */
  readonly first: number;
}

function headerAt(
  lines: readonly string[],
  at: number,
  isHeader: (columns: readonly string[]) => boolean,
): Header | undefined {
  const line = lines[at] ?? '';
  if (line.trim() === '' || isRuler(line)) return undefined;
  if (isBarred(line) && (isRuler(lines[at - 1] ?? '') || isRuler(lines[at + 1] ?? ''))) {
    return barredHeader(lines, at, isHeader);
  }
  // The underline may come after further header lines.
  for (let ruler = at + 1; ruler <= at + HEADER_LINES_MAX; ruler += 1) {
    const under = lines[ruler];
    if (under === undefined || under.trim() === '') break;
    if (!isRuler(under)) continue;
    const heads = lines.slice(at, ruler);
    if (!isHeading(heads)) continue;
    const runs = runsOf(under);
    const columns = runs.length > 1 ? columnsUnder(heads, runs) : columnsOfWords(heads);
    if (!isHeader(columns.map(({ name }) => name))) break;
    return { columns, bars: false, at: ruler - 1, first: ruler + 1 };
  }
  for (const count of [2, 1]) {
    const heads = lines.slice(at, at + count);
    if (heads.length < count || heads.some((head) => head.trim() === '')) continue;
    // A second header line has words only; rows have numbers and addresses.
    if (
      count === 2 &&
      (!isHeading(heads) ||
        /\d/.test(heads.join('')) ||
        isRuler(heads[1] ?? '') ||
        isOverflow(heads))
    ) {
      continue;
    }
    const columns = columnsOfWords(heads);
    if (isHeader(columns.map(({ name }) => name))) {
      return { columns, bars: false, at: at + count - 1, first: at + count };
    }
  }
  return undefined;
}

/** Lines above the last one of a header stand over one column each; a title spans several. */
function isHeading(heads: readonly string[]): boolean {
  const last = groupsOf(heads.at(-1) ?? '');
  // "Type: S-Static  D-Dynamic" explains, it does not head.
  if (heads.slice(0, -1).some((head) => /\w:(?:\s|$)/.test(head))) return false;
  return heads.slice(0, -1).every((head) => {
    const groups = groupsOf(head);
    return groups.every(
      ({ start, end }) => last.filter((one) => start < one.end && end > one.start).length < 2,
    );
  });
}

/** A first value too long for its column stands alone on its line, its row below: no header. */
function isOverflow([head = '', below = '']: readonly string[]): boolean {
  const [column] = groupsOf(head);
  const [word, ...more] = wordsOf(below);
  if (column === undefined || word === undefined || more.length > 0) return false;
  return word.start <= column.start + 1 && word.end > column.end;
}

function readRows(
  lines: readonly string[],
  header: Header,
  isHeader: (columns: readonly string[]) => boolean,
): { readonly rows: readonly TableRow[]; readonly next: number } {
  const drawn: number[] = [];
  let at = header.first;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || isRuler(line)) continue;
    if (headerAt(lines, at, isHeader) !== undefined) break;
    if (!header.bars || isBarred(line)) drawn.push(at);
  }
  const columns = header.bars ? header.columns : aligned(header.columns, drawn, lines);
  const rows = drawn.map((index) => {
    const line = lines[index] ?? '';
    return { at: index, cells: header.bars ? barredCells(line, columns) : cutRow(line, columns) };
  });
  return { rows, next: at };
}

/**
 * Where most rows have nothing in the first column, all stand further to the right than their
 * header: the columns are moved to them.
 */
function aligned(
  columns: readonly Column[],
  drawn: readonly number[],
  lines: readonly string[],
): readonly Column[] {
  const [first, second] = columns;
  if (first === undefined || second === undefined || drawn.length === 0) return columns;
  const starts = drawn.map((at) => (lines[at] ?? '').search(/\S/));
  const beyond = starts.filter((start) => start >= first.end);
  const least = Math.min(...beyond);
  // A column that most rows leave empty on purpose is no shift: then they start under the second.
  if (beyond.length * 2 <= starts.length || least - first.end > 4 || least >= second.start + 2) {
    return columns;
  }
  const shift = least - first.end + 1;
  return columns.map(({ name, start, end }) => ({ name, start: start + shift, end: end + shift }));
}

/** The runs of an underline, each a column: "----  ------" or "----+------". */
export function runsOf(ruler: string): readonly Word[] {
  return [...ruler.matchAll(/[-=_*~]+/g)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function columnsUnder(heads: readonly string[], runs: readonly Word[]): readonly Column[] {
  return runs.slice(0, COLUMNS_MAX).map((run, index) => {
    const end = runs[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    const from = index === 0 ? 0 : run.start;
    const parts = heads.map((head) => wordsWithin(head, from, end));
    return { name: labelOf(parts.join(' ')), start: run.start, end: run.end };
  });
}

/** Words of a header that start, or mostly stand, between two places. */
function wordsWithin(head: string, from: number, to: number): string {
  return wordsOf(head)
    .filter(({ start, end }) => (start + end) / 2 >= from && (start + end) / 2 < to)
    .map(({ text }) => text)
    .join(' ');
}

/** Columns from the header's own words: two blanks or more part them; lines above each other join. */
export function columnsOfWords(heads: readonly string[]): readonly Column[] {
  const groups: { start: number; end: number; parts: string[] }[] = [];
  for (const head of heads) {
    for (const { text, start, end } of groupsOf(head)) {
      const [over, ...more] = groups.filter((group) => start < group.end && end > group.start);
      // What spans several columns heads the rows' continuation lines, not a column.
      if (more.length > 0) continue;
      if (over === undefined) groups.push({ start, end, parts: [text] });
      else {
        over.parts.push(text);
        over.start = Math.min(over.start, start);
        over.end = Math.max(over.end, end);
      }
    }
  }
  groups.sort((a, b) => a.start - b.start);
  return groups
    .slice(0, COLUMNS_MAX)
    .map(({ start, end, parts }) => ({ name: labelOf(parts.join(' ')), start, end }));
}

/** A single blank parts two columns only where the word before it names one by itself, … */
const ENDS_A_NAME =
  /^(?:ports?|vlan|vid|mac|type|state|status|interface|age|model|serial|secure|ntfy|capability|platform|hol?dtme|hldtme|hold-time|flags|mod|slots|name|addr|address|intrf?ce|intf|aging|expire|\S*\((?:min|sec|m|s)\))$/i;
/** … and the word behind it does … */
const NAMES_A_COLUMN =
  /^(?:ap|ports?|vlan|vid|mac|mac-address|type|state|status|interfaces?|age|model|serial|secure|ntfy|capability|platform|chassis|hol?dtme|hldtme|hold-time|holdtime|flags|physical)$/i;
/** … and the two together are not one name. */
const COMPOUND =
  /^(?:(?:physical|logical|local|remote|outgoing|dest(?:ination)?|source|parent|neighbor|nbr|member|rem|rmt|uplink|bridge|access|voice|native|learned|l2|ont) (?:ports?|interface|vlan)|(?:port|mac|entry|card|module|link|device|media|address|hw|product|hardware|learn|interface|chassis|slot|switch|power|transceiver|image|ont|fru|vlan) (?:type|model|age|state|status|mac|vlan|flags)|(?:link|oper|admin|port|protocol|line|run|current|control|config) (?:state|status)|(?:base|chassis|system|device|burned|router|bridge|switch|ap|ethernet|radio|host|client|stack) mac|(?:local|remote|peer|neighbor|neighbour|lldp) chassis|last age|mac-address type)$/i;

/** The header's words in groups: set off by two blanks, or by one where two names meet. */
function groupsOf(head: string): readonly Word[] {
  const groups: Word[] = [];
  let before: Word | undefined;
  for (const word of wordsOf(head)) {
    const last = groups.at(-1);
    const isApart =
      last === undefined ||
      before === undefined ||
      word.start - before.end > 1 ||
      (ENDS_A_NAME.test(before.text) &&
        NAMES_A_COLUMN.test(word.text) &&
        !COMPOUND.test(`${before.text} ${word.text}`));
    if (isApart) groups.push(word);
    else groups[groups.length - 1] = joined(last, word);
    before = word;
  }
  return groups;
}

function joined(a: Word, b: Word): Word {
  return { text: `${a.text} ${b.text}`, start: a.start, end: b.end };
}

/** Words; an interface written as two, "Gig 1/0/1" or "Te 0/22", is one. */
export function wordsOf(line: string): readonly Word[] {
  return [...line.matchAll(WORD)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * Gives each word of a row to a column: the one it overlaps most, else the nearest; never to the
 * left of the word before it. A word set off by a single blank stays with that word's column unless
 * it stands under another one.
 */
export function cutRow(line: string, columns: readonly Column[]): readonly string[] {
  const cells: string[] = columns.map(() => '');
  let current = 0;
  let isCrowded = false;
  let before: Word | undefined;
  for (const word of wordsOf(line)) {
    const gap = before === undefined ? Number.POSITIVE_INFINITY : word.start - before.end;
    current = columnFor(word, gap, current, columns);
    if (cells[current] !== '' && gap > 1) isCrowded = true;
    cells[current] = cells[current] === '' ? word.text : `${cells[current]} ${word.text}`;
    before = word;
  }
  // Two values in one column and none in another: the row is drawn askew, and its gaps say more.
  if (isCrowded && cells.includes('')) {
    const parts = line.trim().split(/\s{2,}/);
    if (parts.length === columns.length) return parts;
  }
  return cells;
}

function columnFor(word: Word, gap: number, from: number, columns: readonly Column[]): number {
  let best = from;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let index = from; index < columns.length; index += 1) {
    const column = columns[index];
    if (column === undefined) break;
    const overlap = Math.min(word.end, column.end) - Math.max(word.start, column.start);
    // Left-aligned columns start where their header does: that counts for more than overlap.
    const isAtStart = word.start === column.start;
    const isContinued = index === from && gap === 1;
    const score = overlap + (isAtStart ? 4 : 0) + (isContinued ? 1.5 : 0);
    if (score > bestScore) {
      best = index;
      bestScore = score;
    }
    if (column.start > word.end + 24) break;
  }
  return best;
}

const WORD =
  /\b(?:gig|fas|ten|eth|two|fiv|fif|for|fou|hun|ser|tun|lo|ma|te|vl|gi|fa|po|fo|hu) \d[\d/.:]*(?=\s|$)|\S+/gi;

function isBarred(line: string): boolean {
  return /^\s*\|.*\|\s*$/.test(line);
}

function barredHeader(
  lines: readonly string[],
  at: number,
  isHeader: (columns: readonly string[]) => boolean,
): Header | undefined {
  const heads: string[][] = [];
  let last = at;
  while (isBarred(lines[last] ?? '')) {
    heads.push(splitBars(lines[last] ?? ''));
    last += 1;
  }
  if (!isRuler(lines[last] ?? '')) return undefined;
  const width = Math.max(...heads.map(({ length }) => length));
  const columns = Array.from({ length: Math.min(width, COLUMNS_MAX) }, (_, index) => ({
    name: labelOf(heads.map((head) => head[index] ?? '').join(' ')),
    start: index,
    end: index + 1,
  }));
  if (!isHeader(columns.map(({ name }) => name))) return undefined;
  return { columns, bars: true, at: last - 1, first: last + 1 };
}

function splitBars(line: string): string[] {
  return line
    .trim()
    .replaceAll(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

function barredCells(line: string, columns: readonly Column[]): readonly string[] {
  const cells = splitBars(line);
  return columns.map((_, index) => cells[index] ?? '');
}
