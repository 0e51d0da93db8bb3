/**
 * Devices that lie, loop, cut and inject, over real UDP: a visit ends, in time, with sightings that
 * are valid observations without control characters or markup, or with an outcome that says no.
 */
import { randomBytes } from 'node:crypto';
import { parseObservation } from '@muster/facts/observation-schema';
import { stampObservation } from '@muster/facts/stamp';
import { Secret } from '@muster/uplink/secret';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { Misbehavior } from '../../../packages/lab/src/snmp/misbehavior.ts';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import { readDevice } from '../../../packages/lab/src/snmp/segment.ts';
import type { ProbeOutcome } from '../probe.ts';
import { probeSnmp } from './probe.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function probe(
  rows: string,
  misbehavior: Misbehavior = {},
  version: '1' | '2c' = '2c',
  maxMessageBytes?: number,
): Promise<ProbeOutcome> {
  const device = await startSnmpDevice({
    communities: { public: rows },
    misbehavior,
    ...(maxMessageBytes !== undefined && { maxMessageBytes }),
  });
  closing.push(device.close);
  return probeSnmp(
    {
      host: device.address,
      port: device.port,
      credentials: { kind: 'community', version, community: new Secret('public') },
      timeoutMs: 30,
      retries: 1,
    },
    { now: () => new Date(0), signal: AbortSignal.timeout(10_000) },
  );
}

/** Valid as an observation, and nothing in it that a page or a terminal would act on. */
function expectClean(outcome: ProbeOutcome): void {
  if (outcome.kind !== 'observed') return;
  for (const sighting of outcome.sightings) {
    const observation = stampObservation(sighting, {
      observer: { id: 'test', kind: 'collector', version: '0' },
      nowMs: () => 0,
      random: (octets) => randomBytes(octets),
    });
    const text = JSON.stringify(observation);
    expect(parseObservation(JSON.parse(text))).toMatchObject({ kind: 'parsed' });
    expect(text).not.toMatch(/<[a-zA-Z/!]/);
    expect(text).not.toMatch(/\\u00[01][0-9a-f]|\\[bfnrt]/);
  }
}

const base = [
  '1.3.6.1.2.1.1.1.0|4|A device made for this test',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.2494',
  '1.3.6.1.2.1.1.5.0|4|victim',
];

it.each<[string, Misbehavior]>([
  ['answers with noise', { replaceWith: new Uint8Array(randomBytes(40)) }],
  ['cuts every packet', { truncateAt: 30 }],
  ['answers text where numbers belong', { everyValue: Buffer.from('<b>\u0007seven</b>') }],
  ['answers a megabyte of nothing', { everyValue: new Uint8Array(60_000).fill(65) }],
  ['says tooBig to everything', { tooBigAbove: 0 }],
  ['falls silent after the first answer', { silentAfter: 1 }],
  ['repeats one OID', { loop: { under: [1, 3, 6, 1], length: 1 } }],
  ['goes round in circles', { loop: { under: [1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 2], length: 7 } }],
])('survives a device that %s', async (_, misbehavior) => {
  expectClean(await probe(await readDevice('stack-1'), misbehavior));
});

it('survives any bytes as an answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 80 }), async (bytes) => {
      expectClean(await probe(base.join('\n'), { replaceWith: bytes }));
    }),
    { numRuns: 15 },
  );
}, 60_000);

