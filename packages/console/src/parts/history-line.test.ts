import { expect, it } from 'vitest';
import { placesOf } from './history-line.ts';

it.each([
  ['one day', [['2026-03-01', 5]], [[96, 20]]],
  [
    'what rises',
    [
      ['2026-03-01', 0],
      ['2026-03-02', 10],
    ],
    [
      [4, 36],
      [96, 4],
    ],
  ],
  [
    'what stays',
    [
      ['2026-03-01', 7],
      ['2026-03-02', 7],
    ],
    [
      [4, 20],
      [96, 20],
    ],
  ],
  [
    'days that are missing',
    [
      ['2026-03-01', 0],
      ['2026-03-04', 5],
      ['2026-03-05', 10],
    ],
    [
      [4, 36],
      [73, 20],
      [96, 4],
    ],
  ],
] as const)('draws %s', (_, points, places) => {
  const told = points.map(([day, value]) => ({ day, value }));
  expect(placesOf(told, 100, 40)).toEqual(places);
});
