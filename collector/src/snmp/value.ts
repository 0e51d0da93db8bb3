/**
 * Values as agents send them, and what they say: numbers, text, addresses. Whatever comes in is
 * hostile or careless: text leaves here without control characters and markup, and bounded.
 */
import { formatMac, parseMac } from '@muster/facts/mac';

/** What a varbind carries. Octet strings stay octets: only who asked knows what they are. */
export type Value =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'oid'; readonly oid: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'counter64'; readonly value: bigint };

/** A row of a column: the index is what follows the column's OID. */
export interface Cell {
  readonly index: string;
  readonly value: Value;
}

/** Longer texts are cut: no identity fact, name or description in recordings comes near. */
const TEXT_MAX = 1024;

/**
 * A value as text: octets as UTF-8, or Latin-1 where they are not; numbers and addresses printed.
 * Nothing when it is empty, or octets that are no text.
 */
export function textOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case 'integer':
    case 'counter64':
      return String(value.value);
    case 'oid':
      return value.oid;
    case 'address':
      return value.address;
    case 'octets':
      return cleanText(decodeText(value.octets));
  }
}

export function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind === 'integer') return value.value;
  if (value?.kind === 'counter64') {
    return value.value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value.value) : undefined;
  }
  // Some agents print their numbers ("100").
  if (value?.kind === 'octets') {
    const text = decodeText(value.octets);
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }
  return undefined;
}

export function octetsOf(value: Value | undefined): Uint8Array | undefined {
  return value?.kind === 'octets' ? value.octets : undefined;
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

/**
 * Text without control and formatting characters, markup, padding and doubled blanks; nothing when
 * nothing is left. Markup has no business in a device's facts, whoever put it there.
 */
export function cleanText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const clean = text
    .slice(0, TEXT_MAX)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
    // DOCSIS modems put their facts between << and >> (RFC 4639): brackets, not markup.
    .replace(/<<|>>/g, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/<(?=[a-zA-Z/!?])/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return clean === '' ? undefined : clean;
}

/** Octets as text: UTF-8, else Latin-1; nothing when most of it cannot be print. */
export function decodeText(octets: Uint8Array): string | undefined {
  let end = Math.min(octets.length, TEXT_MAX);
  while (end > 0 && octets[end - 1] === 0) end -= 1;
  if (end === 0) return undefined;
  let odd = 0;
  for (let i = 0; i < end; i++) {
    const octet = octets[i] ?? 0;
    if ((octet < 0x20 && octet !== 9 && octet !== 10 && octet !== 13) || octet === 0x7f) odd += 1;
  }
  if (odd * 4 > end) return undefined;
  const bytes = octets.subarray(0, end);
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');
