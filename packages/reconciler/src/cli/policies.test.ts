import { randomBytes } from 'node:crypto';
import type { Component, Observation } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../api/testing/harness.ts';
import { run } from './testing/run.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;

let bench: Bench;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  bench = await startBench();
  env = { MUSTER_URL: bench.url, MUSTER_TOKEN: bench.apiKey };
}, START_MS);
afterAll(() => bench.close(), START_MS);

function camera(number: number, components?: readonly Component[]): Observation {
  return stampObservation(
    {
      observedAt: new Date().toISOString(),
      source: 'snmp',
      profile: 'axis',
      key: `cam-${number}`,
      presence: 'seen',
      class: 'camera',
      device: { vendor: 'Axis', model: 'P3245', serial: `ACCC8E00000${number}` },
      interfaces: [{ name: 'eth0', addresses: [`10.20.0.${number}`] }],
      ...(components === undefined ? {} : { components }),
    },
    {
      observer: { id: 'test', kind: 'collector', version: '1' },
      nowMs: Date.now,
      random: (octets) => randomBytes(octets),
    },
  );
}

const tell = (...items: Observation[]) => bench.ask('/api/v1/observations', { body: items });
const why = ['--reason', 'the new warehouse'];
const segment = '10.20.0.0/24';

describe('a segment on the command line', () => {
  it('is learned, looked at, adopted, and over', async () => {
    await tell(camera(1), camera(2));
    const learned = await run(['learn', segment, '--until', '2099-01-01', ...why], { env });
    expect([learned.code, learned.stderr]).toEqual([1, expect.stringContaining('180 days')]);
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    expect((await run(['learn', segment, '--until', until, ...why], { env })).code).toBe(0);
    const listed = await run(['learn'], { env });
    expect(listed.stdout).toMatch(/segment +unknown.*\n10\.20\.0\.0\/24 +2 /);
    const dry = await run(['adopt', segment, ...why], { env });
    expect([dry.code, dry.stdout.split('\n').length, dry.stderr]).toEqual([
      0,
      4,
      expect.stringContaining('2 would be made; nothing was written'),
    ]);
    const made = await run(['adopt', segment, '--apply', '--owner', 'Ada', ...why, '--json'], {
      env,
    });
    const [first] = made.stdout.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ disposition: 'create', assetId: 'asset-1' });
    const ended = await run(['learn', segment, '--end', ...why, '--json'], { env });
    expect(JSON.parse(ended.stdout)).toMatchObject({ isOver: true, unknown: 0 });
  });

  it.each<[string[], number, string]>([
    [['learn', segment], 2, '--reason'],
    [['learn', segment, ...why], 2, '--until'],
    [['learn', segment, '--until', 'soon', ...why], 2, 'no date'],
    [['learn', 'elsewhere', '--end', ...why], 1, 'not learned'],
    [['accept', 'finding-99999', ...why], 1, 'no finding'],
  ])('%j ends with %i', async (args, code, message) => {
    const ran = await run(args, { env });
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});

it('policies are shown with what they opened', async () => {
  const shown = await run(['policies', '--json'], { env });
  const { rules } = JSON.parse(shown.stdout);
  expect(rules.at(-1)).toMatchObject({ name: 'all others', findings: expect.any(Number) });
  const table = await run(['policies'], { env });
  expect(table.stdout).toContain('an unknown server is looked into');
});

it('what a device is now is accepted, with a reason', async () => {
  const disk = { kind: 'disk', key: 'disk:0', slot: 'bay 0' } as const;
  await tell(camera(9, [{ ...disk, serial: 'S6Z2NF0W100001' }]));
  await tell(camera(9, [{ ...disk, serial: 'S6Z2NF0W999999' }]));
  const { stdout } = await run(['findings', '--kind', 'drift', '--json'], { env });
  const drift = JSON.parse(stdout);
  expect(drift.evidence).toEqual([
    'disk bay 0: serial S6Z2NF0W100001 is now serial S6Z2NF0W999999',
  ]);
  const accepted = await run(['accept', drift.id, '--reason', 'replaced'], { env });
  expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringContaining('is resolved')]);
});
