import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from './eui64.ts';

describe('parseEui64', () => {
  it.each([
    '00158d0001a2b3c4',
    '0x00158d0001a2b3c4',
    '0X00158D0001A2B3C4',
    '00:15:8d:00:01:a2:b3:c4',
    '00-15-8D-00-01-A2-B3-C4',
    '00 15 8d 00 01 a2 b3 c4',
    '0015:8d00:01a2:b3c4',
    '0015.8d00.01a2.b3c4',
    ' 00158D0001A2B3C4 ',
  ])('reads %j', (text) => {
    expect(parseEui64(text)).toBe('00158d0001a2b3c4');
  });

  it.each([
    '',
    '0x',
    '00158d0001a2b3c',
    '00158d0001a2b3c45',
    '00:15:8d:00:01:a2',
    '00:15-8d:00:01:a2:b3:c4',
  ])('refuses %j', (text) => {
    expect(parseEui64(text)).toBeUndefined();
  });

  it('survives any text, and is idempotent on what it reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const eui64 = parseEui64(text);
        if (eui64 !== undefined) expect(parseEui64(eui64)).toBe(eui64);
      }),
    );
  });
});
