/**
 * The part of BER (X.690) that SNMPv1 and v2c messages need (RFC 1157, RFC 3416), read and written
 * by hand so that a simulated device can also write what no library would.
 */

/** An object identifier as its arcs. */
export type Arcs = readonly number[];

export const TAG = {
  integer: 2,
  octetString: 4,
  null: 5,
  oid: 6,
  sequence: 0x30,
  ipAddress: 64,
  counter32: 65,
  gauge32: 66,
  timeTicks: 67,
  opaque: 68,
  counter64: 70,
  noSuchObject: 128,
  noSuchInstance: 129,
  endOfMibView: 130,
} as const;

export const PDU = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const;

/** A request as far as a responder looks at it. */
export interface Request {
  /** 0 is SNMPv1, 1 is SNMPv2c. */
  readonly version: number;
  readonly community: string;
  readonly pdu: number;
  readonly id: number;
  /** GETBULK only; 0 otherwise. */
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
  readonly oids: readonly Arcs[];
}

export interface Response {
  readonly version: number;
  readonly community: string;
  readonly id: number;
  readonly errorStatus: number;
  readonly errorIndex: number;
  /** Encoded varbinds, as `encodeVarbind` makes them. */
  readonly varbinds: readonly Uint8Array[];
}

/** How many varbinds of a request are looked at: far more than a sane manager sends. */
const REQUEST_VARBINDS_MAX = 1024;

class Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at: number = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  /** The next element's tag and content, or nothing when it does not fit. */
  next(): { tag: number; content: Reader } | undefined {
    const tag = this.bytes[this.at];
    let length = this.bytes[this.at + 1];
    if (tag === undefined || length === undefined) return undefined;
    let at = this.at + 2;
    // 0x80 is the indefinite form, which SNMP does not use.
    if (length === 0x80) return undefined;
    if (length > 0x80) {
      const octets = length & 0x7f;
      if (octets > 4) return undefined;
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + (this.bytes[at++] ?? 0);
    }
    if (at + length > this.end) return undefined;
    this.at = at + length;
    return { tag, content: new Reader(this.bytes, at, at + length) };
  }

  /** The next element's content if it has that tag. */
  take(tag: number): Reader | undefined {
    const element = this.next();
    return element?.tag === tag ? element.content : undefined;
  }

  integer(): number | undefined {
    const content = this.take(TAG.integer);
    if (content === undefined || content.done || content.end - content.at > 5) return undefined;
    let value = (content.bytes[content.at] ?? 0) & 0x80 ? -1 : 0;
    for (let i = content.at; i < content.end; i++) value = value * 256 + (content.bytes[i] ?? 0);
    return value;
  }

  oid(): Arcs | undefined {
    const content = this.take(TAG.oid);
    if (content === undefined || content.done) return undefined;
    const arcs: number[] = [];
    let arc = 0;
    for (let i = content.at; i < content.end; i++) {
      const octet = content.bytes[i] ?? 0;
      arc = arc * 128 + (octet & 0x7f);
      if (octet & 0x80) continue;
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(arc / 40));
        arcs.push(first, arc - first * 40);
      } else arcs.push(arc);
      arc = 0;
    }
    return arcs;
  }
}

/** Reads a community-based request; nothing when the bytes are not one. */
export function decodeRequest(bytes: Uint8Array): Request | undefined {
  const message = new Reader(bytes).take(TAG.sequence);
  const version = message?.integer();
  const community = message?.take(TAG.octetString);
  const pdu = message?.next();
  if (version === undefined || community === undefined || pdu === undefined) return undefined;
  const id = pdu.content.integer();
  const nonRepeaters = pdu.content.integer();
  const maxRepetitions = pdu.content.integer();
  const list = pdu.content.take(TAG.sequence);
  if (id === undefined || nonRepeaters === undefined || maxRepetitions === undefined) {
    return undefined;
  }
  const oids: Arcs[] = [];
  while (list !== undefined && !list.done && oids.length < REQUEST_VARBINDS_MAX) {
    const oid = list.take(TAG.sequence)?.oid();
    if (oid === undefined) return undefined;
    oids.push(oid);
  }
  return {
    version,
    community: Buffer.from(community.bytes.subarray(community.at, community.end)).toString(
      'latin1',
    ),
    pdu: pdu.tag,
    id,
    nonRepeaters: Math.max(0, nonRepeaters),
    maxRepetitions: Math.max(0, maxRepetitions),
    oids,
  };
}

/** One element: tag, definite length, content. */
export function encodeElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const content of contents) length += content.length;
  const octets = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3;
  const bytes = new Uint8Array(2 + octets + length);
  bytes[0] = tag;
  bytes[1] = octets === 0 ? length : 0x80 | octets;
  for (let i = 0; i < octets; i++) bytes[2 + i] = (length >>> (8 * (octets - 1 - i))) & 0xff;
  let at = 2 + octets;
  for (const content of contents) {
    bytes.set(content, at);
    at += content.length;
  }
  return bytes;
}

/** Two's complement in the fewest octets, for whatever integer tag the value has. */
export function encodeInteger(value: bigint | number): Uint8Array {
  let rest = BigInt(value);
  const octets: number[] = [];
  do {
    octets.unshift(Number(BigInt.asUintN(8, rest)));
    rest >>= 8n;
  } while (rest !== 0n && rest !== -1n);
  const first = octets[0] ?? 0;
  if (rest === 0n && first >= 0x80) octets.unshift(0);
  if (rest === -1n && first < 0x80) octets.unshift(0xff);
  return Uint8Array.from(octets);
}

export function encodeOid(arcs: Arcs): Uint8Array {
  const octets: number[] = [];
  const [first = 0, second = 0, ...rest] = arcs;
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left % 128));
    }
    octets.push(...groups);
  }
  return Uint8Array.from(octets);
}

export function encodeVarbind(oid: Arcs, tag: number, content: Uint8Array): Uint8Array {
  return encodeElement(
    TAG.sequence,
    encodeElement(TAG.oid, encodeOid(oid)),
    encodeElement(tag, content),
  );
}

export function encodeResponse(response: Response): Uint8Array {
  return encodeElement(
    TAG.sequence,
    encodeElement(TAG.integer, encodeInteger(response.version)),
    encodeElement(TAG.octetString, Buffer.from(response.community, 'latin1')),
    encodeElement(
      PDU.response,
      encodeElement(TAG.integer, encodeInteger(response.id)),
      encodeElement(TAG.integer, encodeInteger(response.errorStatus)),
      encodeElement(TAG.integer, encodeInteger(response.errorIndex)),
      encodeElement(TAG.sequence, ...response.varbinds),
    ),
  );
}
