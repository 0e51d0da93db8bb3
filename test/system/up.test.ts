import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CA, TEST_SERVER_CERT, TEST_SERVER_KEY } from '@muster/uplink/testing/certificates';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { processesWith } from '../harness/processes.ts';
import { runMuster } from '../harness/run-muster.ts';
import { type Running, startMuster } from '../harness/start-muster.ts';

/**
 * For processes to start and end on a machine that does much else. On one that does not, this very
 * machine is in the inventory within three seconds of the sign-in link; ten are promised.
 */
const SLOW_MS = 30_000;
const TEST_MS = 120_000;

let data: string;
let running: Running;

async function start(...more: readonly string[]): Promise<void> {
  data = await mkdtemp(join(tmpdir(), 'muster-up-'));
  running = await startMuster(['up', '--data', data, '--listen', '0', ...more]);
}

async function end(): Promise<void> {
  await running.stop();
  await rm(data, { recursive: true, maxRetries: 5 });
}

const childOf = (name: string) => processesWith(data).find(({ command }) => command.includes(name));

describe('while it runs', () => {
  beforeAll(() => start(), TEST_MS);
  afterAll(end, TEST_MS);

  it(
    'shows this very machine',
    async () => {
      const query = async () => {
        const { stdout } = await runMuster(['query', '--json', '--data', data]);
        return stdout
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line));
      };
      const here = expect.objectContaining({ hostname: hostname(), sources: ['agent'] });
      await expect.poll(query, { timeout: SLOW_MS }).toContainEqual(here);
      const observers = async () => (await runMuster(['observers', '--data', data])).stdout;
      await expect.poll(observers, { timeout: SLOW_MS }).toMatch(/ collector .* true /);
    },
    TEST_MS,
  );

  it(
    'starts a child again that was killed',
    async () => {
      await expect.poll(() => childOf('muster-agent'), { timeout: SLOW_MS }).toBeDefined();
      const first = childOf('muster-agent')?.pid ?? 0;
      process.kill(first, 'SIGKILL');
      const second = () => childOf('muster-agent')?.pid ?? first;
      await expect.poll(second, { timeout: SLOW_MS }).not.toBe(first);
    },
    TEST_MS,
  );

  it(
    'says what to do when its port or its folder is wanted by another',
    async () => {
      const { port } = new URL(running.url);
      const samePort = await runMuster(['up', '--data', join(data, 'other'), '--listen', port]);
      expect([samePort.code, samePort.stdout]).toEqual([1, '']);
      expect(samePort.stderr).toMatch(/in use by another program.*--listen 127\.0\.0\.1:\d+/);
      const sameFolder = await runMuster(['serve', '--data', data, '--listen', '0']);
      expect([sameFolder.code, sameFolder.stdout]).toEqual([1, '']);
      expect(sameFolder.stderr).toMatch(/another reconciler uses .*--data/);
    },
    TEST_MS,
  );
});

describe('at its end', () => {
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'muster-up-'));
  });
  afterEach(end, TEST_MS);

  it(
    'takes its children with it when it is killed',
    async () => {
      running = await startMuster(['up', '--data', data, '--listen', '0']);
      await expect.poll(() => childOf('muster-collector'), { timeout: SLOW_MS }).toBeDefined();
      process.kill(running.pid ?? 0, 'SIGKILL');
      await expect.poll(() => processesWith(data), { timeout: SLOW_MS }).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'leaves nothing running, its agent served over TLS, its ledger sound',
    async () => {
      const files = { cert: TEST_SERVER_CERT, key: TEST_SERVER_KEY, ca: TEST_CA };
      const path = (name: keyof typeof files) => join(data, `${name}.pem`);
      for (const name of ['cert', 'key', 'ca'] as const) await writeFile(path(name), files[name]);
      const tls = ['--tls-cert', path('cert'), '--tls-key', path('key'), '--tls-ca', path('ca')];
      running = await startMuster(['up', '--data', data, '--listen', '0', ...tls]);
      expect(running.url).toMatch(/^https:/);
      const observers = async () =>
        (await runMuster(['observers', '--data', data, '--ca', path('ca')])).stdout;
      await expect.poll(observers, { timeout: SLOW_MS }).toMatch(/ agent .* true /);
      const untrusted = await runMuster(['query', '--data', data]);
      expect([untrusted.code, untrusted.stderr]).toEqual([1, expect.stringMatching(/certificate/)]);
      expect(await running.stop()).toBe(0);
      expect(processesWith(data)).toEqual([]);
      const ledger = await runMuster(['audit', 'verify', '--data', data]);
      expect([ledger.code, ledger.stdout]).toEqual([0, expect.stringMatching(/^sound: [1-9]/)]);
      expect(await runMuster(['query', '--data', data])).toMatchObject({ code: 1, stdout: '' });
    },
    TEST_MS,
  );
});
