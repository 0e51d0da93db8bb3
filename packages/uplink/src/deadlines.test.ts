import { describe, expect, it } from 'vitest';
import { missedDeadline, tickMs, type Waits } from './deadlines.ts';

const limits = { answerTimeoutMs: 60_000, pingIntervalMs: 25_000 };
const quiet: Waits = {
  startedMs: 0,
  isWelcomed: true,
  oldestSentMs: undefined,
  pingSentMs: undefined,
  unansweredBytes: 0,
};

describe('deadlines of a session', () => {
  it.each<[string, Partial<Waits>, number, string | undefined]>([
    ['nothing is awaited', {}, 9e9, undefined],
    ['the welcome is still due', { isWelcomed: false }, 25_000, undefined],
    ['the welcome is late', { isWelcomed: false }, 25_001, 'no welcome in time'],
    ['an answer is still due', { oldestSentMs: 1_000 }, 61_000, undefined],
    ['an answer is late', { oldestSentMs: 1_000 }, 61_001, 'a batch was not answered in time'],
    [
      'an answer is late for a small batch, not for 80 kB on the slowest link',
      { oldestSentMs: 1_000, unansweredBytes: 80_000 },
      71_000,
      undefined,
    ],
    [
      'an answer is late even on the slowest link',
      { oldestSentMs: 1_000, unansweredBytes: 80_000 },
      71_001,
      'a batch was not answered in time',
    ],
    [
      'a pong waits behind a batch on a slow link',
      { pingSentMs: 1_000, unansweredBytes: 80_000 },
      36_000,
      undefined,
    ],
    ['a pong is still due', { pingSentMs: 1_000 }, 26_000, undefined],
    ['a pong is late', { pingSentMs: 1_000 }, 26_001, 'no pong in time'],
  ])('%s', (_when, waits, nowMs, missed) => {
    expect(missedDeadline({ ...quiet, ...waits }, limits, nowMs)).toBe(missed);
  });

  it('looks at least four times within the shortest limit, and not too often', () => {
    expect(tickMs(limits)).toBe(5_000);
    expect(tickMs({ ...limits, answerTimeoutMs: 400 })).toBe(100);
    expect(tickMs({ ...limits, pingIntervalMs: 1 })).toBe(10);
  });
});
