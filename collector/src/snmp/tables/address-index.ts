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

/** Six arcs of an index as a MAC address. */
export function readMacIndex(arcs: readonly string[]): Uint8Array | undefined {
  if (arcs.length !== 6) return undefined;
  const octets = arcs.map(Number);
  return octets.every((octet) => octet >= 0 && octet <= 255) ? Uint8Array.from(octets) : undefined;
}
