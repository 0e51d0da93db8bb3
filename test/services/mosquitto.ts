/** A real Mosquitto of one's own: own configuration, own port on loopback, ended by its own id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './required.ts';

export interface MosquittoOptions {
  /** A free one where absent. */
  readonly port?: number;
  /** Lines of mosquitto.conf beside the listener's. */
  readonly config?: readonly string[];
  /** Keeps what is retained over `restart`. */
  readonly isPersistent?: boolean;
  /** Lines "user:password". */
  readonly users?: readonly string[];
}

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Ends it as an operator would; it saves what it keeps, for as long as this process lives. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** What brokers keep outlives their stop; it goes with this process. */
const folders = new Set<string>();
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** How long it may take to listen; it takes 20 ms. */
const START_MS = 10_000;

/** @throws where the program is missing, or ends before it listens (with what it said) */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const program = findProgram('mosquitto');
  if (program === undefined) {
    throw new Error('this needs Mosquitto: install the package "mosquitto" (Debian)');
  }
  const folder = await mkdtemp(join(tmpdir(), 'muster-mosquitto-'));
  const port = options.port ?? (await freePort());
  folders.add(folder);
  const config = join(folder, 'mosquitto.conf');
  await writeFile(config, await configOf(options, folder, port));
  let child: ChildProcess | undefined;
  const mosquitto: Mosquitto = {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    folder,
    async start() {
      child = await listening(program, config);
    },
    async stop() {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null) return;
      const exited = once(running, 'exit');
      running.kill('SIGTERM');
      await exited;
    },
  };
  await mosquitto.start();
  return mosquitto;
}

async function configOf(
  { config = [], isPersistent = false, users }: MosquittoOptions,
  folder: string,
  port: number,
): Promise<string> {
  const lines = [
    `listener ${port} 127.0.0.1`,
    // Started as root it would become another user, who may not read this folder.
    `user ${userInfo().username}`,
    'log_dest stderr',
    ...['error', 'warning', 'notice', 'information'].map((type) => `log_type ${type}`),
    ...config,
  ];
  if (isPersistent) lines.push('persistence true', `persistence_location ${folder}/`);
  else lines.push('persistence false');
  if (users === undefined) {
    lines.push('allow_anonymous true');
  } else {
    const passwords = join(folder, 'passwords');
    await writeFile(passwords, `${users.join('\n')}\n`, { mode: 0o600 });
    const hash = findProgram('mosquitto_passwd');
    if (hash === undefined) throw new Error('this needs mosquitto_passwd, of the same package');
    const [code] = await once(spawn(hash, ['-U', passwords], { stdio: 'ignore' }), 'exit');
    if (code !== 0) throw new Error('mosquitto_passwd failed');
    lines.push('allow_anonymous false', `password_file ${passwords}`);
  }
  return `${lines.join('\n')}\n`;
}

async function listening(program: string, config: string): Promise<ChildProcess> {
  const child = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`mosquitto does not listen: ${said}`));
    }, START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000);
      if (!said.includes(' running')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`mosquitto ended: ${said}`));
    });
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
