/** A real PostgreSQL of one's own: own data folder, own port on loopback, ended by its own id. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findProgram } from './required.ts';

/** Debian keeps each version's programs in a folder of its own, on nobody's PATH. */
const DEBIAN = '/usr/lib/postgresql';
/** How long it may take to answer; it takes less than a second. */
const START_MS = 30_000;
/** It refuses to run as root; Debian's "nobody" has a name and owns nothing. */
const NOBODY = 65_534;

export interface Postgres extends AsyncDisposable {
  /** The address of a database made for the asker, empty. */
  createDatabase(): Promise<string>;
  /** At once and without a checkpoint, as a power cut would end it; `start` recovers. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/**
 * For `describe.skipIf`: true where it is missing and the run does not demand it.
 *
 * @throws where it is missing and `MUSTER_REQUIRE_SERVICES=1` demands it
 */
export function isPostgresMissing(): boolean {
  const isMissing = programOf('postgres') === undefined || programOf('initdb') === undefined;
  if (isMissing && process.env.MUSTER_REQUIRE_SERVICES === '1') {
    throw new Error(
      'MUSTER_REQUIRE_SERVICES=1, but PostgreSQL is not installed (postgres, initdb; Debian: postgresql)',
    );
  }
  return isMissing;
}

function programOf(name: string): string | undefined {
  const onPath = findProgram(name);
  if (onPath !== undefined || !existsSync(DEBIAN)) return onPath;
  return readdirSync(DEBIAN)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin', name))
    .find((path) => existsSync(path));
}

/** @throws where it does not start, with what it said */
export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-postgres-'));
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const initdb = programOf('initdb') ?? 'initdb';
  await promisify(execFile)(
    initdb,
    ['-D', data, '-U', 'muster', '-A', 'trust', '-E', 'UTF8', '--no-instructions'],
    as,
  );
  const port = await freePort();
  const server = `postgres://muster@127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let databases = 0;
  const start = async (): Promise<void> => {
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=`];
    const started = spawn(
      programOf('postgres') ?? 'postgres',
      ['-D', data, ...settings.flatMap((each) => ['-c', each])],
      { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child = started;
    let said = '';
    started.stderr?.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-4_000);
    });
    await untilItAnswers(`${server}/postgres`, started, () => said);
  };
  const crash = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // SIGQUIT to the postmaster: "immediate shutdown".
    child.kill('SIGQUIT');
    await ended;
  };
  await start();
  return {
    createDatabase: async () => {
      databases += 1;
      const name = `muster_${databases}`;
      await queryPostgres(`${server}/postgres`, `CREATE DATABASE ${name}`);
      return `${server}/${name}`;
    },
    crash,
    start,
    [Symbol.asyncDispose]: async () => {
      await crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Statements of the test itself, apart from what is tested. */
export async function queryPostgres(
  url: string,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function untilItAnswers(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await queryPostgres(url, 'SELECT 1');
      return;
    } catch (cause) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`PostgreSQL did not start: ${said()}`, { cause });
      }
    }
    // Nothing tells when it listens: it is asked.
    await setTimeout(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
