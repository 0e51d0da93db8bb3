/** UUIDs in canonical form, and the two byte orders in which SMBIOS UUIDs are printed. */

const CANONICAL = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEX = /^[0-9a-f]{32}$/;
/** "56 4d 9f 4e 6d 1c 5b 4a-8c 2d 3e 4f 5a 6b 7c 8d", as VMware prints its own. */
const PAIRS = /^[0-9a-f]{2}(?: [0-9a-f]{2}){7}[ -][0-9a-f]{2}(?: [0-9a-f]{2}){7}$/;
/** Longer than any notation of a UUID ("urn:uuid:{…}"); what is longer is not looked at. */
const NOTATION_MAX = 64;

/**
 * Reads a UUID: with or without dashes, in braces, as a URN (RFC 9562 §4), or as octet pairs.
 *
 * @returns lower-case hex with dashes in the given byte order, or undefined when it is no UUID
 */
export function parseUuid(text: string): string | undefined {
  if (text.length > NOTATION_MAX) return undefined;
  let bare = text.trim().toLowerCase();
  if (CANONICAL.test(bare)) return bare;
  if (bare.startsWith('urn:uuid:')) bare = bare.slice(9);
  if (bare.startsWith('{') && bare.endsWith('}')) bare = bare.slice(1, -1).trim();
  if (CANONICAL.test(bare)) return bare;
  if (PAIRS.test(bare)) bare = bare.replace(/[ -]/g, '');
  return HEX.test(bare) ? formatUuidHex(bare) : undefined;
}

/**
 * The same UUID with the first three fields in the other byte order. SMBIOS 2.6 (DSP0134 §7.2.1)
 * stores them little-endian; older firmware, some tools and some hypervisors print the octets as
 * they lie. Its own inverse.
 *
 * @param uuid in canonical form
 */
export function swapUuidByteOrder(uuid: string): string {
  const octet = (at: number) => uuid.slice(at, at + 2);
  const low = octet(6) + octet(4) + octet(2) + octet(0);
  return `${low}-${octet(11)}${octet(9)}-${octet(16)}${octet(14)}${uuid.slice(18)}`;
}

function formatUuidHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
