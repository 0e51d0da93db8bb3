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

const LOCK_FILE = 'lock.sqlite';
const HOLDER_FILE = 'lock.pid';
const SQLITE_BUSY = 5;

/** Someone who asks for the status holds it for a moment: that does not turn a daemon away. */
const GLANCE_MS = 200;

/** @throws ConfigError naming `dataFolder` when another process, or this one, holds it */
export async function acquireLock(dataFolder: string): Promise<Lock> {
  const database = tryLock(join(dataFolder, LOCK_FILE), 'EXCLUSIVE');
  const holderPath = join(dataFolder, HOLDER_FILE);
  if (database === undefined) {
    const holder = await readFile(holderPath, 'utf8').catch(() => '');
    const by = /^\d+$/.test(holder) ? `process ${holder}` : 'another process';
    const message = `${dataFolder} is in use by ${by}: stop that one, or give this one its own folder`;
    throw new ConfigError('dataFolder', message);
  }
  // On a full disk the message of a second instance names no process; the lock holds all the same.
  await writeFile(holderPath, String(process.pid)).catch(() => undefined);
  return { release: () => database.close() };
}

/** Whether a process holds the folder just now. Whoever may not open the lock cannot tell: no. */
export function isLocked(dataFolder: string): boolean {
  try {
    const database = tryLock(join(dataFolder, LOCK_FILE), 'SHARED');
    database?.close();
    return database === undefined;
  } catch {
    return false;
  }
}

/** @returns `undefined` where it is held */
function tryLock(path: string, mode: 'EXCLUSIVE' | 'SHARED'): DatabaseSync | undefined {
  const isExclusive = mode === 'EXCLUSIVE';
  const database = new DatabaseSync(path, {
    readOnly: !isExclusive,
    timeout: isExclusive ? GLANCE_MS : 0,
  });
  try {
    database.exec(isExclusive ? 'BEGIN EXCLUSIVE' : 'SELECT count(*) FROM sqlite_schema');
    return database;
  } catch (cause) {
    database.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY)
      return undefined;
    throw cause;
  }
}
