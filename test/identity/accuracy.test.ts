import { expect, it } from 'vitest';
import { measureAccuracy } from './accuracy.ts';

const place = (text: string) =>
  text.split(' ').map((each) => ({ truth: each.charAt(0), group: each.charAt(1) }));

it.each([
  ['a1 a1 b2 b2', 'everything is right', { precision: 1, recall: 1, wrongJoinsPer10k: 0 }],
  ['a1 a2 b3 b4', 'nothing was joined', { precision: 1, recall: 0, wrongJoinsPer10k: 0 }],
  [
    'a1 a1 b1 b1',
    'two things were made one',
    { precision: 1 / 3, recall: 1, wrongJoinsPer10k: 5000 },
  ],
  ['a1 a1 a1 a2', 'one record stands apart', { precision: 1, recall: 0.5, wrongJoinsPer10k: 0 }],
])('measures %s, where %s', (records, _, expected) => {
  expect(measureAccuracy(place(records))).toEqual(expected);
});
