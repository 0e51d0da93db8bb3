import { expect, it } from 'vitest';
import { planRestart } from './restart.ts';

it.each([
  [1, 500, 0, { kind: 'restart', afterMs: 1_000, crashes: 1 }],
  [null, 500, 2, { kind: 'restart', afterMs: 4_000, crashes: 3 }],
  [1, 500, 40, { kind: 'restart', afterMs: 30_000, crashes: 41 }],
  [1, 60_000, 40, { kind: 'restart', afterMs: 1_000, crashes: 1 }],
  [0, 500, 0, { kind: 'restart', afterMs: 1_000, crashes: 1 }],
  [2, 500, 0, { kind: 'give-up' }],
])(
  'after an end with %s, %d ms alive and %d crashes before: %j',
  (code, livedMs, crashes, next) => {
    expect(planRestart({ code, livedMs, crashes })).toEqual(next);
  },
);
