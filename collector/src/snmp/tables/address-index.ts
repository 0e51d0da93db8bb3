/** Addresses written into table indices (InetAddressType, InetAddress: RFC 4001). */
import { Cells } from '../cells.ts';

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

/**
 * The six arcs of the row's index from position `from` on, its last, as a MAC address in canonical
 * form; nothing where they are none, or all zero.
 */
export function readMacArcs(cells: Cells, row: number, from: number): string | undefined {
  if (cells.arcCount(row) !== from + 6) return undefined;
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    const octet = cells.arc(row, from + i);
    if (octet > 255) return undefined;
    writeOctet(i, octet);
    sum += octet;
  }
  return sum === 0 ? undefined : macText.toString('latin1');
}

/** The same of an index as text, from its arc `from` on. */
export function readMacIndex(index: string, from: number): string | undefined {
  return readMacArcs(Cells.of([{ index, value: 0 }]), 0, from);
}

/** Six octets as a MAC address in canonical form. */
export function readMacOctets(octets: Uint8Array): string | undefined {
  if (octets.length !== 6) return undefined;
  for (let i = 0; i < 6; i++) writeOctet(i, octets[i] ?? 0);
  return macText.toString('latin1');
}

/** The text of one address: glued together from pieces, thousands of them would take much more. */
const macText = Buffer.from('00:00:00:00:00:00');

function writeOctet(at: number, octet: number): void {
  macText[at * 3] = DIGITS[octet >> 4] ?? 0;
  macText[at * 3 + 1] = DIGITS[octet & 15] ?? 0;
}

const DIGITS = Buffer.from('0123456789abcdef');

/** An address that some station may have: not a group's, not none. */
export function isStation(mac: string): boolean {
  return mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.charAt(1), 16) & 1) === 0;
}
