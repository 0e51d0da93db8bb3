import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeSerial } from './serial.ts';

describe('normalizeSerial', () => {
  it.each([
    ['CDX5NY1', 'CDX5NY1'],
    [' cdx5ny1 ', 'CDX5NY1'],
    ['5CG-1234-XYZ', '5CG1234XYZ'],
    ['5CG 1234 XYZ', '5CG1234XYZ'],
    ['5CG–1234—XYZ', '5CG1234XYZ'],
    ['5CG\u20111234\u2212XYZ', '5CG1234XYZ'],
    ['..CN1374057P0123.', 'CN1374057P0123'],
    ['.9ABCD12.CN1374057P0123.', '9ABCD12.CN1374057P0123'],
    ['R90.1234', 'R90.1234'],
    ['ABC.-', 'ABC'],
    ['ABC123\0\0', 'ABC123'],
    ['\ufeffABC\u200b123', 'ABC123'],
    ['ＡＢＣ１２３', 'ABC123'],
    ['SN_01/7', 'SN_01/7'],
    ['straße7', 'STRASSE7'],
    ['......', ''],
    ['', ''],
  ])('of %j is %j', (printed, canonical) => {
    expect(normalizeSerial(printed)).toBe(canonical);
  });

  it('is idempotent, and blind to case, blanks and dashes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normalizeSerial(text);
        expect(normalizeSerial(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
    const ascii = fc.string({ unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(ascii, fc.nat(20), (text, at) => {
        const spaced = `${text.slice(0, at)} - ${text.slice(at)} `;
        expect(normalizeSerial(spaced.toLowerCase())).toBe(normalizeSerial(text));
      }),
    );
  });
});
