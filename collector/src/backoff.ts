/** How long to wait before the next attempt: longer each time, never in step with others. */

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * The wait before attempt `failures` + 1: doubled each time up to the bound, and of that a random
 * half to whole, so that what failed together does not come back together.
 *
 * @param random in [0, 1)
 */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
  return Math.round(ceiling * (0.5 + random / 2));
}
