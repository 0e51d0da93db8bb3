/**
 * The real reconciler and a real observer as processes, either killed with SIGKILL or away:
 * everything said to be durable is stored, everything stored counts once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CiSummary, Page } from '@muster/facts/inventory';
import { Secret } from '@muster/uplink/secret';
import { BRISK, optionsFor, serialOf, sightingOf } from '@muster/uplink/testing/fixtures';
import type { WriterOptions } from '@muster/uplink/testing/writer';
import { openUplink, type Uplink } from '@muster/uplink/uplink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MUSTER = fileURLToPath(new URL('../../packages/reconciler/bin/muster.js', import.meta.url));
const WRITER = fileURLToPath(import.meta.resolve('@muster/uplink/testing/writer'));
/** Starts several processes, on a machine that may be busy with others. */
const TIME_LIMIT_MS = 120_000;

let folder: string;
let port: number;
let token: string;
const running: Set<ChildProcess> = new Set();
const opened: Uplink[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-system-uplink-'));
  port = await freePort();
});

afterEach(async () => {
  for (const uplink of opened.splice(0)) await uplink.close(0);
  for (const child of running) await kill(child);
  await rm(folder, { recursive: true, force: true });
});

const url = () => `http://127.0.0.1:${port}`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a port was asked for');
  return address.port;
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Resolves when it answers. */
async function startReconciler(): Promise<ChildProcess> {
  const args = ['serve', '--listen', `127.0.0.1:${port}`, '--data', join(folder, 'reconciler')];
  const child = spawn(process.execPath, [MUSTER, ...args], { stdio: 'ignore' });
  running.add(child);
  while (!(await isHealthy())) {
    if (child.exitCode !== null) throw new Error(`muster serve ended with ${child.exitCode}`);
    await delay(20);
  }
  return child;
}

async function isHealthy(): Promise<boolean> {
  return fetch(`${url()}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const key = (await readFile(join(folder, 'reconciler', 'api-key'), 'utf8')).trim();
  const response = await fetch(`${url()}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function createToken(): Promise<string> {
  const created = await ask<{ readonly token: string }>('enrolment-tokens', { uses: 1 });
  return created.token;
}

interface Writing {
  readonly child: ChildProcess;
  /** Resolves with the first durable key. */
  readonly started: Promise<unknown>;
  /** Kills it. @returns what it had said is durable */
  kill(): Promise<readonly string[]>;
}

function startWriter(prefix: string): Writing {
  const options: WriterOptions = {
    dataFolder: join(folder, 'observer'),
    reconciler: url(),
    prefix,
    limits: BRISK,
    token,
  };
  const child = spawn(process.execPath, [WRITER, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const closed = once(child.stdout, 'close');
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += String(chunk);
  });
  return {
    child,
    started: once(child.stdout, 'data'),
    kill: async () => {
      await kill(child);
      await closed;
      return printed.split('\n').slice(0, -1);
    },
  };
}

async function openHere(): Promise<Uplink> {
  const enrolmentToken = { kind: 'value', value: new Secret(token) } as const;
  const options = optionsFor(join(folder, 'observer'), url(), { enrolmentToken });
  const uplink = await openUplink(options);
  opened.push(uplink);
  return uplink;
}

async function allCis(): Promise<readonly CiSummary[]> {
  const cis: CiSummary[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<CiSummary> = await ask(`cis?limit=1000${from}`);
    cis.push(...page.items);
    cursor = page.next;
  }
  return cis;
}

describe('an observer and the reconciler', () => {
  it(
    'lose nothing and store nothing twice when either is killed or away',
    async () => {
      let reconciler = await startReconciler();
      token = await createToken();
      const first = await openHere();
      expect(await first.enrol()).toMatchObject({ kind: 'enrolled' });
      await first.close();
      const durable: string[] = [];
      for (let round = 0; round < 2; round += 1) {
        const writer = startWriter(`r${round}`);
        await writer.started;
        await delay(Math.random() * 150);
        // Away while the observer goes on: what it sees waits on its disk.
        await kill(reconciler);
        await delay(Math.random() * 150);
        // Every other time it comes back before the observer is killed.
        if (round % 2 === 0) reconciler = await startReconciler();
        durable.push(...(await writer.kill()));
        if (round % 2 === 1) reconciler = await startReconciler();
      }
      const uplink = await openHere();
      expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
      expect(uplink.status().health.lost).toBe(0);

      const serials = (await allCis()).map(({ serial }) => serial);
      const missing = durable.filter((key) => !serials.includes(serialOf(key)));
      expect(durable.length).toBeGreaterThan(3);
      expect(missing).toEqual([]);
      expect(serials).toHaveLength(new Set(serials).size);
      const stats = await ask<{ readonly records: number }>('stats');
      expect(stats.records).toBe(serials.length);
      const observers = await ask<{ readonly items: readonly unknown[] }>('observers');
      expect(observers.items).toHaveLength(1);
    },
    TIME_LIMIT_MS,
  );

  it(
    'agree on what is known: touches after a whole, the whole again after the data were lost',
    async () => {
      const reconciler = await startReconciler();
      token = await createToken();
      const uplink = await openHere();
      const seen = (batteryPercent: number) =>
        sightingOf('laptop-1', { power: { batteryPercent } });
      expect(await uplink.send([seen(90)])).toMatchObject({ wholes: 1 });
      expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
      expect(await uplink.send([seen(80)])).toMatchObject({ touches: 1 });
      expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
      expect(await allCis()).toHaveLength(1);

      // A reconciler that starts anew knows neither observer nor record.
      await kill(reconciler);
      await rm(join(folder, 'reconciler'), { recursive: true });
      await startReconciler();
      await uplink.close(0);
      opened.splice(0);
      token = await createToken();
      const again = await openHere();
      await again.send([seen(70)]);
      expect(await again.flush()).toEqual({ kind: 'acknowledged' });
      await expect.poll(allCis, { timeout: 10_000 }).toHaveLength(1);
    },
    TIME_LIMIT_MS,
  );
});
