/**
 * One process at a time per data folder.
 *
 * The lock is an exclusive transaction on an empty SQLite file: the kernel holds it for the
 * process and lets go when the process dies, however it dies. A file with a process id would need
 * judging whether that process is still the same one (ids are reused, most of all after a boot),
 * and two who judge at once both win. The id is written beside it for the message only.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from './config-error.ts';

export interface Lock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** @throws ConfigError naming `dataFolder` when another process, or this one, holds it */
export async function acquireLock(dataFolder: string): Promise<Lock> {
  const holderPath = join(dataFolder, 'lock.pid');
  const database = new DatabaseSync(join(dataFolder, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw cause;
    const holder = await readFile(holderPath, 'utf8').catch(() => '');
    const by = /^\d+$/.test(holder) ? `process ${holder}` : 'another process';
    throw new ConfigError(
      'dataFolder',
      `${dataFolder} is in use by ${by}: stop that one, or give this one its own folder`,
      { cause },
    );
  }
  // On a full disk the message of a second instance names no process; the lock holds all the same.
  await writeFile(holderPath, String(process.pid)).catch(() => undefined);
  return { release: () => database.close() };
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}
