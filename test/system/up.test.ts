import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CA, TEST_SERVER_CERT, TEST_SERVER_KEY } from '@muster/uplink/testing/certificates';
import { afterEach, beforeEach, expect, it } from 'vitest';
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
let running: Running | undefined;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'muster-up-'));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(data, { recursive: true, maxRetries: 5 });
});

async function start(...more: readonly string[]): Promise<Running> {
  running = await startMuster(['up', '--data', data, '--listen', '0', ...more]);
  return running;
}

const query = async () => {
  const { stdout } = await runMuster(['query', '--json', '--data', data]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
};

it(
  'shows this very machine, and leaves nothing running',
  async () => {
    const { stop } = await start();
    const here = expect.objectContaining({ hostname: hostname(), sources: ['agent'] });
    await expect.poll(query, { timeout: SLOW_MS }).toContainEqual(here);
    const observers = await runMuster(['observers', '--data', data]);
    expect(observers.stdout).toMatch(/ agent .* true /);
    expect(observers.stdout).toMatch(/ collector .* true /);
    expect((await runMuster(['audit', 'verify', '--data', data])).code).toBe(0);
    expect(await stop()).toBe(0);
    expect(processesWith(data)).toEqual([]);
    const offline = await runMuster(['audit', 'verify', '--data', data]);
    expect([offline.code, offline.stdout]).toEqual([0, expect.stringMatching(/^sound: [1-9]/)]);
    const gone = await runMuster(['query', '--data', data]);
    expect([gone.code, gone.stdout]).toEqual([1, '']);
  },
  TEST_MS,
);

const childOf = (name: string) => processesWith(data).find(({ command }) => command.includes(name));

it(
  'starts a child again that was killed',
  async () => {
    await start();
    await expect.poll(() => childOf('muster-agent'), { timeout: SLOW_MS }).toBeDefined();
    const first = childOf('muster-agent')?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await expect
      .poll(() => childOf('muster-agent')?.pid ?? first, { timeout: SLOW_MS })
      .not.toBe(first);
  },
  TEST_MS,
);

it(
  'takes its children with it when it is killed',
  async () => {
    const { pid = 0 } = await start();
    await expect.poll(() => childOf('muster-collector'), { timeout: SLOW_MS }).toBeDefined();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => processesWith(data), { timeout: SLOW_MS }).toEqual([]);
  },
  TEST_MS,
);

it(
  'says what to do when its port or its folder is taken',
  async () => {
    const { url } = await start();
    const other = join(data, 'other');
    const { port } = new URL(url);
    const samePort = await runMuster(['up', '--data', other, '--listen', port]);
    expect([samePort.code, samePort.stdout]).toEqual([1, '']);
    expect(samePort.stderr).toMatch(/in use by another program.*--listen 127\.0\.0\.1:\d+/);
    const sameFolder = await runMuster(['serve', '--data', data, '--listen', '0']);
    expect([sameFolder.code, sameFolder.stdout]).toEqual([1, '']);
    expect(sameFolder.stderr).toMatch(/another reconciler uses .*--data/);
  },
  TEST_MS,
);

it(
  'speaks TLS, to its own agent too',
  async () => {
    const files = { cert: TEST_SERVER_CERT, key: TEST_SERVER_KEY, ca: TEST_CA };
    const path = (name: keyof typeof files) => join(data, `${name}.pem`);
    for (const name of ['cert', 'key', 'ca'] as const) await writeFile(path(name), files[name]);
    const tls = ['--tls-cert', path('cert'), '--tls-key', path('key'), '--tls-ca', path('ca')];
    const { url } = await start(...tls);
    expect(url).toMatch(/^https:/);
    const connected = async () =>
      (await runMuster(['observers', '--data', data, '--ca', path('ca')])).stdout;
    await expect.poll(connected, { timeout: SLOW_MS }).toMatch(/ agent .* true /);
    const untrusted = await runMuster(['query', '--data', data]);
    expect([untrusted.code, untrusted.stderr]).toEqual([1, expect.stringMatching(/certificate/)]);
  },
  TEST_MS,
);
