import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSparkplug, encodeRebirth } from './sparkplug-payload.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('decodeSparkplug', () => {
  it.each([
    // metrics { name: "a", alias: 1, string_value: "x" } seq: 3
    [
      '12 08 0a 01 61 10 01 7a 01 78 18 03',
      { seq: 3, metrics: [{ name: 'a', alias: 1n, text: 'x' }] },
    ],
    // metrics { name: "bdSeq", long_value: 88 }
    ['12 09 0a 05 62 64 53 65 71 58 58', { metrics: [{ name: 'bdSeq', integer: 88n }] }],
    // metrics { alias: 100, double_value: 22.5 } : a value that is not read
    ['12 0b 10 64 69 00 00 00 00 00 80 36 40', { metrics: [{ alias: 100n }] }],
    ['', { metrics: [] }],
  ])('reads %s', (text, payload) => {
    expect(decodeSparkplug(hex(text))).toEqual(payload);
  });

  it.each(['12 05 68', '08', 'ff ff ff'])('refuses %s', (text) => {
    expect(decodeSparkplug(hex(text))).toBeUndefined();
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeSparkplug(Buffer.from(bytes));
      }),
    );
  });
});

describe('encodeRebirth', () => {
  it('is a metric that is true', () => {
    const bytes = encodeRebirth(1);
    expect(decodeSparkplug(bytes)?.metrics).toEqual([{ name: 'Node Control/Rebirth' }]);
    // datatype 11 (Boolean), boolean_value true.
    expect(bytes.toString('hex')).toContain('200b7001');
  });
});
