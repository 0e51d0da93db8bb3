/** Seeded randomness: the same seed makes the same world, on every machine. */

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly [T, ...T[]]): T;
  /** `length` characters of the alphabet. */
  text(length: number, alphabet?: string): string;
  octets(count: number): Uint8Array;
}

const SERIAL_ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Mulberry32: 32 bits of state are plenty for a world of thousands, and it is six lines. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (values) => values[below(values.length)] ?? values[0],
    text: (length, alphabet = SERIAL_ALPHABET) =>
      Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join(''),
    octets: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}
