/**
 * Two collectors with the same targets, as real processes beside a real reconciler: no device is
 * asked by both, and when one is killed the other takes its share.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { type SnmpDevice, startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { type RunningCollector, startCollector } from '../harness/start-collector.ts';
import { startMuster } from '../harness/start-muster.ts';

const DEVICES = 12;
const rows = ['1.3.6.1.2.1.1.1.0|4|A switch made for this test', '1.3.6.1.2.1.1.5.0|4|lab'];

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function configOf(name: string, devices: readonly SnmpDevice[]): string {
  const targets = devices.map(
    ({ port }) => `    - { address: 127.0.0.1, port: ${port}, credentials: a }`,
  );
  return [
    `name: ${name}`,
    'share: { group: lab, takeover: 1s }',
    'snmp:',
    '  every: 1s',
    '  timeout: 2s',
    '  credentials:',
    '    a: { community: { env: LAB_COMMUNITY } }',
    '  targets:',
    ...targets,
    '',
  ].join('\n');
}

/** The targets that a collector has visited since, in order, by its log. */
function visits(collector: RunningCollector, since = 0): readonly string[] {
  return collector
    .log()
    .split('\n')
    .flatMap((line) => {
      const [, time, target] =
        /"time":(\d+),.*"target":"([^"]+)".*"msg":"visited"/.exec(line) ?? [];
      return target === undefined || Number(time) < since ? [] : [target];
    });
}

/** The log is another process's: it is looked at until it says so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(100);
}

it('each device is asked by one collector, and by the other when that one dies', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'muster-share-'));
  closing.push(() => rm(dir, { recursive: true }));
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, () =>
      startSnmpDevice({ communities: { public: rows.join('\n') } }),
    ),
  );
  for (const device of devices) closing.push(device.close);
  const data = join(dir, 'data');
  const muster = await startMuster(['serve', '--data', data, '--listen', '0']);
  closing.push(() => muster.stop());
  const [one, other] = await Promise.all(
    ['one', 'other'].map(async (name) => {
      const folder = join(dir, name);
      await mkdir(folder);
      const collector = await startCollector({
        folder,
        config: configOf(name, devices),
        env: { LAB_COMMUNITY: 'public' },
        url: muster.url,
        reconcilerData: data,
      });
      closing.push(() => collector.stop());
      return collector;
    }),
  );
  if (one === undefined || other === undefined) throw new Error('two were started');

  // Whoever came first had everything; once both ask, each has its own.
  await until(() => visits(one).length > 0 && visits(other).length > 0);
  const both = (): boolean => {
    const since = Date.now() - 3000;
    const all = new Set([...visits(one, since), ...visits(other, since)]);
    return all.size === DEVICES && visits(one, since).length > 0 && visits(other, since).length > 0;
  };
  await until(both);
  const since = Date.now();
  await until(() => visits(one, since).length + visits(other, since).length >= 3 * DEVICES);
  const [ones, others] = [new Set(visits(one, since)), new Set(visits(other, since))];
  expect([...ones].filter((target) => others.has(target))).toEqual([]);
  expect(ones.size + others.size).toBe(DEVICES);

  await one.stop('SIGKILL');
  const died = Date.now();
  await until(() => new Set(visits(other, died)).size === DEVICES);
  expect(new Set(visits(other, died))).toEqual(new Set([...ones, ...others]));
}, 120_000);
