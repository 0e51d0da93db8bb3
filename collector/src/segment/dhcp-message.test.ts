import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDhcp } from './dhcp-message.ts';

/** A client's message, written by hand. */
function message(
  options: Readonly<Record<number, Buffer | string>>,
  address = [0, 0, 0, 0],
): Buffer {
  const fixed = Buffer.alloc(240);
  fixed.set([1, 1, 6, 0], 0);
  fixed.set(address, 12);
  fixed.set([0xa0, 0xb1, 0xc2, 0xd3, 0xe4, 0xf5], 28);
  fixed.writeUInt32BE(0x63825363, 236);
  const parts = Object.entries(options).map(([number, value]) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([Number(number), bytes.length]), bytes]);
  });
  return Buffer.concat([fixed, ...parts, Buffer.from([255])]);
}

describe('decodeDhcp', () => {
  it('reads what a client says of itself', () => {
    const bytes = message({
      53: Buffer.from([1]),
      12: 'reception-3\0',
      60: 'MSFT 5.0',
      55: Buffer.from([1, 3, 6, 15]),
      50: Buffer.from([192, 0, 2, 7]),
    });
    expect(decodeDhcp(bytes)).toEqual({
      type: 'discover',
      mac: 'a0:b1:c2:d3:e4:f5',
      address: '192.0.2.7',
      hostname: 'reception-3',
      vendorClass: 'MSFT 5.0',
      parameters: [1, 3, 6, 15],
    });
  });

  it.each([
    ['as text', Buffer.from([0, 0, 0, ...Buffer.from('pc-9.example.net')])],
    [
      'in the form of DNS',
      Buffer.from([
        4,
        0,
        0,
        4,
        ...Buffer.from('pc-9'),
        7,
        ...Buffer.from('example'),
        3,
        ...Buffer.from('net'),
        0,
      ]),
    ],
  ])('reads a full name %s', (_, fqdn) => {
    expect(decodeDhcp(message({ 53: Buffer.from([3]), 81: fqdn }))?.hostname).toBe(
      'pc-9.example.net',
    );
  });

  it('reads a release with the address that is given back', () => {
    expect(decodeDhcp(message({ 53: Buffer.from([7]) }, [192, 0, 2, 9]))).toMatchObject({
      type: 'release',
      address: '192.0.2.9',
    });
  });

  it.each([
    ['what a server says', message({ 53: Buffer.from([2]) })],
    ['what has no type', message({})],
    ['what is cut', message({ 53: Buffer.from([1]) }).subarray(0, 200)],
  ])('refuses %s', (_, bytes) => {
    expect(decodeDhcp(bytes)).toBeUndefined();
  });

  it('survives any bytes, and any options', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeDhcp(Buffer.from(bytes));
        decodeDhcp(Buffer.concat([message({}).subarray(0, 240), Buffer.from(bytes)]));
      }),
    );
  });
});
