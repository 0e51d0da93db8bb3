/**
 * The cells of one column, packed as they came: a chassis has thousands of them, and a collector
 * holds those of a hundred devices at once for as long as their visits last. They lie one after
 * another in one block; texts and objects are made when they are asked for.
 */
import {
  ARC_OCTETS_MAX,
  indexText,
  isAfter,
  isIndex,
  readArcs,
  writeIndex,
} from './index-octets.ts';
import { OID_ARCS_MAX } from './oid.ts';
import { type Cell, cleanOctets, textOf, type Value } from './value.ts';

/** What `Cells.stage` made of an OID. */
export type Staged = 'after' | 'not after' | 'not an index';

/**
 * Before each row's index and value: the length of its index in two octets, the kind of its value,
 * the length of its value in two.
 */
const HEAD_OCTETS = 5;
const KIND = { octets: 0, number: 1, other: 2 } as const;
/** What is no integer of 32 bits is kept as a double. */
const NUMBER_OCTETS = { byte: 1, integer: 4, double: 8 } as const;
const VALUE_OCTETS_MAX = 0xffff;

export class Cells implements Iterable<Cell> {
  #octets: Buffer = NOTHING;
  #length = 0;
  /** Where the last row begins and ends. */
  #last = 0;
  #end = 0;
  /** Where the staged index ends. */
  #staged = 0;
  /** Where each row begins, counted when a row is asked for. */
  #starts: Uint32Array = NO_STARTS;
  /** Values that are neither octets nor numbers, by row. */
  #others: Map<number, Exclude<Value, Uint8Array | number>> | undefined;

  static of(cells: Iterable<Cell>): Cells {
    const packed = new Cells();
    for (const { index, value } of cells) {
      if (packed.stage(index, 0, OID_ARCS_MAX) !== 'not an index') packed.keep(value);
    }
    return packed;
  }

  get length(): number {
    return this.#length;
  }

  /** About how much memory they take; 0 where there are none. */
  get byteLength(): number {
    return this.#length === 0 ? 0 : this.#octets.length + 4 * this.#length;
  }

