/** Starts `muster-collector run` as a person would, enrolled with a reconciler of this machine. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMuster } from './run-muster.ts';

export interface RunningCollector {
  readonly pid: number | undefined;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Asks it to end and waits until it has. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface CollectorOptions {
  /** Its configuration, identity and spool come here. */
  readonly folder: string;
  /** YAML. */
  readonly config: string;
  readonly url: string;
  /** The reconciler's data folder, which makes the enrolment token. */
  readonly reconcilerData: string;
  readonly env?: Readonly<Record<string, string>>;
}

const COLLECTOR = fileURLToPath(
  new URL('../../collector/bin/muster-collector.js', import.meta.url),
);

/** @param options.folder exists, and is this collector's alone */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { folder, url, reconcilerData } = options;
  const config = join(folder, 'collector.yaml');
  const token = join(folder, 'token');
  await writeFile(config, options.config);
  const created = await runMuster([
    'enrol-token',
    'create',
    '--out',
    token,
    '--data',
    reconcilerData,
  ]);
  if (created.code !== 0) throw new Error(created.stderr);
  const data = join(folder, 'data');
  const args = ['run', '--config', config, '--url', url, '--token-file', token, '--data', data];
  const child = spawn(process.execPath, [COLLECTOR, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_MAX);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid,
    log: () => log,
    stop: (signal = 'SIGTERM') => {
      if (child.exitCode === null) child.kill(signal);
      return ended;
    },
  };
}

const LOG_MAX = 1_000_000;
