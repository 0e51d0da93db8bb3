import { describe, expect, it } from 'vitest';
import { expandScheme, parseScheme, type TagValues } from './tag-scheme.ts';

const now = Date.UTC(2026, 2, 9);

function tagOf(template: string, number: number, values: Omit<TagValues, 'now'> = {}): string {
  const parsed = parseScheme(template);
  if (parsed.kind === 'refused') return parsed.reason;
  const expanded = expandScheme(parsed.parts, { ...values, now });
  return expanded.kind === 'refused' ? expanded.reason : expanded.tag(number);
}

describe('a tag scheme', () => {
  const site = 'nyc';
  const type = 'LT';
  it.each<[string, number, string]>([
    ['[SITE]-[TYPE]-[YEAR]-[SEQ]', 387, 'NYC-LT-2026-0387'],
    ['{SITE}{SEQ:6}', 12, 'NYC000012'],
    ['IT/[YY][MONTH].[SEQ:3]', 1, 'IT/2603.001'],
    ['[SEQ:1]', 9, '9'],
    ['A-[SEQ:3]', 1000, 'A-1000'],
  ])('%s makes of %i %s', (template, number, tag) => {
    expect(tagOf(template, number, { site, type })).toBe(tag);
  });

  it.each<[string, RegExp]>([
    ['[SITE]', /exactly once/],
    ['[SEQ][SEQ]', /exactly once/],
    ['[SEQ:0]', /1 to 9 digits/],
    ['[SITE:3][SEQ]', /only SEQ has digits/],
    ['[PLACE][SEQ]', /"\[PLACE\]\[SEQ\]" is not understood/],
    ['ä[SEQ]', /not understood/],
    ['[SEQ]#', /not understood/],
    ['[SITE]-[SEQ]', /needs a site: --site CODE/],
  ])('%s is refused: %s', (template, why) => {
    expect(tagOf(template, 1)).toMatch(why);
  });
});
