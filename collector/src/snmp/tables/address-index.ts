/** Addresses written into table indices (InetAddressType, InetAddress: RFC 4001). */
import { Cells } from '../cells.ts';
import { OID_ARCS_MAX } from '../oid.ts';

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
  return macOfArcs(indexArcs, cells.readArcs(row, indexArcs), from);
}

/** The same of arcs that have been read, so many of them. */
export function macOfArcs(arcs: Uint32Array, count: number, from: number): string | undefined {
  return count === from + MAC_OCTETS ? formatOctets(arcs, from) : undefined;
}

/** The same of an index as text, from its arc `from` on. */
export function readMacIndex(index: string, from: number): string | undefined {
  return readMacArcs(Cells.of([{ index, value: 0 }]), 0, from);
}

/** Six octets as a MAC address in canonical form; nothing where they are all zero. */
export function readMacOctets(octets: Uint8Array): string | undefined {
  return octets.length === MAC_OCTETS ? formatOctets(octets, 0) : undefined;
}

/** The same of the row's value. */
export function readMacCell(cells: Cells, row: number): string | undefined {
  return cells.readOctets(row, macOctets) ? formatOctets(macOctets, 0) : undefined;
}

const MAC_OCTETS = 6;
/** Where an index and an address are put to be read: there are thousands of them. */
export const indexArcs: Uint32Array = new Uint32Array(OID_ARCS_MAX);
const macOctets = new Uint8Array(MAC_OCTETS);

/** Character by character: joining pieces, or going through a buffer, takes twice as long. */
function formatOctets(arcs: Uint32Array | Uint8Array, from: number): string | undefined {
  const a = arcs[from] ?? 0;
  const b = arcs[from + 1] ?? 0;
  const c = arcs[from + 2] ?? 0;
  const d = arcs[from + 3] ?? 0;
  const e = arcs[from + 4] ?? 0;
  const f = arcs[from + 5] ?? 0;
  const all = a | b | c | d | e | f;
  if (all === 0 || all >>> 8 !== 0) return undefined;
  return String.fromCharCode(
    DIGIT[a >> 4] ?? 0,
    DIGIT[a & 15] ?? 0,
    COLON,
    DIGIT[b >> 4] ?? 0,
    DIGIT[b & 15] ?? 0,
    COLON,
    DIGIT[c >> 4] ?? 0,
    DIGIT[c & 15] ?? 0,
    COLON,
    DIGIT[d >> 4] ?? 0,
    DIGIT[d & 15] ?? 0,
    COLON,
    DIGIT[e >> 4] ?? 0,
    DIGIT[e & 15] ?? 0,
    COLON,
    DIGIT[f >> 4] ?? 0,
    DIGIT[f & 15] ?? 0,
  );
}

const COLON = 58;
const DIGIT = Buffer.from('0123456789abcdef');

/** Four arcs as an IPv4 address; nothing where one of them is no octet. */
export function ipv4OfArcs(arcs: Uint32Array, from: number): string | undefined {
  let address = '';
  for (let i = from; i < from + 4; i++) {
    const octet = OCTET_TEXT[arcs[i] ?? 0];
    if (octet === undefined) return undefined;
    address = i === from ? octet : `${address}.${octet}`;
  }
  return address;
}

const OCTET_TEXT: readonly string[] = Array.from({ length: 256 }, (_, octet) => String(octet));

/** An address that some station may have: not a group's, not none. */
export function isStation(mac: string): boolean {
  return mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.charAt(1), 16) & 1) === 0;
}
