/**
 * Values as agents send them, and what they say: numbers, text, addresses. Whatever comes in is
 * hostile or careless: text leaves here without control characters and markup, and bounded.
 */
import { formatMac, parseMac } from '@muster/facts/mac';
import { cleanText, TEXT_MAX } from '../tidy-text.ts';

/**
 * What a varbind carries: an integer, a Counter64, an OCTET STRING, or one of the two that are told
 * apart from text by their kind. Octets stay octets: only who asked knows what they are. Numbers
 * and octets are bare since a chassis has thousands of them.
 */
export type Value =
  | number
  | bigint
  | Uint8Array
  | { readonly kind: 'oid'; readonly oid: string }
  | { readonly kind: 'address'; readonly address: string };

/** A row of a column: the index is what follows the column's OID. */
export interface Cell {
  readonly index: string;
  readonly value: Value;
}

/**
 * A value as text: octets as UTF-8, or Latin-1 where they are not; numbers and addresses printed.
 * Nothing when it is empty, or octets that are no text.
 */
export function textOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return cleanOctets(value, 0, value.length);
  return value.kind === 'oid' ? value.oid : value.address;
}

/** The same of octets from `from` to `to`. */
export function cleanOctets(octets: Uint8Array, from: number, to: number): string | undefined {
  return cleanText(decodeText(octets, from, to));
}

export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
  }
  // Some agents print their numbers ("100").
  if (value instanceof Uint8Array) {
    const text = decodeText(value);
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }
  return undefined;
}

export function octetsOf(value: Value | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

export function oidOf(value: Value | undefined): string | undefined {
  return typeof value === 'object' && 'oid' in value ? value.oid : undefined;
}

/** Lower-case hex of octets, the form of engine and chassis ids. */
export function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

/** Six octets, or what an agent prints instead of them ("0:1a:2b:3c:4d:5e"), in canonical form. */
export function macOf(value: Value | undefined): string | undefined {
  const octets = octetsOf(value);
  if (octets === undefined) return undefined;
  return formatMac(octets) ?? parseMac(decodeText(octets) ?? '');
}

/** Octets as text: UTF-8, else Latin-1; nothing when most of it cannot be print. */
export function decodeText(
  octets: Uint8Array,
  from: number = 0,
  to: number = octets.length,
): string | undefined {
  let end = Math.min(to, from + TEXT_MAX);
  // Not within a character of UTF-8: the rest of it would make the whole text look like Latin-1.
  const cut = end;
  while (end < to && end > cut - 4 && ((octets[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  while (end > from && octets[end - 1] === 0) end -= 1;
  if (end === from) return undefined;
  let odd = 0;
  let isAscii = true;
  for (let i = from; i < end; i++) {
    const octet = octets[i] ?? 0;
    if (octet >= 0x80) isAscii = false;
    if ((octet < 0x20 && octet !== 9 && octet !== 10 && octet !== 13) || octet === 0x7f) odd += 1;
  }
  if (odd * 4 > end - from) return undefined;
  if (isAscii) return bufferOf(octets).toString('latin1', from, end);
  const bytes = octets.subarray(from, end);
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

function bufferOf(octets: Uint8Array): Buffer {
  if (octets instanceof Buffer) return octets;
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');
