/** A reconciler as a process of its own, on loopback, for tests of what talks to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MUSTER: string = fileURLToPath(
  new URL('../packages/reconciler/bin/muster.js', import.meta.url),
);

export interface ReconcilerProcess {
  readonly url: string;
  /** Resolves when it answers; the data folder and the port stay the same each time. */
  start(): Promise<void>;
  /** As a power cut would, without a word. */
  kill(): Promise<void>;
  /** The API as an administrator sees it; JSON. */
  ask(path: string, body?: object): Promise<unknown>;
}

export async function makeReconciler(dataFolder: string): Promise<ReconcilerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const isHealthy = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  return {
    url,
    start: async () => {
      const args = ['serve', '--listen', `127.0.0.1:${port}`, '--data', dataFolder];
      const started = spawn(process.execPath, [MUSTER, ...args], { stdio: 'ignore' });
      child = started;
      while (!(await isHealthy())) {
        if (started.exitCode !== null) throw new Error(`muster serve ended: ${started.exitCode}`);
        await delay(20);
      }
    },
    kill: async () => {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
    ask: async (path, body) => {
      const key = (await readFile(join(dataFolder, 'api-key'), 'utf8')).trim();
      const response = await fetch(`${url}/api/v1/${path}`, {
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a port was asked for');
  return address.port;
}
