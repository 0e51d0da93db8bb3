/**
 * Indices of rows as they travel: arcs in base 128 (X.690 §8.20), one after another. They are kept
 * and compared as they are, since texts of them would take several times as much.
 */
import { OID_ARC_MAX } from './oid.ts';

/** An arc of 32 bits has no more. */
export const ARC_OCTETS_MAX = 5;

/** Whether these are whole arcs of 32 bits, at least one and no more than `arcsMax`. */
export function isIndex(octets: Uint8Array, from: number, to: number, arcsMax: number): boolean {
  if (to - from > arcsMax * ARC_OCTETS_MAX) return false;
  let arcs = 0;
  let arc = 0;
  let isOpen = true;
  for (let i = from; i < to; i++) {
    const octet = octets[i] ?? 0;
    arc = arc * 128 + (octet & 0x7f);
    isOpen = octet >= 0x80;
    if (isOpen) continue;
    arcs += 1;
    if (arcs > arcsMax || arc > OID_ARC_MAX) return false;
    arc = 0;
  }
  return !isOpen;
}

/** Whether of two indices in one place the second comes after the first. */
export function isAfter(
  octets: Uint8Array,
  firstFrom: number,
  firstTo: number,
  from: number,
  to: number,
): boolean {
  let i = firstFrom;
  let j = from;
  while (i < firstTo && j < to) {
    let first = 0;
    let second = 0;
    let octet: number;
    do {
      octet = octets[i++] ?? 0;
      first = first * 128 + (octet & 0x7f);
    } while (octet >= 0x80);
    do {
      octet = octets[j++] ?? 0;
      second = second * 128 + (octet & 0x7f);
    } while (octet >= 0x80);
    if (first !== second) return second > first;
  }
  return j < to;
}

/** The arcs as numbers into `arcs`, as many as it has room for; returns how many there are. */
export function readArcs(octets: Uint8Array, from: number, to: number, arcs: Uint32Array): number {
  let count = 0;
  let arc = 0;
  for (let i = from; i < to; i++) {
    const octet = octets[i] ?? 0;
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (count < arcs.length) arcs[count] = arc;
    count += 1;
    arc = 0;
  }
  return count;
}

/** Dotted: "10.3". */
export function indexText(octets: Uint8Array, from: number, to: number): string {
  let text = '';
  let arc = 0;
  for (let i = from; i < to; i++) {
    const octet = octets[i] ?? 0;
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    text = text === '' ? String(arc) : `${text}.${arc}`;
    arc = 0;
  }
  return text;
}

/**
 * Writes the index that begins at `from` in the dotted text `oid`. There must be room for a text of
 * that length, since an arc never takes more octets than digits and a dot.
 *
 * @returns where it ends; nothing where the text is no index of at most `arcsMax` arcs.
 */
export function writeIndex(
  oid: string,
  from: number,
  arcsMax: number,
  octets: Uint8Array,
  at: number,
): number | undefined {
  let end = at;
  let arcs = 0;
  let arc = 0;
  let digits = 0;
  for (let i = from; i <= oid.length; i++) {
    const digit = i < oid.length ? oid.charCodeAt(i) - ZERO : DOT - ZERO;
    if (digit >= 0 && digit <= 9) {
      arc = arc * 10 + digit;
      digits += 1;
      continue;
    }
    if (digit !== DOT - ZERO || digits === 0 || arc > OID_ARC_MAX) return undefined;
    arcs += 1;
    if (arcs > arcsMax) return undefined;
    end = writeArc(arc, octets, end);
    arc = 0;
    digits = 0;
  }
  return end;
}

function writeArc(arc: number, octets: Uint8Array, at: number): number {
  let end = at;
  for (let shift = 4; shift > 0; shift--) {
    const left = Math.floor(arc / 128 ** shift);
    if (left > 0) octets[end++] = (left % 128) + 0x80;
  }
  octets[end++] = arc % 128;
  return end;
}

const DOT = 46;
const ZERO = 48;
