/** A walk that is spared, against the lab's responder, and when it is not. */
import { Secret } from '@muster/uplink/secret';
import { afterEach, expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import { Cells } from './cells.ts';
import { isUnchanged, KeptTables } from './kept-tables.ts';
import { probeSnmp } from './probe.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const DAY_MS = 24 * 3_600_000;
const then = { sysUpTime: 1000, lastChange: 400, readAtMs: 5000 };

it.each([
  ['holds while nothing changed', { sysUpTime: 2000, lastChange: 400 }, 6000, true],
  ['holds within one tick', { sysUpTime: 1000, lastChange: 400 }, 5000, true],
  ['ends with a change', { sysUpTime: 2000, lastChange: 1500 }, 6000, false],
  ['ends with a restart', { sysUpTime: 900, lastChange: 400 }, 6000, false],
  ['ends after a day', { sysUpTime: 2000, lastChange: 400 }, 5000 + DAY_MS, false],
  ['ends with a clock that was set back', { sysUpTime: 2000, lastChange: 400 }, 4000, false],
])('what was read %s', (_, now, nowMs, holds) => {
  expect(isUnchanged(then, now, nowMs)).toBe(holds);
});

it('does not hold where the change is later than the reading', () => {
  expect(
    isUnchanged({ ...then, lastChange: 1200 }, { sysUpTime: 2000, lastChange: 1200 }, 6000),
  ).toBe(false);
});

const walk = (sysUpTime: number, lastChange: number, serial: string): string =>
  [
    '1.3.6.1.2.1.1.1.0|4|A switch made for this test',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
    `1.3.6.1.2.1.1.3.0|67|${sysUpTime}`,
    '1.3.6.1.2.1.1.5.0|4|kept',
    '1.3.6.1.2.1.47.1.1.1.1.4.1|2|0',
    '1.3.6.1.2.1.47.1.1.1.1.5.1|2|3',
    `1.3.6.1.2.1.47.1.1.1.1.11.1|4|${serial}`,
    `1.3.6.1.2.1.47.1.4.1.0|67|${lastChange}`,
  ].join('\n');

async function visit(text: string, kept: KeptTables, port?: number) {
  const device = await startSnmpDevice({
    communities: { public: text },
    ...(port !== undefined && { port }),
  });
  const outcome = await probeSnmp(
    {
      host: '127.0.0.1',
      port: device.port,
      credentials: { kind: 'community', version: '2c', community: new Secret('public') },
    },
    { now: () => new Date(), signal: AbortSignal.timeout(10_000), kept },
  );
  await device.close();
  if (outcome.kind !== 'observed') throw new Error(outcome.reason);
  return {
    port: device.port,
    requests: outcome.load?.requests ?? 0,
    serial: outcome.sightings[0]?.device.serial,
  };
}

it('spares the walk of a device that says nothing has changed, and reads it when it has', async () => {
  const kept = new KeptTables();
  const first = await visit(walk(1000, 400, 'SW0001K7'), kept);
  const second = await visit(walk(2000, 400, 'SW0001K7'), kept, first.port);
  expect(second).toMatchObject({ serial: 'SW0001K7' });
  expect(second.requests).toBeLessThan(first.requests);
  const changed = await visit(walk(3000, 2500, 'SW0002K8'), kept, first.port);
  expect(changed).toMatchObject({ serial: 'SW0002K8', requests: first.requests });
  const restarted = await visit(walk(500, 400, 'SW0003K9'), kept, first.port);
  expect(restarted).toMatchObject({ serial: 'SW0003K9', requests: first.requests });
});

it('forgets what was used longest ago, and never keeps what ended early', () => {
  const cells = Cells.of(
    Array.from({ length: 64 }, (_, i) => ({ index: String(i + 1), value: i })),
  );
  const columns = [{ oid: '1.1', cells }];
  const kept = new KeptTables(2.5 * cells.byteLength);
  for (const device of ['a', 'b']) kept.put(device, { ...then, columns });
  kept.get('a');
  kept.put('c', { ...then, columns });
  expect(['a', 'b', 'c'].map((device) => kept.get(device) !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
  kept.put('a', { ...then, columns: [{ oid: '1.1', cells, unfinished: 'timeout' }] });
  expect(kept.get('a')).toBeUndefined();
});
