/** Texts that devices choose, on their way into an observation. */
import { expect, it } from 'vitest';
import { cleanText, tidyText, tidyTexts } from './tidy-text.ts';

it.each([
  ['  padded  \u0000\u0000', 'padded'],
  ['two\r\nlines', 'two lines'],
  ['<script>alert(1)</script>SN-1', 'alert(1) SN-1'],
  ['<img src=x onerror=alert(1)', 'img src=x onerror=alert(1)'],
  ['a < b', 'a < b'],
  ['<<HW_REV: 1; MODEL: SB5101E>>', 'HW_REV: 1; MODEL: SB5101E'],
  ['right-to-left \u202Eoverride', 'right-to-left override'],
  ['\u0007', undefined],
])('cleans %j', (text, expected) => {
  expect(cleanText(text)).toBe(expected);
});

it('cuts what is longer than a fact has room for', () => {
  expect(tidyText('x'.repeat(1000))).toHaveLength(256);
  expect(tidyText(`${'x'.repeat(9)} y`, 10)).toBe('x'.repeat(9));
});

it.each([1024, 1023, 10])('cuts no character in two at %i', (max) => {
  const text = tidyText(`a${'🖨'.repeat(1000)}`, max) ?? '';
  expect(text.length).toBeGreaterThanOrEqual(max - 2);
  expect(text.isWellFormed()).toBe(true);
});

it('tidies every text of a value, and leaves out what is empty then', () => {
  const told = { serial: 'SN-1\u0000', name: '\u0007', size: 7, parts: [{ model: '<b>M</b>' }] };
  expect(tidyTexts(told)).toEqual({ serial: 'SN-1', size: 7, parts: [{ model: 'M' }] });
});
