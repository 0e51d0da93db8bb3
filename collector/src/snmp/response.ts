/**
 * Answers of SNMPv1 and v2c (RFC 1157, RFC 3416), read where they lie. The library would make a
 * text, an array and two views of each varbind, some 1.5 KB of garbage; with a hundred visits under
 * way, collecting that costs as much as all the rest of a poll.
 */
import type { Cells, Staged } from './cells.ts';
import { PDU } from './message.ts';
import type { Value } from './value.ts';
import type { ColumnOid, Varbinds } from './varbind.ts';

const TAG = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  address: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  firstException: 0x80,
} as const;

export interface Response {
  readonly id: number;
  readonly errorStatus: number;
  /** From 1; 0 where the error is of no varbind. */
  readonly errorIndex: number;
  readonly varbinds: Varbinds;
}

/** Nothing where the octets are no answer, or any part of them does not fit. */
export function decodeResponse(bytes: Uint8Array): Response | undefined {
  const reader = new Reader(bytes);
  if (!reader.enter(TAG.sequence) || !reader.skip(TAG.integer) || !reader.skip(TAG.octets)) {
    return undefined;
  }
  if (!reader.enter(PDU.response)) return undefined;
  const id = reader.integer();
  const errorStatus = reader.integer();
  const errorIndex = reader.integer();
  if (id === undefined || errorStatus === undefined || errorIndex === undefined) return undefined;
  const varbinds = reader.varbinds();
  return varbinds && { id, errorStatus, errorIndex, varbinds };
}