  /**
   * Reads the index that begins at `from` in the dotted text `oid`, to be kept next.
   *
   * @param arcsMax more arcs than these are no index.
   * @returns how it compares to the index before it.
   */
  stage(oid: string, from: number, arcsMax: number): Staged {
    const at = this.#end + HEAD_OCTETS;
    this.#reserve(at + Math.min(oid.length - from + 1, arcsMax * ARC_OCTETS_MAX));
    const end = writeIndex(oid, from, arcsMax, this.#octets, at);
    return end === undefined ? 'not an index' : this.#compare(end);
  }

  /** The same of an index in BER: arcs in base 128, up to `to`. */
  stageOctets(octets: Uint8Array, from: number, to: number, arcsMax: number): Staged {
    if (!isIndex(octets, from, to, arcsMax)) return 'not an index';
    const at = this.#end + HEAD_OCTETS;
    this.#reserve(at + to - from);
    copy(octets, from, to, this.#octets, at);
    return this.#compare(at + to - from);
  }

  /** Keeps the staged index with its value. */
  keep(value: Value): void {
    if (value instanceof Uint8Array) this.keepOctets(value, 0, value.length);
    else if (typeof value === 'number') this.keepNumber(value);
    else {
      this.#others ??= new Map();
      this.#others.set(this.#length, value);
      this.#append(KIND.other, 0);
    }
  }

  keepNumber(value: number): void {
    const at = this.#staged;
    this.#reserve(at + NUMBER_OCTETS.double);
    if ((value | 0) !== value) {
      this.#octets.writeDoubleBE(value, at);
      this.#append(KIND.number, NUMBER_OCTETS.double);
    } else if (value >= 0 && value <= 0xff) {
      this.#octets[at] = value;
      this.#append(KIND.number, NUMBER_OCTETS.byte);
    } else {
      this.#octets.writeInt32BE(value, at);
      this.#append(KIND.number, NUMBER_OCTETS.integer);
    }
  }

  /** Keeps the staged index with a copy of the octets from `from` to `to` as its value. */
  keepOctets(octets: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, VALUE_OCTETS_MAX);
    this.#reserve(this.#staged + length);
    copy(octets, from, from + length, this.#octets, this.#staged);
    this.#append(KIND.octets, length);
  }

  /** The arcs of the row's index into `arcs`; returns how many there are. */
  readArcs(row: number, arcs: Uint32Array): number {
    const at = this.#start(row);
    return readArcs(this.#octets, at + HEAD_OCTETS, this.#valueAt(at), arcs);
  }

  /** Dotted: "10.3" of "1.3.6.10.3" in column "1.3.6". */
  index(row: number): string {
    const at = this.#start(row);
    return indexText(this.#octets, at + HEAD_OCTETS, this.#valueAt(at));
  }

  /** The last row's index; "" where there is none. Counts nothing, unlike `index`. */
  get lastIndex(): string {
    if (this.#length === 0) return '';
    return indexText(this.#octets, this.#last + HEAD_OCTETS, this.#valueAt(this.#last));
  }

  /** Rows are taken by number, from 0 to `length` - 1. */
  value(row: number): Value {
    const at = this.#start(row);
    switch (this.#octets[at + 2]) {
      case KIND.octets:
        return this.#octetsAt(this.#valueAt(at), this.#rowEnd(at));
      case KIND.number:
        return this.#numberAt(at);
      default:
        return this.#others?.get(row) ?? 0;
    }
  }

  /** The value where it is a plain number; what octets say is not read. */
  number(row: number): number | undefined {
    const at = this.#start(row);
    return this.#octets[at + 2] === KIND.number ? this.#numberAt(at) : undefined;
  }

  /** The value as `textOf` reads it. */
  text(row: number): string | undefined {
    const at = this.#start(row);
    return this.#octets[at + 2] === KIND.octets
      ? cleanOctets(this.#octets, this.#valueAt(at), this.#rowEnd(at))
      : textOf(this.value(row));
  }

  /** Copies the value into `octets` where it is just as many. */
  readOctets(row: number, octets: Uint8Array): boolean {
    const at = this.#start(row);
    const from = this.#valueAt(at);
    const to = this.#rowEnd(at);
    if (this.#octets[at + 2] !== KIND.octets || to - from !== octets.length) return false;
    copy(this.#octets, from, to, octets, 0);
    return true;
  }

  /** Whether `row` here and `otherRow` there have one index. */
  hasIndexOf(row: number, other: Cells, otherRow: number): boolean {
    let i = this.#start(row);
    let j = other.#start(otherRow);
    const end = this.#valueAt(i);
    i += HEAD_OCTETS;
    const length = end - i;
    if (other.#valueAt(j) - j - HEAD_OCTETS !== length) return false;
    j += HEAD_OCTETS;
    while (i < end) if (this.#octets[i++] !== other.#octets[j++]) return false;
    return true;
  }

  *[Symbol.iterator](): Generator<Cell, void> {
    for (let row = 0; row < this.length; row++) {
      yield { index: this.index(row), value: this.value(row) };
    }
  }

  /** @param end of the index that has just been written where the next row belongs. */
  #compare(end: number): Staged {
    this.#staged = end;
    if (this.#length === 0) return 'after';
    const last = this.#last;
    const first = last + HEAD_OCTETS;
    const next = this.#end + HEAD_OCTETS;
    return isAfter(this.#octets, first, this.#valueAt(last), next, end) ? 'after' : 'not after';
  }

  /** The value has been written after the staged index: completes the row. */
  #append(kind: number, valueLength: number): void {
    const octets = this.#octets;
    const at = this.#end;
    const indexLength = this.#staged - at - HEAD_OCTETS;
    octets[at] = indexLength >> 8;
    octets[at + 1] = indexLength;
    octets[at + 2] = kind;
    octets[at + 3] = valueLength >> 8;
    octets[at + 4] = valueLength;
    this.#last = at;
    this.#end = this.#staged + valueLength;
    this.#length += 1;
  }

  #valueAt(at: number): number {
    const octets = this.#octets;
    return at + HEAD_OCTETS + (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0);
  }

  #rowEnd(at: number): number {
    const octets = this.#octets;
    return this.#valueAt(at) + (octets[at + 3] ?? 0) * 256 + (octets[at + 4] ?? 0);
  }

  #octetsAt(from: number, to: number): Uint8Array {
    const { buffer, byteOffset } = this.#octets;
    return new Uint8Array(buffer, byteOffset + from, to - from);
  }

  #numberAt(at: number): number {
    const from = this.#valueAt(at);
    switch (this.#rowEnd(at) - from) {
      case NUMBER_OCTETS.byte:
        return this.#octets[from] ?? 0;
      case NUMBER_OCTETS.integer:
        return this.#octets.readInt32BE(from);
      default:
        return this.#octets.readDoubleBE(from);
    }
  }

  #start(row: number): number {
    if (this.#starts.length !== this.#length) this.#countStarts();
    return this.#starts[row] ?? 0;
  }

  #countStarts(): void {
    this.#starts = new Uint32Array(this.#length);
    let at = 0;
    for (let row = 0; row < this.#length; row++) {
      this.#starts[row] = at;
      at = this.#rowEnd(at);
    }
  }

  #reserve(end: number): void {
    if (end <= this.#octets.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(OCTETS_MIN, end, this.#octets.length * 2));
    grown.set(this.#octets.subarray(0, Math.max(this.#end, this.#staged)));
    this.#octets = grown;
  }
}

/** Most are a few octets, for which a loop is quicker than a call. */
function copy(
  octets: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  targetAt: number,
): void {
  if (to - from > 32) target.set(octets.subarray(from, to), targetAt);
  else for (let i = from; i < to; i++) target[targetAt + i - from] = octets[i] ?? 0;
}

const NOTHING = Buffer.alloc(0);
const NO_STARTS = new Uint32Array(0);
/** A switch's ports, or so. */
const OCTETS_MIN = 512;
