/**
 * Between a socket and the broker: ends the connection of whoever announces a packet that is larger
 * than it may be, before it is gathered in memory (MQTT 3.1.1, 2.2: type, then remaining length).
 */
import { Transform, type TransformCallback } from 'node:stream';

export class PacketTooLarge extends Error {
  override readonly name = 'PacketTooLarge';
}

export class PacketGate extends Transform {
  readonly #bytesMax: number;
  /** Octets of the packet's body still to come; undefined: within the header. */
  #bodyLeft: number | undefined;
  #headerOctets = 0;
  #length = 0;

  constructor(bytesMax: number) {
    super();
    this.#bytesMax = bytesMax;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(this.#refuse(chunk), chunk);
  }

  #refuse(chunk: Buffer): Error | null {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#bodyLeft !== undefined) {
        const taken = Math.min(this.#bodyLeft, chunk.length - offset);
        offset += taken;
        this.#bodyLeft -= taken;
        if (this.#bodyLeft === 0) this.#bodyLeft = undefined;
        continue;
      }
      const octet = chunk[offset] ?? 0;
      offset += 1;
      this.#headerOctets += 1;
      if (this.#headerOctets === 1) continue;
      // Seven bits an octet, the least significant first, four octets at most.
      this.#length += (octet & 0x7f) * 128 ** (this.#headerOctets - 2);
      if (this.#length > this.#bytesMax || this.#headerOctets > 5) {
        return new PacketTooLarge(`a packet of more than ${this.#bytesMax} bytes`);
      }
      if ((octet & 0x80) !== 0) continue;
      this.#bodyLeft = this.#length === 0 ? undefined : this.#length;
      this.#length = 0;
      this.#headerOctets = 0;
    }
    return null;
  }
}
