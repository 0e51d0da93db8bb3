/** Addresses to ask, as an operator writes them: one, a CIDR block, or from–to. */

/** A /16: more is several collectors' work, and a typing error in most configurations. */
export const RANGE_ADDRESSES_MAX = 65_536;

export type AddressRange =
  /** One address or name: a device is expected there. */
  | { readonly kind: 'one'; readonly host: string }
  /** A sweep: most addresses may well be silent. */
  | { readonly kind: 'many'; readonly hosts: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** "10.1.0.1", "switch.example", "2001:db8::1", "10.1.0.0/24", "10.1.0.10-10.1.0.40". */
export function parseAddressRange(text: string): AddressRange {
  const [, base, bits] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  if (base !== undefined && bits !== undefined) return parseBlock(base, Number(bits));
  const [, first, last] = /^([\d.]+)\s*-\s*([\d.]+)$/.exec(text) ?? [];
  if (first !== undefined && last !== undefined) return span(parseIpv4(first), parseIpv4(last));
  if (/^[\w.:%-]{1,253}$/.test(text)) return { kind: 'one', host: text };
  return { kind: 'refused', reason: 'is not an address, a block such as 10.1.0.0/24, or from-to' };
}

function parseBlock(base: string, bits: number): AddressRange {
  const address = parseIpv4(base);
  if (address === undefined || bits > 32) return { kind: 'refused', reason: 'is not a CIDR block' };
  const size = 2 ** (32 - bits);
  const first = Math.floor(address / size) * size;
  // Network and broadcast address of an ordinary subnet belong to no device (RFC 3021 excepts /31).
  return size > 2 ? span(first + 1, first + size - 2) : span(first, first + size - 1);
}

function span(first: number | undefined, last: number | undefined): AddressRange {
  if (first === undefined || last === undefined || last < first) {
    return { kind: 'refused', reason: 'is not a range of IPv4 addresses' };
  }
  if (last - first >= RANGE_ADDRESSES_MAX) {
    return { kind: 'refused', reason: `has more than ${RANGE_ADDRESSES_MAX} addresses` };
  }
  return {
    kind: 'many',
    hosts: Array.from({ length: last - first + 1 }, (_, offset) => formatIpv4(first + offset)),
  };
}

function parseIpv4(text: string): number | undefined {
  const octets = text.split('.');
  const isAddress =
    octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256);
  return isAddress ? octets.reduce((sum, octet) => sum * 256 + Number(octet), 0) : undefined;
}

function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
