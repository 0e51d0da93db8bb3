/** UUIDs as SMBIOS stores them (DSP0134 §7.2.1). */
import type { SmbiosVersion } from './entry-point.ts';

/**
 * From SMBIOS 2.6 the first three fields are little-endian; before, makers disagreed, and tools
 * print the bytes in order.
 */
export function hasLittleEndianUuid({ major, minor }: SmbiosVersion): boolean {
  return major > 2 || (major === 2 && minor >= 6);
}

/** Lower-case canonical text. All ones (not present) and all zeros (not set) are absent. */
export function formatUuidBytes(bytes: Uint8Array, littleEndian: boolean): string | undefined {
  if (bytes.length !== 16) return undefined;
  if (bytes.every((byte) => byte === 0xff) || bytes.every((byte) => byte === 0)) return undefined;
  const order = littleEndian ? LITTLE_ENDIAN : IN_ORDER;
  const hex = order.map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const IN_ORDER = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const LITTLE_ENDIAN = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
