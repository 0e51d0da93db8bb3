import { expect, it } from 'vitest';
import { formatAge } from './age.tsx';

const now = Date.parse('2026-11-21T12:00:00.000Z');

it.each([
  ['2026-11-21T12:00:00.000Z', 'now'],
  ['2026-11-21T11:59:30.000Z', '30 seconds ago'],
  ['2026-11-21T11:01:00.000Z', '59 minutes ago'],
  ['2026-11-20T12:00:00.000Z', 'yesterday'],
  ['2026-11-11T12:00:00.000Z', '10 days ago'],
  ['2026-05-21T12:00:00.000Z', '6 months ago'],
  ['2026-11-21T12:00:09.000Z', 'now'],
])('says how long ago %s was: %s', (at, words) => {
  expect(formatAge(at, now)).toBe(words);
});
