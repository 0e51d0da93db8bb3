import { describe, expect, it } from 'vitest';
import { openTurnstile } from './turnstile.ts';

/** Lets all promises that can resolve do so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('admits as much as fits and lets the rest wait in order', async () => {
    const turnstile = openTurnstile(10);
    const admitted: string[] = [];
    for (const [name, size] of [
      ['a', 6],
      ['b', 4],
      ['c', 5],
      ['d', 1],
    ] as const) {
      void turnstile.enter(size).then(() => admitted.push(name));
    }
    await settled();
    expect(admitted).toEqual(['a', 'b']);
    turnstile.leave(4);
    await settled();
    // c is first in line: d does not slip past it.
    expect(admitted).toEqual(['a', 'b']);
    turnstile.leave(6);
    await settled();
    expect(admitted).toEqual(['a', 'b', 'c', 'd']);
  });

  it('admits what is larger than all the room when nobody else is inside', async () => {
    const turnstile = openTurnstile(10);
    await turnstile.enter(50);
    let isIn = false;
    void turnstile.enter(1).then(() => {
      isIn = true;
    });
    await settled();
    expect(isIn).toBe(false);
    turnstile.leave(50);
    await settled();
    expect(isIn).toBe(true);
  });
});
