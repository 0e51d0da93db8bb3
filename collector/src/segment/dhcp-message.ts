/** What a DHCPv4 client says of itself, decoded (RFC 2131, RFC 2132). */
import { formatMac } from '@muster/facts/mac';

export interface DhcpMessage {
  readonly type: 'discover' | 'request' | 'decline' | 'release' | 'inform';
  readonly mac: string;
  /** The address it has, or asks for. */
  readonly address?: string;
  readonly hostname?: string;
  /** Option 60: "MSFT 5.0", "android-dhcp-14", "Cisco Systems, Inc. IP Phone CP-8841". */
  readonly vendorClass?: string;
  /** Option 55 in its order, which is characteristic of the client's software. */
  readonly parameters?: readonly number[];
  readonly clientId?: string;
}

/** Option 53; what servers say (2, 5, 6) is not of the client. */
const TYPES: Readonly<Record<number, DhcpMessage['type']>> = {
  1: 'discover',
  3: 'request',
  4: 'decline',
  7: 'release',
  8: 'inform',
};
const BOOTREQUEST = 1;
const ETHERNET = 1;
const MAGIC_COOKIE = 0x63825363;
const OPTIONS_AT = 240;

/** Undefined for what is no client's message, or is cut. */
export function decodeDhcp(bytes: Buffer): DhcpMessage | undefined {
  if (bytes.length < OPTIONS_AT || bytes[0] !== BOOTREQUEST) return undefined;
  if (bytes[1] !== ETHERNET || bytes[2] !== 6) return undefined;
  if (bytes.readUInt32BE(OPTIONS_AT - 4) !== MAGIC_COOKIE) return undefined;
  const mac = formatMac(bytes.subarray(28, 34));
  const options = optionsOf(bytes);
  const type = TYPES[options.get(53)?.[0] ?? 0];
  if (mac === undefined || type === undefined) return undefined;
  const address = addressOf(bytes.subarray(12, 16)) ?? addressOf(options.get(50));
  const hostname = textOf(options.get(12)) ?? fqdnOf(options.get(81));
  const vendorClass = textOf(options.get(60));
  const parameters = options.get(55);
  const clientId = options.get(61);
  return {
    type,
    mac,
    ...(address !== undefined && { address }),
    ...(hostname !== undefined && { hostname }),
    ...(vendorClass !== undefined && { vendorClass }),
    ...(parameters !== undefined && { parameters: [...parameters] }),
    ...(clientId !== undefined && { clientId: clientId.toString('hex') }),
  };
}

/** Options by number; one that comes in parts is put together (RFC 3396). */
function optionsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>();
  let at = OPTIONS_AT;
  while (at < bytes.length) {
    const number = bytes[at] ?? 255;
    if (number === 255) break;
    if (number === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1];
    const end = at + 2 + (length ?? 0);
    if (length === undefined || end > bytes.length) break;
    const value = bytes.subarray(at + 2, end);
    const before = options.get(number);
    options.set(number, before === undefined ? value : Buffer.concat([before, value]));
    at = end;
  }
  return options;
}

function addressOf(octets: Buffer | undefined): string | undefined {
  if (octets?.length !== 4 || octets.readUInt32BE(0) === 0) return undefined;
  return [...octets].join('.');
}

/** Printable text without the NUL that some clients end it with. */
function textOf(octets: Buffer | undefined): string | undefined {
  const text = octets?.toString('latin1').replace(/\0+$/, '').trim() ?? '';
  return text === '' || /[^\x20-\x7e]/.test(text) || text.length > 255 ? undefined : text;
}

/** Option 81 (RFC 4702): flags, two result codes, then the name, as text or in DNS form. */
function fqdnOf(octets: Buffer | undefined): string | undefined {
  if (octets === undefined || octets.length < 4) return undefined;
  const isDnsForm = ((octets[0] ?? 0) & 0x04) !== 0;
  const name = octets.subarray(3);
  return isDnsForm ? textOf(Buffer.from(labelsOf(name).join('.'))) : textOf(name);
}

function labelsOf(bytes: Buffer): readonly string[] {
  const labels: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    if (length === 0 || length > 63) break;
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels;
}
