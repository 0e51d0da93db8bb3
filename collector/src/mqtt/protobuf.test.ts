import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './protobuf.ts';

describe('decodeProtobuf', () => {
  it.each([
    ['08 96 01', [{ number: 1, kind: 'varint', value: 150n }]],
    ['12 02 68 69', [{ number: 2, kind: 'bytes', value: Buffer.from('hi') }]],
    ['1d 00 00 80 3f', [{ number: 3, kind: 'fixed', value: Buffer.from([0, 0, 0x80, 0x3f]) }]],
    [
      '09 01 00 00 00 00 00 00 00',
      [{ number: 1, kind: 'fixed', value: Buffer.from('0100000000000000', 'hex') }],
    ],
    ['08 ff ff ff ff ff ff ff ff ff 01', [{ number: 1, kind: 'varint', value: 2n ** 64n - 1n }]],
    ['', []],
  ])('reads %s', (hex, fields) => {
    expect(decodeProtobuf(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toEqual(fields);
  });

  it.each([
    '12 05 68',
    '08',
    '08 ff ff ff ff ff ff ff ff ff ff ff',
    '00 01',
    '0b 08 01 0c',
    '1d 00',
  ])('refuses %s', (hex) => {
    expect(decodeProtobuf(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBeUndefined();
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeProtobuf(Buffer.from(bytes));
      }),
    );
  });
});