/** As many as fit the largest UDP packet. */
const VARBINDS_MAX = 16_384;

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The end of what was entered last. */
  #end: number;
  /** Where the varbind that was read last has its parts. */
  oidFrom = 0;
  oidTo = 0;
  tag = 0;
  valueFrom = 0;
  valueTo = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  enter(tag: number): boolean {
    const end = this.#head(tag);
    if (end === undefined) return false;
    this.#end = end;
    return true;
  }

  skip(tag: number): boolean {
    const end = this.#head(tag);
    if (end === undefined) return false;
    this.#at = end;
    return true;
  }

  integer(): number | undefined {
    const end = this.#head(TAG.integer);
    if (end === undefined) return undefined;
    const value = signedOf(this.#bytes, this.#at, end);
    this.#at = end;
    return value;
  }

  /** All of the list, or nothing where one does not fit. */
  varbinds(): BerVarbinds | undefined {
    if (!this.enter(TAG.sequence)) return undefined;
    const from = this.#at;
    const to = this.#end;
    let count = 0;
    for (; this.#at < to; count++) {
      if (count >= VARBINDS_MAX || !this.varbind(to)) return undefined;
    }
    this.#at = from;
    return new BerVarbinds(this.#bytes, this, from, to, count);
  }

  /** The next one, in a list that ends at `listEnd`. */
  varbind(listEnd: number): boolean {
    this.#end = listEnd;
    if (!this.enter(TAG.sequence)) return false;
    const oidTo = this.#head(TAG.oid);
    if (oidTo === undefined) return false;
    this.oidFrom = this.#at;
    this.oidTo = oidTo;
    this.#at = oidTo;
    this.tag = this.#bytes[oidTo] ?? 0;
    const valueTo = this.#head(this.tag);
    if (valueTo === undefined) return false;
    this.valueFrom = this.#at;
    this.valueTo = valueTo;
    this.#at = this.#end;
    return true;
  }

  goTo(at: number): void {
    this.#at = at;
  }

  /** Reads a tag and a length; returns where the content ends, and stands at its beginning. */
  #head(tag: number): number | undefined {
    const bytes = this.#bytes;
    let at = this.#at;
    if (at + 2 > this.#end || bytes[at] !== tag) return undefined;
    let length = bytes[at + 1] ?? 0;
    at += 2;
    if (length >= 0x80) {
      let octets = length - 0x80;
      if (octets === 0 || octets > 4 || at + octets > this.#end) return undefined;
      length = 0;
      for (; octets > 0; octets--) length = length * 256 + (bytes[at++] ?? 0);
    }
    const end = at + length;
    if (end > this.#end) return undefined;
    this.#at = at;
    return end;
  }
}

/** Read one after another, as a walk takes them: where each of them lies is not kept. */
class BerVarbinds implements Varbinds {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #reader: Reader;
  readonly #from: number;
  readonly #to: number;
  /** Which one the reader has read. */
  #read = -1;

  constructor(bytes: Uint8Array, reader: Reader, from: number, to: number, length: number) {
    this.#bytes = bytes;
    this.#reader = reader;
    this.#from = from;
    this.#to = to;
    this.length = length;
  }

  oid(i: number): string {
    return this.#readTo(i) ? decodeOid(this.#bytes, this.#reader.oidFrom, this.#reader.oidTo) : '';
  }

  value(i: number): Value | undefined {
    if (!this.#readTo(i)) return undefined;
    const { tag, valueFrom, valueTo } = this.#reader;
    return readValue(this.#bytes, tag, valueFrom, valueTo);
  }

  stage(i: number, { octets, arcsMax }: ColumnOid, cells: Cells): Staged | 'elsewhere' {
    if (!this.#readTo(i)) return 'elsewhere';
    const { oidFrom, oidTo, tag } = this.#reader;
    if (oidTo - oidFrom <= octets.length || !hasValue(tag)) return 'elsewhere';
    const bytes = this.#bytes;
    // What differs, differs at the end.
    for (let k = octets.length - 1; k >= 0; k--) {
      if (bytes[oidFrom + k] !== octets[k]) return 'elsewhere';
    }
    return cells.stageOctets(bytes, oidFrom + octets.length, oidTo, arcsMax);
  }

  keep(i: number, cells: Cells): number {
    if (!this.#readTo(i)) return 0;
    const { oidFrom, tag, valueFrom, valueTo } = this.#reader;
    if (tag === TAG.octets || tag === TAG.opaque) {
      cells.keepOctets(this.#bytes, valueFrom, valueTo);
    } else cells.keep(readValue(this.#bytes, tag, valueFrom, valueTo) ?? 0);
    return valueTo - oidFrom;
  }

  #readTo(i: number): boolean {
    if (i < 0 || i >= this.length) return false;
    if (i < this.#read) {
      this.#reader.goTo(this.#from);
      this.#read = -1;
    }
    for (; this.#read < i; this.#read++) this.#reader.varbind(this.#to);
    return true;
  }
}

/** NULL and SNMPv2's exceptions (noSuchObject, noSuchInstance, endOfMibView) have none. */
function hasValue(tag: number): boolean {
  return tag !== TAG.null && tag < TAG.firstException;
}

/** Nothing too where an integer or an address is not as long as one. */
function readValue(bytes: Uint8Array, tag: number, start: number, end: number): Value | undefined {
  const length = end - start;
  switch (tag) {
    case TAG.integer:
      return signedOf(bytes, start, end) ?? 0;
    case TAG.counter32:
    case TAG.gauge32:
    case TAG.timeTicks:
      // Some agents encode them as if they were signed.
      return (signedOf(bytes, start, end) ?? 0) >>> 0;
    case TAG.counter64:
      return unsignedOf(bytes, start, end);
    case TAG.oid:
      return { kind: 'oid', oid: decodeOid(bytes, start, end) };
    case TAG.address:
      return length === 4
        ? { kind: 'address', address: Array.from(bytes.subarray(start, end)).join('.') }
        : bytes.subarray(start, end);
    default:
      return hasValue(tag) ? bytes.subarray(start, end) : undefined;
  }
}

/** Of at most six octets, so that it is exact; nothing where there are more, or none. */
function signedOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end <= start || end - start > 6) return undefined;
  const first = bytes[start] ?? 0;
  let value = first >= 0x80 ? first - 256 : first;
  for (let i = start + 1; i < end; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

function unsignedOf(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n;
  for (let i = start; i < Math.min(end, start + 9); i++)
    value = value * 256n + BigInt(bytes[i] ?? 0);
  return value;
}

function decodeOid(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let arc = 0;
  for (let i = start; i < end; i++) {
    const octet = bytes[i] ?? 0;
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (text === '') {
      const first = Math.min(2, Math.floor(arc / 40));
      text = `${first}.${arc - first * 40}`;
    } else text += `.${arc % 0x1_0000_0000}`;
    arc = 0;
  }
  return text;
}
