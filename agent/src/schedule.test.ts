import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextDelayMs, TICK_MS, waitMs } from './schedule.ts';

const hourly = { everyMs: 3_600_000, spreadMs: 600_000 };

it('spreads looks evenly around the period', () => {
  expect(nextDelayMs(hourly, 0)).toBe(3_300_000);
  expect(nextDelayMs(hourly, 0.5)).toBe(3_600_000);
});

it('never waits less than ten seconds or more than period and spread', () => {
  const schedules = fc.record({ everyMs: fc.nat(10 ** 9), spreadMs: fc.nat(10 ** 9) });
  fc.assert(
    fc.property(schedules, fc.double({ min: 0, max: 0.999, noNaN: true }), (schedule, chance) => {
      const delay = nextDelayMs(schedule, chance);
      expect(delay).toBeGreaterThanOrEqual(10_000);
      expect(delay).toBeLessThanOrEqual(Math.max(10_000, schedule.everyMs + schedule.spreadMs));
    }),
  );
});

it.each([
  ['a tick at a time while it is far', 5_000_000, 2_000_000, TICK_MS],
  ['what remains when it is near', 5_000_000, 4_990_000, 10_000],
  ['not at all when it is due', 5_000_000, 5_000_000, 0],
  ['not at all after a sleep', 5_000_000, 95_000_000, 0],
  ['not at all when the clock went back', 95_000_000, 5_000_000, 0],
])('waits %s', (_, dueAt, now, expected) => {
  expect(waitMs(dueAt, now, hourly)).toBe(expected);
});
