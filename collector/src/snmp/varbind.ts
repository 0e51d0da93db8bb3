/** Varbinds as the library hands them over, and what they carry in our words. */
import type { Value } from './value.ts';

/** Structurally the library's own; without a value at the end of what an agent has. */
export interface Varbind {
  readonly oid: string;
  /** The ASN.1 tag. */
  readonly type?: number;
  readonly value?: unknown;
}

const TAG = { oid: 6, counter64: 70, firstException: 128 } as const;

/** Nothing for NULL and for SNMPv2's exceptions (noSuchObject, noSuchInstance, endOfMibView). */
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
