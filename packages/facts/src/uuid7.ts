/** UUIDv7 (RFC 9562 §5.7): time-ordered ids, so that rows written together lie together. */

/**
 * @param unixMs milliseconds since the Unix epoch, below 2^48
 * @param random at least 10 octets, of which 74 bits are used
 */
export function formatUuid7(unixMs: number, random: Uint8Array): string {
  const hex = Array.from(random.subarray(0, 10), (octet) => octet.toString(16).padStart(2, '0'));
  const time = Math.trunc(unixMs).toString(16).padStart(12, '0');
  const a = (hex[0] ?? '00') + (hex[1] ?? '00');
  const b = (hex[2] ?? '00') + (hex[3] ?? '00');
  const variant = ((Number.parseInt(b.slice(0, 1), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(1)}-${variant}${b.slice(1)}-${hex.slice(4).join('')}`;
}
