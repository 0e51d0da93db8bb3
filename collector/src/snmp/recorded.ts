/**
 * A recorded walk behind the `Agent` port, for dry runs: .snmprec text (`OID|TYPE|VALUE`) or what
 * `snmpwalk -On` prints (`.1.3.6… = STRING: "…"`).
 */
import type { Agent, Column } from './agent.ts';
import { Cells } from './cells.ts';
import { arcCountOf, compareOids, isBelow, OID_ARCS_MAX, parseOid } from './oid.ts';
import type { Value } from './value.ts';

interface Row {
  readonly oid: string;
  readonly value: Value;
}

/** Rows that cannot be read are left out; the first of two rows with one OID stays. */
export function parseRecording(text: string): Agent {
  const rows = new Map<string, Row>();
  for (const line of text.split(/\r?\n/)) {
    const row = line.includes('|') ? parseSnmprecLine(line) : parseWalkLine(line);
    if (row !== undefined && !rows.has(row.oid)) rows.set(row.oid, row);
  }
  return recordedAgent([...rows.values()].sort((a, b) => compareOids(a.oid, b.oid)));
}

function recordedAgent(rows: readonly Row[]): Agent {
  const byOid = new Map(rows.map((row) => [row.oid, row.value]));
  return {
    get: async (oids) => {
      const values = new Map<string, Value>();
      for (const oid of oids) {
        const value = byOid.get(oid);
        if (value !== undefined) values.set(oid, value);
      }
      return { kind: 'answered', values };
    },
    walk: async (columns) => columns.map((oid) => columnOf(rows, oid)),
    inVlan: () => undefined,
    close: () => {},
  };
}

function columnOf(rows: readonly Row[], oid: string): Column {
  const cells = new Cells();
  const arcsMax = OID_ARCS_MAX - arcCountOf(oid);
  for (let i = seek(rows, oid); i < rows.length; i++) {
    const row = rows[i];
    if (row === undefined || !isBelow(oid, row.oid)) break;
    if (cells.stage(row.oid, oid.length + 1, arcsMax) === 'after') cells.keep(row.value);
  }
  return { oid, cells };
}

/** The position of the first row after `oid`. */
function seek(rows: readonly Row[], oid: string): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && compareOids(row.oid, oid) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parseSnmprecLine(line: string): Row | undefined {
  const [, oidText, tag, form, text] = /^([\d.]+)\|(\d+)([a-z:]*)\|(.*)$/.exec(line) ?? [];
  const oid = parseOid(oidText ?? '');
  if (oid === undefined || tag === undefined || text === undefined) return undefined;
  if (form?.includes('x')) {
    return { oid, value: Buffer.from(text.replace(/\s/g, ''), 'hex') };
  }
  const value = valueOfTag(Number(tag), text);
  return value === undefined ? undefined : { oid, value };
}

function valueOfTag(tag: number, text: string): Value | undefined {
  switch (tag) {
    case 2:
    case 65:
    case 66:
    case 67:
      return integer(text);
    case 70:
      return /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
    case 6:
      return oidValue(text);
    case 64:
      return { kind: 'address', address: text };
    case 5:
      return undefined;
    default:
      return octets(text);
  }
}

function parseWalkLine(line: string): Row | undefined {
  const [, oidText, type, rest] = /^([\d.]+) = (?:([\w-]+): ?)?(.*)$/.exec(line) ?? [];
  const oid = parseOid(oidText ?? '');
  if (oid === undefined || rest === undefined) return undefined;
  const value = valueOfType(type, rest);
  return value === undefined ? undefined : { oid, value };
}

function valueOfType(type: string | undefined, text: string): Value | undefined {
  switch (type) {
    case 'INTEGER':
    case 'Counter32':
    case 'Gauge32':
    case 'Unsigned32':
      return integer(/-?\d+/.exec(text)?.[0] ?? '');
    case 'Timeticks':
      return integer(/^\((\d+)\)/.exec(text)?.[1] ?? '');
    case 'Counter64':
      return /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
    case 'OID':
      return oidValue(text);
    case 'IpAddress':
    case 'Network Address':
      return { kind: 'address', address: text };
    case 'Hex-STRING':
      return Buffer.from(text.replace(/\s/g, ''), 'hex');
    case 'STRING':
    case undefined:
      return octets(text.replace(/^"(.*)"$/, '$1'));
    default:
      return undefined;
  }
}

function integer(text: string): Value | undefined {
  return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

function oidValue(text: string): Value | undefined {
  const oid = parseOid(text.trim());
  return oid === undefined ? undefined : { kind: 'oid', oid };
}

function octets(text: string): Value {
  return Buffer.from(text, 'utf8');
}
