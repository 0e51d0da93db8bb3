/**
 * The cells of one column, packed: a chassis has thousands of them, and a collector holds those of
 * a hundred devices at once. Indices are kept as arcs, octets in one block; texts and objects are
 * made when they are asked for.
 */
import { OID_ARC_MAX, OID_ARCS_MAX } from './oid.ts';
import type { Cell, Value } from './value.ts';

/** What `Cells.stage` made of an OID. */
export type Staged = 'after' | 'not after' | 'not an index';

export class Cells implements Iterable<Cell> {
  /** Arcs of all indices, one after another; those of the staged one follow. */
  #arcs: Uint32Array = NO_ARCS;
  #staged = 0;
  /** Where each row's arcs end. */
  readonly #ends: number[] = [];
  /** Numbers and the like; nothing where the value is octets. */
  readonly #values: (Exclude<Value, Uint8Array> | undefined)[] = [];
  #octets: Uint8Array = NO_OCTETS;
  /** Where each row's octets end; only for a column that has any. */
  #octetEnds: number[] | undefined;

  static of(cells: Iterable<Cell>): Cells {
    const packed = new Cells();
    for (const { index, value } of cells) {
      if (packed.stage(index, 0, OID_ARCS_MAX) !== 'not an index') packed.keep(value);
    }
    return packed;
  }

  get length(): number {
    return this.#ends.length;
  }

