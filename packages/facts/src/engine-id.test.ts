import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeEngineId, parseEngineId } from './engine-id.ts';

describe('parseEngineId', () => {
  it.each([
    ['800000090300aabbcc112233', '800000090300aabbcc112233'],
    ['0x800000090300AABBCC112233', '800000090300aabbcc112233'],
    ['80:00:00:09:03:00:aa:bb:cc:11:22:33', '800000090300aabbcc112233'],
    ['80 00 00 09 03 00 AA BB CC 11 22 33', '800000090300aabbcc112233'],
    ['80:0:0:9:3:0:aa:bb:cc:11:22:33', '800000090300aabbcc112233'],
    ['', undefined],
    ['80000009', undefined],
    ['800000090', undefined],
    ['engine', undefined],
  ])('of %j is %j', (text, expected) => {
    expect(parseEngineId(text)).toBe(expected);
  });

  it('survives any text, and is idempotent on what it reads', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 150 }),
      fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets).toString('hex')),
    );
    fc.assert(
      fc.property(text, (printed) => {
        const engineId = parseEngineId(printed);
        if (engineId === undefined) return;
        expect(parseEngineId(engineId)).toBe(engineId);
        expect(judgeEngineId(engineId).trust).toMatch(/impossible|suspect|sound/);
      }),
    );
  });
});

describe('judgeEngineId', () => {
  it.each([
    [
      'a MAC of its maker',
      '8000000903003cecef123456'.replace('003cecef123456', '3cecef123456'),
      'sound',
    ],
    ["a maker's own text", '80000fff0441424331323334', 'sound'],
    ["a maker's own octets of the old form", '000000090200a1b2c3d4e5f6', 'sound'],
    ['nothing but zeros', '0000000000000000', 'impossible'],
    ['nothing but ones', 'ffffffffffffffffffffffff', 'impossible'],
    ['a MAC of zeros', '8000000903000000000000', 'impossible'],
    ['no data', '800000090500000000', 'impossible'],
    ['the loopback address', '80001f88017f000001', 'impossible'],
    ['a private address', '8000000901c0a80101', 'suspect'],
    ["a hypervisor's MAC", '80000009030050561a2b3c', 'suspect'],
    ['an installation of Net-SNMP', '80001f888059dc486145a26322', 'suspect'],
  ])('finds one made from %s (%s) %s', (_, engineId, trust) => {
    expect(judgeEngineId(engineId).trust).toBe(trust);
  });
});
