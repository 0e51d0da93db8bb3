/** Clock and randomness, passed in so that what depends on them can be argued and tested. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export interface Rim {
  /** Wall clock, Unix milliseconds; may jump. */
  readonly nowMs: () => number;
  /** Never jumps; its zero means nothing. */
  readonly monotonicMs: () => number;
  /** Cryptographically random octets. */
  readonly random: (octets: number) => Uint8Array;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const realRim: Rim = {
  nowMs: () => Date.now(),
  // `performance.now()` is the same, and loads the machinery of performance measurements.
  monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  random: (octets) => randomBytes(octets),
  wait: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal });
    } catch (cause) {
      if (!signal.aborted) throw cause;
    }
  },
};

/** A number in [0, 1) from random octets. */
export function randomFraction(random: Rim['random']): number {
  const octets = random(4);
  return new DataView(octets.buffer, octets.byteOffset, 4).getUint32(0) / 2 ** 32;
}
