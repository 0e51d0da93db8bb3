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
      const started = spawn(process.execPath, [MUSTER, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      let said = '';
      started.stderr.on('data', (chunk) => {
        said = `${said}${String(chunk)}`.slice(-2000);
      });
      while (!(await isHealthy())) {
        if (started.exitCode !== null)
          throw new Error(`muster serve ended with ${started.exitCode}: ${said}`);
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

/**
 * Below the ports that outgoing connections get: observers that try a reconciler which is away
 * would now and then be given its own port, connect to themselves, and keep it.
 */
const PORTS = { from: 20_000, to: 32_000 } as const;

async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    const server = createServer();
    const opened = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!opened) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
