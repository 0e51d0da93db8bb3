/** Cells packed and given back. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Cells } from './cells.ts';
import type { Value } from './value.ts';

const arc = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 0xffff_ffff }));
const index = fc.array(arc, { minLength: 1, maxLength: 9 }).map((arcs) => arcs.join('.'));
const value = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.uint8Array({ maxLength: 80 }),
  fc.constant({ kind: 'oid' as const, oid: '1.3.6.1' }),
  fc.constant({ kind: 'address' as const, address: '192.0.2.1' }),
);

it('gives back what was kept, whatever is mixed', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ index, value })), (cells) => {
      expect([...Cells.of(cells)]).toEqual(cells);
    }),
  );
});

it('takes any text for an index or refuses it, and refuses nothing that is one', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const isIndex =
        /^\d+(\.\d+)*$/.test(text) && text.split('.').every((each) => Number(each) <= 0xffff_ffff);
      expect(new Cells().stage(text, 0, 128) !== 'not an index').toBe(isIndex);
    }),
  );
});

it.each([
  ['5', '6', 'after'],
  ['5', '5', 'not after'],
  ['9', '10', 'after'],
  ['10', '9', 'not after'],
  ['5', '5.0', 'after'],
  ['5.0', '5', 'not after'],
  ['4294967295', '1', 'not after'],
  ['1', '4294967296', 'not an index'],
  ['1', '2.', 'not an index'],
  ['1', '', 'not an index'],
] as const)('knows of %s and then %s: %s', (first, second, staged) => {
  const cells = Cells.of([{ index: first, value: 1 }]);
  expect(cells.stage(second, 0, 128)).toBe(staged);
});

it('refuses more arcs than an index may have', () => {
  expect(new Cells().stage('1.2.3.4', 0, 4)).toBe('after');
  expect(new Cells().stage('1.2.3.4.5', 0, 4)).toBe('not an index');
});

it('compares indices without making their texts', () => {
  const one = Cells.of([
    { index: '1.2', value: 1 },
    { index: '1.2.3', value: 1 },
  ]);
  const other = Cells.of([{ index: '1.2.3', value: new Uint8Array(0) as Value }]);
  expect(one.hasIndexOf(0, other, 0)).toBe(false);
  expect(one.hasIndexOf(1, other, 0)).toBe(true);
});
