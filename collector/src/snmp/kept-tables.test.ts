/** A walk that is spared, against the lab's responder, and when it is not. */
import { Secret } from '@muster/uplink/secret';
import { afterEach, describe, expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import type { Agent, Column } from './agent.ts';
import { Cells } from './cells.ts';
import { isUnchanged, KeptTables } from './kept-tables.ts';
import { compileFamilies } from './match.ts';
import { probeSnmp } from './probe.ts';
import { openSession } from './session.ts';
import { visitDevice } from './visit.ts';

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
  [
    'ends with a restart that the clock hides',
    { sysUpTime: 2000, lastChange: 400 },
    3_600_000,
    false,
  ],
  ['ends with another boot', { sysUpTime: 2000, lastChange: 400, boots: 7 }, 6000, false],
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

it('holds for hours while the device counts as we do, within what clocks drift', () => {
  const hours = 6 * 3_600_000;
  const now = { sysUpTime: 1000 + Math.round((0.985 * hours) / 10), lastChange: 400 };
  expect(isUnchanged(then, now, 5000 + hours)).toBe(true);
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

describe('a switch whose interfaces neither come nor go', () => {
  const IF = '1.3.6.1.2.1.2.2.1';
  const IF_X = '1.3.6.1.2.1.31.1.1.1';
  interface State {
    readonly sysUpTime: number;
    readonly lastChange: number;
    readonly boots?: number;
    readonly ports?: number;
    readonly prefix?: string;
    readonly alias?: string;
    readonly oper?: 1 | 2;
  }
  const table = (state: State): string => {
    const { ports = 48, prefix = 'Gi1/0/', alias = 'desk', oper = 1, boots = 3 } = state;
    const rows = Array.from({ length: ports }, (_, i) => i + 1);
    return [
      '1.3.6.1.2.1.1.1.0|4|A switch made for this test',
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
      `1.3.6.1.2.1.1.3.0|67|${state.sysUpTime}`,
      ...rows.flatMap((i) => [
        `${IF}.2.${i}|4|${prefix}${i}`,
        `${IF}.3.${i}|2|6`,
        `${IF}.6.${i}|4x|02005e0055${i.toString(16).padStart(2, '0')}`,
        `${IF}.8.${i}|2|${oper}`,
        `${IF_X}.1.${i}|4|${prefix}${i}`,
        `${IF_X}.15.${i}|66|1000`,
        `${IF_X}.18.${i}|4|${alias} ${i}`,
      ]),
      `1.3.6.1.2.1.31.1.5.0|67|${state.lastChange}`,
      `1.3.6.1.6.3.10.2.1.2.0|2|${boots}`,
    ].join('\n');
  };

  /** Visits over UDP, each counting the cells of IF-MIB that came over the wire. */
  async function visits(first: State) {
    const device = await startSnmpDevice({ communities: { public: table(first) } });
    closing.push(device.close);
    const kept = new KeptTables();
    return async (state: State = first) => {
      device.restate({ public: table(state) });
      const live = openSession({
        address: '127.0.0.1',
        port: device.port,
        credentials: { kind: 'community', version: '2c', community: new Secret('public') },
      });
      if ('kind' in live) throw new Error(live.reason);
      let cells = 0;
      const agent: Agent = {
        get: (oids) => live.agent.get(oids),
        walk: async (columns, limits) => {
          const walked = await live.agent.walk(columns, limits);
          for (const column of walked) if (isOfIfMib(column)) cells += column.cells.length;
          return walked;
        },
        inVlan: () => undefined,
        close: live.close,
      };
      const memory = { kept, device: 'one', nowMs: 0 };
      const options = { families, productName: () => undefined, memory };
      const outcome = await visitDevice(agent, options);
      live.close();
      if (outcome.kind !== 'visited') throw new Error(outcome.reason);
      return { cells, requests: live.load().requests, ports: outcome.visited.ports.interfaces };
    };
  }
  const isOfIfMib = ({ oid }: Column): boolean => oid.startsWith(IF) || oid.startsWith(IF_X);
  const families = compileFamilies([]);
  const before = { sysUpTime: 100_000, lastChange: 400 };

  it('spares four cells of each, and still tells what is up and what is written on them', async () => {
    const visit = await visits(before);
    const first = await visit();
    expect(first.cells).toBe(7 * 48);
    const later = { ...before, sysUpTime: 200_000, oper: 2, alias: 'window' } as const;
    const second = await visit(later);
    expect(first.cells - second.cells).toBe(4 * 48);
    expect(second.requests).toBeLessThan(first.requests);
    expect(second.ports).toEqual(
      first.ports.map((port) => ({
        ...port,
        up: false,
        description: port.description?.replace('desk', 'window'),
      })),
    );
  });

  it.each([
    ['one came', { sysUpTime: 200_000, lastChange: 150_000, ports: 49 }],
    ['it restarted', { sysUpTime: 50_000, lastChange: 400 }],
    ['it has booted once more', { sysUpTime: 200_000, lastChange: 400, boots: 4 }],
  ])('reads them again when %s', async (_, change) => {
    const visit = await visits(before);
    await visit();
    const { cells, ports } = await visit({ ...change, prefix: 'Te1/0/' });
    expect(ports.map(({ name }) => name)).toContain('Te1/0/1');
    expect(cells).toBe(7 * ports.length);
  });

  it('does not believe an agent whose table has another length than it says', async () => {
    const visit = await visits(before);
    await visit();
    const { ports } = await visit({ ...before, sysUpTime: 200_000, ports: 50, prefix: 'Te1/0/' });
    expect(ports.map(({ name }) => name)).toContain('Te1/0/50');
  });
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
