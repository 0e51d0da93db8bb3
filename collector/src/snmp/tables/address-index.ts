/** Addresses written into table indices (InetAddressType, InetAddress: RFC 4001). */

/** `type.length.octets…`: 1 is IPv4, 2 IPv6, 3 and 4 the same with a zone index at the end. */
export function readAddressIndex(index: string): string | undefined {
  const [type, length, ...rest] = index.split('.').map(Number);
  if (type === undefined || length === undefined || rest.length !== length) return undefined;
  if (rest.some((octet) => !Number.isInteger(octet) || octet < 0 || octet > 255)) return undefined;
  if ((type === 1 && length === 4) || (type === 3 && length === 8)) {
    return rest.slice(0, 4).join('.');
  }
  if ((type === 2 && length === 16) || (type === 4 && length === 20)) {
    return formatIpv6(rest.slice(0, 16));
  }
  return undefined;
}

/** RFC 5952: lower case, the longest run of zeros as "::". @param octets sixteen of them */
export function formatIpv6(octets: readonly number[]): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((octets[i] ?? 0) * 256 + (octets[i + 1] ?? 0));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === 0) length += 1;
    if (length > best.length) best = { at, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

/** Four or sixteen octets as an address. */
export function formatAddress(octets: Uint8Array): string | undefined {
  if (octets.length === 4) return Array.from(octets).join('.');
  return octets.length === 16 ? formatIpv6(Array.from(octets)) : undefined;
}

/** An octet's two hexadecimal digits. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, '0'),
);

/**
 * The six arcs of `index` from position `from` on as a MAC address in canonical form. An FDB has
 * thousands, so that the text is read where it stands.
 */
export function readMacIndex(index: string, from: number): string | undefined {
  let mac = '';
  let arcs = 0;
  let octet = 0;
  for (let i = from; i <= index.length; i++) {
    const code = i < index.length ? index.charCodeAt(i) : DOT;
    if (code !== DOT) {
      octet = octet * 10 + code - ZERO;
      continue;
    }
    const digits = HEX[octet];
    if (digits === undefined) return undefined;
    mac = arcs === 0 ? digits : `${mac}:${digits}`;
    arcs += 1;
    octet = 0;
  }
  return arcs === 6 ? mac : undefined;
}

const DOT = 46;
const ZERO = 48;

/** Six octets as a MAC address in canonical form. */
export function readMacOctets(octets: Uint8Array): string | undefined {
  if (octets.length !== 6) return undefined;
  let mac = HEX[octets[0] ?? 0] ?? '';
  for (let i = 1; i < 6; i++) mac += `:${HEX[octets[i] ?? 0]}`;
  return mac;
}

/** An address that some station may have: not a group's, not none. */
export function isStation(mac: string): boolean {
  return mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.charAt(1), 16) & 1) === 0;
}
