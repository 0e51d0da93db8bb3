/** An answer's varbinds behind one shape: the library's, and those read from octets. */
import type { Cells, Staged } from './cells.ts';
import { arcCountOf, encodeOid, isBelow, OID_ARCS_MAX } from './oid.ts';
import type { Value } from './value.ts';

/** A column to be compared with, prepared. */
export interface ColumnOid {
  readonly text: string;
  readonly octets: Uint8Array;
  /** An index below it has no more. */
  readonly arcsMax: number;
}

/** Kept: every visit walks the same columns. */
export function columnOid(text: string): ColumnOid {
  let column = columnOids.get(text);
  if (column === undefined) {
    column = { text, octets: encodeOid(text), arcsMax: OID_ARCS_MAX - arcCountOf(text) };
    if (columnOids.size >= COLUMN_OIDS_MAX) columnOids.clear();
    columnOids.set(text, column);
  }
  return column;
}

const columnOids = new Map<string, ColumnOid>();
/** More than all families name. */
const COLUMN_OIDS_MAX = 10_000;

export interface Varbinds {
  readonly length: number;
  readonly oid: (i: number) => string;
  /** Nothing for NULL and for SNMPv2's exceptions (noSuchObject, noSuchInstance, endOfMibView). */
  readonly value: (i: number) => Value | undefined;
  /** Stages the index where the varbind lies below the column and has a value. */
  readonly stage: (i: number, column: ColumnOid, cells: Cells) => Staged | 'elsewhere';
  /** Keeps the staged index with the value; returns about how many octets both take. */
  readonly keep: (i: number, cells: Cells) => number;
}

/** Structurally the library's own; without a value at the end of what an agent has. */
export interface Varbind {
  readonly oid: string;
  /** The ASN.1 tag. */
  readonly type?: number;
  readonly value?: unknown;
}

/** An object and its value; without one at the end of what an agent has. */
export interface Listed {
  readonly oid: string;
  readonly value?: Value | undefined;
}

/** Varbinds as a list, in the order of the answer. */
export class ListedVarbinds implements Varbinds {
  readonly #listed: readonly Listed[];

  constructor(listed: readonly Listed[]) {
    this.#listed = listed;
  }

  get length(): number {
    return this.#listed.length;
  }

  oid(i: number): string {
    return this.#listed[i]?.oid ?? '';
  }

  value(i: number): Value | undefined {
    return this.#listed[i]?.value;
  }

  stage(i: number, column: ColumnOid, cells: Cells): Staged | 'elsewhere' {
    const oid = this.oid(i);
    if (!isBelow(column.text, oid) || this.value(i) === undefined) return 'elsewhere';
    return cells.stage(oid, column.text.length + 1, column.arcsMax);
  }

  keep(i: number, cells: Cells): number {
    const value = this.value(i) ?? 0;
    cells.keep(value);
    return this.oid(i).length + (value instanceof Uint8Array ? value.length : 8);
  }
}

/** What the library hands over; GETBULK it sorts by column, and it is put back in order. */
export function listedVarbinds(
  varbinds: readonly (Varbind | readonly Varbind[])[],
): ListedVarbinds {
  const lists = varbinds.map((each) => (isList(each) ? each : [each]));
  const rows = Math.max(0, ...lists.map(({ length }) => length));
  const listed: Listed[] = [];
  for (let row = 0; row < rows; row++) {
    for (const list of lists) {
      const varbind = list[row];
      if (varbind !== undefined) listed.push({ oid: varbind.oid, value: readVarbind(varbind) });
    }
  }
  return new ListedVarbinds(listed);
}

function isList(column: Varbind | readonly Varbind[]): column is readonly Varbind[] {
  return Array.isArray(column);
}

const TAG = { oid: 6, counter64: 70, firstException: 128 } as const;

/** Nothing for NULL and for SNMPv2's exceptions. */
export function readVarbind({ type, value }: Varbind): Value | undefined {
  if (type !== undefined && type >= TAG.firstException) return undefined;
  if (value instanceof Uint8Array) return type === TAG.counter64 ? unsignedOf(value) : value;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  return type === TAG.oid ? { kind: 'oid', oid: value } : { kind: 'address', address: value };
}

function unsignedOf(octets: Uint8Array): bigint {
  let value = 0n;
  for (const octet of octets.subarray(0, 9)) value = value * 256n + BigInt(octet);
  return value;
}
