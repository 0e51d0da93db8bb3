import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWaitMs, nextWaitMs, Timetable } from './timetable.ts';

describe('Timetable', () => {
  it('gives ids in the order of their times, and none before its time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (times) => {
        const table = new Timetable();
        times.forEach((atMs, index) => {
          table.add({ id: String(index), atMs });
        });
        const taken: number[] = [];
        for (let nowMs = 0; nowMs <= 1000; nowMs += 100) {
          for (let id = table.takeDue(nowMs); id !== undefined; id = table.takeDue(nowMs)) {
            taken.push(times[Number(id)] ?? -1);
            expect(taken.at(-1)).toBeLessThanOrEqual(nowMs);
          }
        }
        expect(taken).toEqual([...times].sort((one, other) => one - other));
      }),
    );
  });
});

describe('nextWaitMs', () => {
  it.each([
    [0, 0.5, 1000],
    [1, 0.5, 1000],
    [2, 0.5, 2000],
    [9, 0.5, 8000],
    [0, 0, 900],
    [0, 1, 1100],
  ])(
    'after %i failures and with chance %d waits %i ms of a rhythm of 1000',
    (failures, random, waitMs) => {
      expect(nextWaitMs(1000, failures, random)).toBe(waitMs);
    },
  );
});

describe('firstWaitMs', () => {
  it('asks few devices at once and spreads many over a minute', () => {
    expect(firstWaitMs(2, 3)).toBe(40);
    expect(firstWaitMs(65_535, 65_536)).toBeLessThan(60_000);
    expect(firstWaitMs(65_535, 65_536)).toBeGreaterThan(59_000);
  });
});