it('lets no hostile text through, whichever column it stands in', async () => {
  const hostile = '4x|3c7363726970743e616c6572742831293c2f7363726970743e1b5b33316d0a0d00efbfbf';
  const columns = [
    ...[2, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((column) => `1.3.6.1.2.1.47.1.1.1.1.${column}.1`),
    '1.3.6.1.2.1.2.2.1.2.1',
    '1.3.6.1.2.1.31.1.1.1.1.1',
    '1.3.6.1.2.1.31.1.1.1.18.1',
    ...[5, 7, 8, 9, 10].map((column) => `1.0.8802.1.1.2.1.4.1.1.${column}.0.1.1`),
    ...[1, 2, 3, 4, 5, 6, 7].map((column) => `1.0.8802.1.1.2.1.5.4795.1.3.3.1.${column}.0.1.1`),
    '1.3.6.1.4.1.9.9.23.1.2.1.1.6.1.1',
    '1.3.6.1.4.1.9.9.23.1.2.1.1.8.1.1',
    '1.3.6.1.2.1.1.6.0',
    '1.3.6.1.2.1.1.5.0',
    '1.3.6.1.2.1.1.1.0',
  ];
  const rows = [base[1], ...columns.map((oid) => `${oid}|${hostile}`)].join('\n');
  const outcome = await probe(rows);
  expect(outcome.kind).toBe('observed');
  expectClean(outcome);
});

/** As much as a datagram takes, in fragments on any real network. */
const DATAGRAM_MAX = 65_507;

it.each([
  ['letters', 'A'],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['nested markup', '<scr<script>ipt>'],
  ['escapes', '\u001b]0;title\u0007'],
  ['blanks', ' \t'],
  ['characters of four octets', '🖨'],
])('keeps little of texts as long as a datagram takes, of %s', async (_, pattern) => {
  const long = Buffer.alloc(DATAGRAM_MAX - 1000, pattern).toString('hex');
  const columns = [
    '1.3.6.1.2.1.1.1.0',
    '1.3.6.1.2.1.1.5.0',
    '1.3.6.1.2.1.47.1.1.1.1.2.1',
    '1.3.6.1.2.1.47.1.1.1.1.11.1',
    '1.3.6.1.2.1.47.1.1.1.1.13.1',
    '1.3.6.1.2.1.31.1.1.1.1.1',
    '1.3.6.1.2.1.31.1.1.1.18.1',
    '1.0.8802.1.1.2.1.4.1.1.9.0.1.1',
  ];
  const rows = [
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.2494',
    '1.3.6.1.2.1.47.1.1.1.1.5.1|2|3',
    '1.3.6.1.2.1.2.2.1.2.1|4|port',
    ...columns.map((oid) => `${oid}|4x|${long}`),
  ].join('\n');
  const startedMs = performance.now();
  const outcome = await probe(rows, {}, '2c', DATAGRAM_MAX);
  expect(performance.now() - startedMs).toBeLessThan(8000);
  if (outcome.kind !== 'observed') throw new Error(outcome.reason);
  expectClean(outcome);
  expect(outcome.load?.bytesIn).toBeGreaterThan(DATAGRAM_MAX - 1000);
  expect(JSON.stringify(outcome.sightings).length).toBeLessThan(64 * 1024);
});

it('survives values of any type and content in every column it reads', async () => {
  const clean = await readDevice('access-1');
  const oids = clean
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => line.split('|', 1)[0] ?? '');
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => `4x|${Buffer.from(bytes).toString('hex')}`),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((number) => `2|${number}`),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((number) => `70|${number}`),
    fc.constant('6|1.3.6.1.4.1.99999.1'),
    fc.constant('64|192.0.2.1'),
    fc.constant('5|'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 50, maxLength: 50 }), async (values) => {
      const rows = oids.map((oid, i) => `${oid}|${values[i % values.length] ?? '5|'}`);
      expectClean(await probe(rows.join('\n')));
    }),
    { numRuns: 20 },
  );
}, 60_000);

it('reads the lab in SNMPv1 as it does in v2c', async () => {
  const rows = await readDevice('access-1');
  const [one, two] = [await probe(rows, {}, '1'), await probe(rows)];
  if (one.kind !== 'observed' || two.kind !== 'observed') throw new Error('not observed');
  // The addresses in keys differ by nothing: both are keyed by engine ID.
  expect(one.sightings).toEqual(two.sightings);
});
