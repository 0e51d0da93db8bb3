import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const bounds = fc
  .tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 600_000 }))
  .map(([firstMs, extraMs]) => ({ firstMs, maxMs: firstMs + extraMs }));
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const failures = fc.integer({ min: 0, max: 1_000_000 });

describe('back-off', () => {
  it('never exceeds its maximum and is never negative', () => {
    fc.assert(
      fc.property(failures, bounds, fraction, (n, limits, part) => {
        const waitMs = backoffMs(n, limits, part);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(limits.maxMs);
      }),
    );
  });

  it('has a ceiling that does not sink with more failures', () => {
    fc.assert(
      fc.property(failures, bounds, fraction, (n, limits, part) => {
        expect(backoffMs(n + 1, limits, part)).toBeGreaterThanOrEqual(backoffMs(n, limits, part));
      }),
    );
  });

  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [7, 32_000],
    [8, 60_000],
    [400, 60_000],
  ])('after %i failures waits at most %i ms', (n, ceilingMs) => {
    expect(backoffMs(n, { firstMs: 500, maxMs: 60_000 }, 1)).toBe(ceilingMs);
  });

  it('spreads observers that were cut off together over the whole range', () => {
    const waits = [0, 0.25, 0.5, 0.75].map((part) =>
      backoffMs(3, { firstMs: 1_000, maxMs: 60_000 }, part),
    );
    expect(waits).toEqual([0, 1_000, 2_000, 3_000]);
  });
});
