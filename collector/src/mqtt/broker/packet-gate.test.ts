import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PacketGate } from './packet-gate.ts';

/** A packet of type 3 (PUBLISH) with a body of so many octets. */
function packetOf(length: number): Buffer {
  const header = [0x30];
  let left = length;
  do {
    header.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length)]);
}

it('lets packets pass however they are cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(300), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }),
      async (lengths, cuts) => {
        const whole = Buffer.concat(lengths.map(packetOf));
        const chunks: Buffer[] = [];
        for (let at = 0, index = 0; at < whole.length; index += 1) {
          const size = cuts[index % cuts.length] ?? 1;
          chunks.push(whole.subarray(at, at + size));
          at += size;
        }
        const passed = await buffer(Readable.from(chunks).pipe(new PacketGate(300)));
        expect(passed.equals(whole)).toBe(true);
      },
    ),
  );
});

it.each([
  ['a packet too large, at its header', packetOf(301).subarray(0, 3)],
  ['a length of five octets', Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01])],
  ['one too large behind a small one', Buffer.concat([packetOf(10), packetOf(5000)])],
])('ends the stream at %s', async (_, bytes) => {
  const gate = new PacketGate(300);
  gate.resume();
  gate.write(bytes);
  const [error] = await once(gate, 'error');
  expect(error).toMatchObject({ name: 'PacketTooLarge' });
});
