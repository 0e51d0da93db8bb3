/**
 * Requests of SNMPv1 and v2c (RFC 1157, RFC 3416) as octets: their answers are read by our own
 * decoder (`response.ts` says why), and without the library's session around them.
 */
import { writeOidBackward } from './oid.ts';

export const PDU = { get: 0xa0, getNext: 0xa1, response: 0xa2, getBulk: 0xa5 } as const;
const TAG = { integer: 0x02, octets: 0x04, null: 0x05, oid: 0x06, sequence: 0x30 } as const;

export interface CommunityRequest {
  readonly version: '1' | '2c';
  readonly community: string;
  /** Carried back by the answer; of 31 bits. */
  readonly id: number;
  readonly pdu: typeof PDU.get | typeof PDU.getNext | typeof PDU.getBulk;
  readonly oids: readonly string[];
  /** Of GETBULK. */
  readonly repetitions?: number;
}

export function encodeRequest(request: CommunityRequest): Uint8Array {
  const { version, community, id, pdu, oids, repetitions = 0 } = request;
  const writer = new BackwardWriter(MESSAGE_OVERHEAD + 4 * community.length + oidsRoom(oids));
  const end = writer.at;
  for (let i = oids.length - 1; i >= 0; i--) {
    const varbindEnd = writer.at;
    writer.octet(0);
    writer.octet(TAG.null);
    const oidEnd = writer.at;
    writer.oid(oids[i] ?? '');
    writer.head(TAG.oid, oidEnd);
    writer.head(TAG.sequence, varbindEnd);
  }
  writer.head(TAG.sequence, end);
  // GETBULK has non-repeaters and repetitions where the others have error fields.
  writer.integer(repetitions);
  writer.integer(0);
  writer.integer(id);
  writer.head(pdu, end);
  const communityEnd = writer.at;
  writer.octets(Buffer.from(community, 'utf8'));
  writer.head(TAG.octets, communityEnd);
  writer.integer(version === '1' ? 0 : 1);
  writer.head(TAG.sequence, end);
  return writer.written();
}

/** Everything but community and OIDs: heads, integers. */
const MESSAGE_OVERHEAD = 64;
/** Around each OID: two heads and a NULL. */
const VARBIND_OVERHEAD = 12;

/** An arc takes at most as many octets as its text has digits, and the dot makes one more. */
function oidsRoom(oids: readonly string[]): number {
  let room = 0;
  for (const oid of oids) room += oid.length + VARBIND_OVERHEAD;
  return room;
}

/** Writes from the end, so that every length is known when its head is written. */
class BackwardWriter {
  readonly #bytes: Buffer;
  /** Where what was written last begins. */
  at: number;

  constructor(size: number) {
    // From the pool: a request lives until it is answered. What is not written is not sent.
    this.#bytes = Buffer.allocUnsafe(size);
    this.at = size;
  }

  octet(octet: number): void {
    this.#bytes[--this.at] = octet;
  }

  octets(octets: Uint8Array): void {
    this.at -= octets.length;
    this.#bytes.set(octets, this.at);
  }

  /** @param value of at most 31 bits, not negative. */
  integer(value: number): void {
    const end = this.at;
    let left = value;
    do {
      this.octet(left & 0xff);
      left >>>= 8;
    } while (left > 0);
    if ((this.#bytes[this.at] ?? 0) >= 0x80) this.octet(0);
    this.head(TAG.integer, end);
  }

  oid(oid: string): void {
    writeOidBackward(oid, (octet) => this.octet(octet));
  }

  /** Tag and length of what was written since `end`. */
  head(tag: number, end: number): void {
    const length = end - this.at;
    if (length < 0x80) {
      this.octet(length);
    } else {
      this.octet(length & 0xff);
      if (length > 0xff) this.octet(length >> 8);
      this.octet(length > 0xff ? 0x82 : 0x81);
    }
    this.octet(tag);
  }

  written(): Uint8Array {
    return this.#bytes.subarray(this.at);
  }
}
