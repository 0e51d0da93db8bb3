import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, isFilter } from './topic-filter.ts';

describe('covers', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/b/c', false],
    ['a/b', 'a', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/+', true],
    ['a/b', 'a/+', false],
    ['a/+', 'a/#', false],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a/+/#', true],
    ['a/#', 'b', false],
    ['#', 'a/b', true],
    ['#', '$SYS/broker', false],
    ['+/x', '$SYS/x', false],
    ['+/+', 'a', false],
    ['muster/1/hall/#', 'muster/1/hallway/x', false],
  ])('%s includes %s: %s', (filter, asked, isIncluded) => {
    expect(covers(filter, asked)).toBe(isIncluded);
  });

  it('includes what is included in what it includes', () => {
    const level = fc.constantFrom('a', 'b', '+');
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])].join('/'));
    fc.assert(
      fc.property(filter, filter, filter, (one, two, three) => {
        if (covers(one, two) && covers(two, three)) expect(covers(one, three)).toBe(true);
      }),
    );
  });
});

describe('isFilter', () => {
  it.each([
    ['a/b', true],
    ['a/+/#', true],
    ['#', true],
    ['', false],
    ['a/#/b', false],
    ['a/b#', false],
    ['a+/b', false],
    ['a\0', false],
  ])('%j: %s', (text, isOne) => {
    expect(isFilter(text)).toBe(isOne);
  });
});
