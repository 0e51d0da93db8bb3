/**
 * The rows of a simulated device in OID order, read from .snmprec text: one row a line,
 * `OID|TYPE|VALUE`, TYPE being the ASN.1 tag with `x` after it when the value is hexadecimal and
 * `e` when it has escapes.
 */
import { type Arcs, encodeInteger, encodeOid, encodeVarbind, TAG } from './ber.ts';

export interface Row {
  readonly oid: Arcs;
  readonly tag: number;
  /** The whole encoded varbind: what a response carries. */
  readonly varbind: Uint8Array;
}

/** In OID order, each OID once. */
export type Rows = readonly Row[];

/**
 * Reads .snmprec text. Lines that are not rows are left out, the first of two rows with one OID
 * stays: recordings put together by hand have both.
 */
export function parseSnmprec(text: string): Rows {
  const rows: Row[] = [];
  for (const line of text.split('\n')) {
    const row = parseLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (row !== undefined) rows.push(row);
  }
  rows.sort((a, b) => compareArcs(a.oid, b.oid));
  return rows.filter((row, i) => {
    const before = rows[i - 1];
    return before === undefined || compareArcs(before.oid, row.oid) !== 0;
  });
}

export function compareArcs(a: Arcs, b: Arcs): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function parseArcs(text: string): Arcs | undefined {
  const trimmed = text.startsWith('.') ? text.slice(1) : text;
  if (!/^\d+(\.\d+)+$/.test(trimmed)) return undefined;
  const arcs = trimmed.split('.').map(Number);
  return arcs.every((arc) => arc <= 0xffff_ffff) ? arcs : undefined;
}

/** The position of the first row at or after `oid` (`after`: strictly after). */
export function seek(rows: Rows, oid: Arcs, after: boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    const order = row === undefined ? 1 : compareArcs(row.oid, oid);
    if (order < 0 || (after && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parseLine(line: string): Row | undefined {
  const first = line.indexOf('|');
  const second = line.indexOf('|', first + 1);
  if (first < 0 || second < 0) return undefined;
  const oid = parseArcs(line.slice(0, first));
  const type = /^(\d+)([a-z:]*)$/.exec(line.slice(first + 1, second));
  if (oid === undefined || type?.[1] === undefined) return undefined;
  const tag = Number(type[1]);
  const form = type[2] ?? '';
  const content = contentOf(tag, form, line.slice(second + 1));
  if (content === undefined || tag > 130) return undefined;
  return { oid, tag, varbind: encodeVarbind(oid, tag, content) };
}

function contentOf(tag: number, form: string, text: string): Uint8Array | undefined {
  if (form.includes('x')) return Buffer.from(text.replace(/\s/g, ''), 'hex');
  switch (tag) {
    case TAG.integer:
    case TAG.counter32:
    case TAG.gauge32:
    case TAG.timeTicks:
    case TAG.counter64:
      return /^-?\d{1,20}$/.test(text.trim()) ? encodeInteger(BigInt(text.trim())) : undefined;
    case TAG.oid: {
      const arcs = parseArcs(text.trim());
      return arcs === undefined ? undefined : encodeOid(arcs);
    }
    case TAG.ipAddress: {
      const octets = text.trim().split('.').map(Number);
      const sound = octets.length === 4 && octets.every((o) => o >= 0 && o <= 255);
      return sound ? Uint8Array.from(octets) : Buffer.from(text, 'latin1');
    }
    case TAG.null:
      return new Uint8Array(0);
    default:
      return Buffer.from(form.includes('e') ? unescapeText(text) : text, 'utf8');
  }
}

/** snmpsim's escapes: \n, \r, \t, \\ and \xHH. */
function unescapeText(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|[nrt\\])/g, (_, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: '\n', r: '\r', t: '\t' }[code] ?? '\\';
  });
}
