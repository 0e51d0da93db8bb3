import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysOf, RHYTHM_DAYS, rhythmMs } from './rhythm.ts';
import { DAY_MS, type Span } from './watch.ts';

const TODAY = 20_000;
const seenOn = (...back: number[]) => ({
  day: TODAY,
  days: back.reduce((days, each) => days + 2 ** each, 0),
});
const always = ({ from, to }: Span) => to - from;

describe('rhythmMs', () => {
  it.each<[string, number[], number]>([
    ['daily', [0, 1, 2, 3, 4, 5, 6], 0],
    ['from Monday to Friday', [0, 3, 4, 5, 6, 7, 10], 3],
    ['weekly', [0, 7, 14, 21], 7],
    ['every other day', [0, 2, 4, 6], 2],
    ['too rarely to tell', [0, 30], 0],
    ['daily but for one holiday', [0, 1, 2, 23, 24, 25], 21],
  ])('of what is seen %s', (_, back, days) => {
    expect(rhythmMs(seenOn(...back), always)).toBe(days * DAY_MS);
  });

  it('does not count days on which nobody looked', () => {
    const blind: Span = { from: (TODAY - 22) * DAY_MS, to: (TODAY - 3) * DAY_MS };
    const watched = ({ from, to }: Span) =>
      to - from - Math.max(0, Math.min(to, blind.to) - Math.max(from, blind.from));
    expect(rhythmMs(seenOn(0, 1, 2, 23, 24, 25), watched)).toBe(2 * DAY_MS);
  });

  it('is not known where nothing was marked', () => {
    expect(rhythmMs(undefined, always)).toBe(0);
  });
});

it('reads back the days that were marked', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(RHYTHM_DAYS - 1)), (back) => {
      const days = back.map((each) => TODAY - each).toSorted((a, b) => a - b);
      expect(daysOf(seenOn(...back))).toEqual(days);
    }),
  );
});
