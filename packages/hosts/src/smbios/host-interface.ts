/**
 * Management Controller Host Interface, type 42 (DSP0134 §7.43, DSP0270 §8): the network on which
 * the host reaches its management controller, and the Redfish service there.
 */

import { present } from '../present.ts';
import type { HostInterface } from './smbios.ts';
import { byteAt, type Structure } from './structure.ts';
import { formatUuidBytes } from './uuid-bytes.ts';

const REDFISH_OVER_IP = 0x04;
/** Records a structure may hold: its length is one byte, a record at least two. */
const RECORDS_MAX = 127;

export function decodeHostInterface(structure: Structure): HostInterface {
  const { data } = structure;
  const interfaceBytes = byteAt(structure, 0x05) ?? 0;
  let at = 0x06 + interfaceBytes;
  const records = Math.min(data[at] ?? 0, RECORDS_MAX);
  at += 1;
  for (let record = 0; record < records; record += 1) {
    const type = data[at];
    const length = data[at + 1];
    if (type === undefined || length === undefined) break;
    if (type === REDFISH_OVER_IP) return decodeRedfish(data.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return {};
}

/** Table 2 of DSP0270: UUID, the host's address (34 bytes), discovery, the service's address. */
function decodeRedfish(record: Uint8Array): HostInterface {
  const hostnameBytes = record[90] ?? 0;
  const hostname = record.subarray(91, 91 + hostnameBytes);
  return present<HostInterface>({
    serviceUuid: record.length < 16 ? undefined : formatUuidBytes(record.subarray(0, 16), true),
    serviceAddress: formatAddress(record[51], record.subarray(52, 68)),
    serviceHostname: printable(hostname),
  });
}

/** Format 1 is IPv4 in the first four bytes, 2 is IPv6; an address of zeros is none. */
function formatAddress(format: number | undefined, bytes: Uint8Array): string | undefined {
  if (bytes.length < 16 || bytes.every((byte) => byte === 0)) return undefined;
  if (format === 1) return bytes.subarray(0, 4).join('.');
  if (format !== 2) return undefined;
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2)
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  return groups.join(':');
}

function printable(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.filter((byte) => byte > 0x20 && byte < 0x7f));
  return text === '' ? undefined : text;
}
