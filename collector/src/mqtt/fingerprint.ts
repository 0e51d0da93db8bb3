/** Telling whether a topic says again what it said: a fingerprint of its payload. */

/**
 * 53 bits over all octets. Not a defense: whoever could make two payloads collide may publish on
 * the topic whatever he likes.
 */
export function fingerprintOf(payload: Buffer): number {
  let one = 0x811c9dc5;
  let other = payload.length;
  // By index, four at a time: an iterator costs more than the arithmetic.
  const whole = payload.length - (payload.length % 4);
  for (let index = 0; index < whole; index += 4) {
    const word = payload.readInt32LE(index);
    one = Math.imul(one ^ word, 0x01000193);
    // What is high in a word must come down to where the next ones reach it.
    one ^= one >>> 15;
    other = (Math.imul(other ^ word, 0x5bd1e995) + 0x9e3779b9) | 0;
    other ^= other >>> 13;
  }
  for (let index = whole; index < payload.length; index += 1) {
    const octet = payload[index] ?? 0;
    one = Math.imul(one ^ octet, 0x01000193);
    other = (Math.imul(other ^ octet, 0x5bd1e995) + 0x9e3779b9) | 0;
  }
  return (one >>> 0) * 0x20_0000 + (other & 0x1f_ffff);
}
