/**
 * Object identifiers as dotted decimal text without a leading dot, the form in which the library
 * hands them over: compared arc by arc, without splitting them.
 */

/** Negative, zero or positive as `a` comes before, at or after `b`; arcs before `from` are equal. */
export function compareOids(a: string, b: string, from: number = 0): number {
  let i = from;
  let j = from;
  while (i < a.length && j < b.length) {
    let x = 0;
    let y = 0;
    for (let c = a.charCodeAt(i); i < a.length && c !== DOT; c = a.charCodeAt(++i)) {
      x = x * 10 + c - ZERO;
    }
    for (let c = b.charCodeAt(j); j < b.length && c !== DOT; c = b.charCodeAt(++j)) {
      y = y * 10 + c - ZERO;
    }
    if (x !== y) return x - y;
    i += 1;
    j += 1;
  }
  // One of them has ended; the other, if it goes on, comes after.
  return a.length - i - (b.length - j);
}

/** Whether `oid` lies below `column`: its index begins after the dot. */
export function isBelow(column: string, oid: string): boolean {
  return (
    oid.length > column.length + 1 &&
    oid.charCodeAt(column.length) === DOT &&
    oid.startsWith(column)
  );
}

/** What follows `column` in `oid` ("10.3" of "1.3.6.10.3" in "1.3.6"), or nothing if it is elsewhere. */
export function indexIn(column: string, oid: string): string | undefined {
  return isBelow(column, oid) ? oid.slice(column.length + 1) : undefined;
}

/** How many arcs `oid` has. */
export function arcCountOf(oid: string): number {
  let arcs = 1;
  for (let i = 0; i < oid.length; i++) if (oid.charCodeAt(i) === DOT) arcs += 1;
  return arcs;
}

/** Without a leading dot; nothing when the text is not an OID of at least two arcs. */
export function parseOid(text: string): string | undefined {
  const trimmed = text.startsWith('.') ? text.slice(1) : text;
  return trimmed.length <= OID_TEXT_MAX && /^\d+(\.\d+)+$/.test(trimmed) ? trimmed : undefined;
}

/** The octets of an OID's arcs. */
export function encodeOid(oid: string): Uint8Array {
  const octets: number[] = [];
  writeOidBackward(oid, (octet) => octets.push(octet));
  return Uint8Array.from(octets.reverse());
}

/** Hands out the octets of an OID's arcs, last first, reading the text from its end. */
export function writeOidBackward(oid: string, put: (octet: number) => void): void {
  // The first two arcs share their octets (X.690 §8.19.4).
  const firstDot = oid.indexOf('.');
  const first = Number(oid.slice(0, Math.max(0, firstDot)));
  let arc = 0;
  let factor = 1;
  for (let i = oid.length - 1; i > firstDot; i--) {
    const code = oid.charCodeAt(i);
    if (code === DOT) {
      putArc(arc, put);
      arc = 0;
      factor = 1;
    } else {
      arc += (code - ZERO) * factor;
      factor *= 10;
    }
  }
  putArc(arc + first * 40, put);
}

function putArc(arc: number, put: (octet: number) => void): void {
  put(arc % 128);
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
    put((left % 128) + 0x80);
  }
}

/** The arcs as numbers. */
export function arcsOf(oid: string): number[] {
  return oid.split('.').map(Number);
}

/**
 * An OID whose next one is `oid` when that exists: SNMPv1 refuses a whole GET for one missing
 * object, but not a GETNEXT.
 */
export function justBefore(oid: string): string {
  const dot = oid.lastIndexOf('.');
  const last = Number(oid.slice(dot + 1));
  return last === 0 ? oid.slice(0, dot) : `${oid.slice(0, dot)}.${last - 1}`;
}

const DOT = 46;
const ZERO = 48;
/** An OID has no more (RFC 2578 §3.5): an agent that makes up rows by adding arcs goes on for ever. */
export const OID_ARCS_MAX = 128;
/** An arc has 32 bits (RFC 2578 §3.5). */
export const OID_ARC_MAX = 0xffff_ffff;
/** 128 arcs (RFC 2578 §3.5) of ten digits and a dot. */
const OID_TEXT_MAX = 1408;
