/** The sweep over real UDP: who answers is found, who is excluded is not asked. */

import { Secret } from '@muster/uplink/secret';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import { parseRanges, type SweepFound, sweep } from './sweep.ts';
import { decodeAnswerId, encodeProbe } from './sweep-packet.ts';

const rows = '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it('finds who answers, by the credentials that were answered, and asks nobody excluded', async () => {
  const first = await startSnmpDevice({ communities: { second: rows } });
  closing.push(first.close);
  const { port } = first;
  const found: SweepFound[] = [];
  let last: readonly number[] = [];
  const result = await sweep({
    ranges: ['127.0.0.1-127.0.0.3'],
    exclude: ['127.0.0.2/32'],
    port,
    sets: [
      { name: 'one', version: '2c', community: new Secret('first') },
      { name: 'two', version: '1', community: new Secret('second') },
    ],
    packetsPerSecond: 1000,
    settleMs: 50,
    signal: AbortSignal.timeout(5000),
    onFound: (each) => found.push(each),
    onProgress: (...progress) => {
      last = progress;
    },
  });
  expect(found).toEqual([{ address: '127.0.0.1', credentials: 'two' }]);
  expect(result).toEqual({ addresses: 2, probes: 4, found: 1 });
  expect(last).toEqual([4, 4]);
});

it('stops when told to', async () => {
  const result = await sweep({
    ranges: ['127.0.0.0/16'],
    port: 9,
    sets: [{ name: 'one', version: '2c', community: new Secret('public') }],
    packetsPerSecond: 100,
    signal: AbortSignal.timeout(30),
    onFound: () => {},
  });
  expect(result.probes).toBeLessThan(100);
});

it.each([
  [['10.0.0.0/30'], [], 2],
  [['10.0.0.0/31'], [], 2],
  [['10.0.0.7'], [], 1],
  [['10.0.0.1-10.0.0.9', '10.0.0.5-10.0.0.12'], [], 12],
  [['10.0.0.0/24'], ['10.0.0.128/25'], 127],
  [['10.0.0.0/16'], [], 65_534],
])('counts the addresses of %j without %j', (ranges, exclude, count) => {
  const parsed = parseRanges(ranges, exclude);
  expect(parsed.kind === 'ranges' ? parsed.addresses.length : parsed).toBe(count);
});

it.each(['10.0.0.0/33', '10.0.0', '10.0.0.9-10.0.0.1', '300.0.0.1', '0.0.0.0/0', 'host'])(
  'refuses %s',
  (range) => {
    expect(parseRanges([range]).kind).toBe('refused');
  },
);

it('reads back the number it put into a probe, from an answer', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100 }), fc.stringMatching(/^[a-z@0-9]{0,64}$/), (id, community) => {
      const packet = encodeProbe('2c', community, id);
      expect(decodeAnswerId(packet)).toBeUndefined();
      const answer = packet.map((octet) => (octet === 0xa0 ? 0xa2 : octet));
      expect(decodeAnswerId(answer)).toBe(id);
    }),
  );
});

it('survives any packet', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void decodeAnswerId(bytes)));
});
