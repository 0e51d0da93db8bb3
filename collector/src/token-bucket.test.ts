import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const size = { perSecond: 10, burst: 5 };

it('gives the burst at once, and then so much a second', () => {
  const bucket = new TokenBucket(size, 0);
  expect([1, 2, 3, 4, 5, 6].map(() => bucket.take(1, 0))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(bucket.take(1, 99)).toBe(false);
  expect(bucket.take(1, 101)).toBe(true);
});

it('tells how long to wait after what was used on credit', () => {
  const bucket = new TokenBucket(size, 0);
  bucket.charge(25, 0);
  expect(bucket.waitMs(1, 0)).toBe(2100);
  expect(bucket.waitMs(1, 2100)).toBe(0);
});

it('never waits for more than can ever be there', () => {
  const bucket = new TokenBucket(size, 0);
  expect(bucket.waitMs(50, 0)).toBe(0);
  bucket.charge(5, 0);
  expect(bucket.waitMs(50, 0)).toBe(500);
});

it('does not mind a clock that is set back', () => {
  const bucket = new TokenBucket(size, 10_000);
  bucket.charge(5, 10_000);
  expect(bucket.take(1, 0)).toBe(false);
  expect(bucket.take(1, 200)).toBe(true);
});
