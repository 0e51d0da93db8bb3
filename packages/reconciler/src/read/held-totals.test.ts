import { expect, it } from 'vitest';
import { FEW, holdTotals } from './held-totals.ts';

it('are those of many, for some seconds', () => {
  const totals = holdTotals();
  totals.hold('many', FEW + 1, 0);
  totals.hold('few', FEW, 0);
  expect(totals.find('many', 4_999)).toBe(FEW + 1);
  expect(totals.find('many', 5_000)).toBeUndefined();
  expect(totals.find('few', 0)).toBeUndefined();
});

it('are forgotten where there are too many questions', () => {
  const totals = holdTotals();
  for (let key = 0; key <= 1000; key += 1) totals.hold(String(key), FEW + 1, 0);
  expect(totals.find('0', 0)).toBeUndefined();
  expect(totals.find('1000', 0)).toBe(FEW + 1);
});
