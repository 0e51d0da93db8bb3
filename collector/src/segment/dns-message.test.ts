import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDnsResponse } from './dns-message.ts';

const name = (text: string) =>
  Buffer.concat([
    ...text.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

function record(owner: Buffer, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt32BE(120, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, head, data]);
}

function response(...records: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0x8400, 2);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, ...records]);
}

describe('decodeDnsResponse', () => {
  it('reads addresses, services and their texts', () => {
    const host = name('printer.local');
    const srv = Buffer.concat([Buffer.from([0, 0, 0, 0, 0x02, 0x77]), host]);
    const txt = Buffer.concat([
      Buffer.from([9]),
      Buffer.from('ty=Bela 9'),
      Buffer.from([4]),
      Buffer.from('TY=x'),
    ]);
    const bytes = response(
      record(host, 1, Buffer.from([192, 0, 2, 5])),
      record(host, 28, Buffer.from('fe800000000000000000000000000001', 'hex')),
      record(name('One._ipp._tcp.local'), 33, srv),
      record(name('One._ipp._tcp.local'), 16, txt),
      record(name('_ipp._tcp.local'), 12, name('One._ipp._tcp.local')),
    );
    expect(decodeDnsResponse(bytes)).toEqual([
      { name: 'printer.local', ttlSeconds: 120, type: 'A', address: '192.0.2.5' },
      { name: 'printer.local', ttlSeconds: 120, type: 'AAAA', address: 'fe80::1' },
      {
        name: 'One._ipp._tcp.local',
        ttlSeconds: 120,
        type: 'SRV',
        target: 'printer.local',
        port: 631,
      },
      { name: 'One._ipp._tcp.local', ttlSeconds: 120, type: 'TXT', texts: { ty: 'Bela 9' } },
      { name: '_ipp._tcp.local', ttlSeconds: 120, type: 'PTR', target: 'One._ipp._tcp.local' },
    ]);
  });

  it('follows a pointer to what came before', () => {
    const first = record(name('printer.local'), 1, Buffer.from([192, 0, 2, 5]));
    const second = record(Buffer.from([0xc0, 12]), 1, Buffer.from([192, 0, 2, 6]));
    expect(decodeDnsResponse(response(first, second))?.[1]).toMatchObject({
      name: 'printer.local',
    });
  });

  it('refuses pointers that lead forwards or in circles', () => {
    const circle = record(Buffer.from([0xc0, 12]), 1, Buffer.from([192, 0, 2, 5]));
    expect(decodeDnsResponse(response(circle))).toBeUndefined();
  });

  it('reads nothing from a question', () => {
    expect(decodeDnsResponse(Buffer.alloc(12))).toEqual([]);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        decodeDnsResponse(Buffer.from(bytes));
        decodeDnsResponse(
          Buffer.concat([
            response(record(name('a'), 1, Buffer.alloc(4))).subarray(0, 12),
            Buffer.from(bytes),
          ]),
        );
      }),
    );
  });
});
