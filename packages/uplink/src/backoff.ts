/** How long to wait before the next attempt: exponential, with full jitter. */

export interface BackoffBounds {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Somewhere between nothing and a ceiling that doubles with each failure. Spread over the whole
 * range, so that a thousand observers cut off together do not come back together.
 *
 * @param failures how many attempts failed in a row, from 1
 * @param fraction random, in [0, 1)
 */
export function backoffMs(failures: number, bounds: BackoffBounds, fraction: number): number {
  // 2 ** 31 is beyond any ceiling; a larger exponent would only lose precision.
  const doublings = Math.min(Math.max(failures - 1, 0), 31);
  return fraction * Math.min(bounds.maxMs, bounds.firstMs * 2 ** doublings);
}