  /** About how much memory they take; 0 where there are none. */
  get byteLength(): number {
    const perRow = 16 + (this.#octetEnds === undefined ? 0 : 8);
    return this.length === 0
      ? 0
      : this.#arcs.byteLength + this.#octets.byteLength + perRow * this.length;
  }

  /**
   * Reads the index that begins at `from` in the dotted text `oid`, to be kept next.
   *
   * @param arcsMax more arcs than these are no index.
   * @returns how it compares to the index before it.
   */
  stage(oid: string, from: number, arcsMax: number): Staged {
    const start = this.#end(this.length - 1);
    let arcs = this.#arcs;
    let at = start;
    let arc = 0;
    let digits = 0;
    for (let i = from; i <= oid.length; i++) {
      const digit = i < oid.length ? oid.charCodeAt(i) - ZERO : DOT - ZERO;
      if (digit >= 0 && digit <= 9) {
        arc = arc * 10 + digit;
        digits += 1;
      } else if (digit === DOT - ZERO && digits > 0 && arc <= OID_ARC_MAX) {
        if (at - start >= arcsMax) return 'not an index';
        if (at === arcs.length) arcs = this.#growArcs();
        arcs[at++] = arc;
        arc = 0;
        digits = 0;
      } else return 'not an index';
    }
    this.#staged = at;
    return this.#isAfter(start, at) ? 'after' : 'not after';
  }

  /** The same of an index in BER: arcs in base 128, up to `to`. */
  stageOctets(octets: Uint8Array, from: number, to: number, arcsMax: number): Staged {
    const start = this.#end(this.length - 1);
    let arcs = this.#arcs;
    let at = start;
    let arc = 0;
    let isOpen = true;
    for (let i = from; i < to; i++) {
      const octet = octets[i] ?? 0;
      arc = arc * 128 + (octet & 0x7f);
      isOpen = octet >= 0x80;
      if (isOpen) continue;
      if (at - start >= arcsMax || arc > OID_ARC_MAX) return 'not an index';
      if (at === arcs.length) arcs = this.#growArcs();
      arcs[at++] = arc;
      arc = 0;
    }
    if (isOpen) return 'not an index';
    this.#staged = at;
    return this.#isAfter(start, at) ? 'after' : 'not after';
  }

  /** Keeps the staged index with its value. */
  keep(value: Value): void {
    if (value instanceof Uint8Array) {
      this.keepOctets(value, 0, value.length);
      return;
    }
    this.#ends.push(this.#staged);
    this.#values.push(value);
    this.#octetEnds?.push(this.#octetEnds.at(-1) ?? 0);
  }

  /** Keeps the staged index with a copy of the octets from `from` to `to` as its value. */
  keepOctets(octets: Uint8Array, from: number, to: number): void {
    this.#octetEnds ??= this.#values.map(() => 0);
    const start = this.#octetEnds.at(-1) ?? 0;
    const end = start + to - from;
    if (end > this.#octets.length) this.#growOctets(end);
    const own = this.#octets;
    // Most values are a few octets, for which a loop is quicker than a call.
    if (to - from > 32) own.set(octets.subarray(from, to), start);
    else for (let i = from; i < to; i++) own[start + i - from] = octets[i] ?? 0;
    this.#ends.push(this.#staged);
    this.#octetEnds.push(end);
    this.#values.push(undefined);
  }

  /** How many arcs the row's index has. */
  arcCount(row: number): number {
    return this.#end(row) - this.#end(row - 1);
  }

  /** @param at from 0 to `arcCount` - 1. */
  arc(row: number, at: number): number {
    return this.#arcs[this.#end(row - 1) + at] ?? 0;
  }

  /** Dotted: "10.3" of "1.3.6.10.3" in column "1.3.6". */
  index(row: number): string {
    const start = this.#end(row - 1);
    const end = this.#end(row);
    let text = String(this.#arcs[start] ?? '');
    for (let i = start + 1; i < end; i++) text += `.${this.#arcs[i]}`;
    return text;
  }

  /** Rows are taken by number, from 0 to `length` - 1. */
  value(row: number): Value {
    const value = this.#values[row];
    if (value !== undefined) return value;
    return this.#octets.subarray(
      row === 0 ? 0 : this.#octetEnds?.[row - 1],
      this.#octetEnds?.[row] ?? 0,
    );
  }

  /** The value where it is a plain number; what octets say is not read. */
  number(row: number): number | undefined {
    const value = this.#values[row];
    return typeof value === 'number' ? value : undefined;
  }

  /** Whether `row` here and `otherRow` there have one index. */
  hasIndexOf(row: number, other: Cells, otherRow: number): boolean {
    const start = this.#end(row - 1);
    const otherStart = other.#end(otherRow - 1);
    const count = this.#end(row) - start;
    if (other.#end(otherRow) - otherStart !== count) return false;
    for (let i = 0; i < count; i++) {
      if (this.#arcs[start + i] !== other.#arcs[otherStart + i]) return false;
    }
    return true;
  }

  *[Symbol.iterator](): Generator<Cell, void> {
    for (let row = 0; row < this.length; row++) {
      yield { index: this.index(row), value: this.value(row) };
    }
  }

  #end(row: number): number {
    return row < 0 ? 0 : (this.#ends[row] ?? 0);
  }

  /** The arcs from `start` to `end` come after those of the last row. */
  #isAfter(start: number, end: number): boolean {
    const arcs = this.#arcs;
    const count = this.length;
    if (count === 0) return true;
    let before = this.#end(count - 2);
    let at = start;
    while (before < start && at < end) {
      const difference = (arcs[at++] ?? 0) - (arcs[before++] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return at < end;
  }

  #growArcs(): Uint32Array {
    const grown = new Uint32Array(Math.max(ARCS_MIN, this.#arcs.length * 2));
    grown.set(this.#arcs);
    this.#arcs = grown;
    return grown;
  }

  #growOctets(least: number): void {
    const grown = new Uint8Array(Math.max(OCTETS_MIN, least, this.#octets.length * 2));
    grown.set(this.#octets);
    this.#octets = grown;
  }
}

const NO_ARCS = new Uint32Array(0);
const NO_OCTETS = new Uint8Array(0);
/** A switch's ports, or so. */
const ARCS_MIN = 64;
const OCTETS_MIN = 512;
const DOT = 46;
const ZERO = 48;
