import { describe, expect, it } from 'vitest';
import { observe } from '../testing/observations.ts';
import { prepareItems } from './slices.ts';

describe('prepareItems', () => {
  it('rests whenever a slice of time is used up, and keeps the order', async () => {
    let now = 0;
    let rests = 0;
    const items = [1, 2, 3, 4, 5].map((number) => observe({ key: `agent-${number}` }));
    const prepared = await prepareItems(items, {
      clock: () => {
        now += 1;
        return now;
      },
      rest: async () => {
        rests += 1;
      },
      sliceMs: 2,
    });
    expect(prepared.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(rests).toBe(2);
  });
});
