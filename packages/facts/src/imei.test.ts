import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeImei, parseImei } from './imei.ts';

describe('parseImei', () => {
  it.each([
    ['490154203237518', '490154203237518'],
    ['49015420323751', '490154203237518'],
    ['490154203237510', '490154203237518'],
    ['4901542032375101', '490154203237518'],
    ['49-015420-323751-8', '490154203237518'],
    ['49 015420 323751 8', '490154203237518'],
    ['4901542032375', undefined],
    ['49015420323751890', undefined],
    ['49015420323751A', undefined],
    ['', undefined],
  ])('of %j is %j', (text, expected) => {
    expect(parseImei(text)).toBe(expected);
  });

  it('survives any text, and is idempotent on what it reads', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 13, maxLength: 17 }),
    );
    fc.assert(
      fc.property(text, (printed) => {
        const imei = parseImei(printed);
        if (imei !== undefined) expect(parseImei(imei)).toBe(imei);
        expect(judgeImei(printed).trust === 'impossible' || imei !== undefined).toBe(true);
      }),
    );
  });
});

describe('judgeImei', () => {
  it.each([
    ['490154203237518', 'sound'],
    ['49015420323751', 'sound'],
    ['490154203237510', 'sound'],
    ['490154203237517', 'suspect'],
    ['000000000000000', 'impossible'],
    ['123456789012345', 'impossible'],
    ['135790246811220', 'impossible'],
    ['none', 'impossible'],
  ])('finds %j %s', (printed, trust) => {
    expect(judgeImei(printed).trust).toBe(trust);
  });
});
