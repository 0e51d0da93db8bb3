/**
 * One reconciler a data folder. The lock is SQLite's own on a file of its own: the operating system
 * lets go of it whatever becomes of the process, so nothing stale is ever left to be removed.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './config-error.ts';

export interface DataLock {
  release(): void;
}

/** @throws StartError when another process has it */
export function lockDataDir(dataDir: string): DataLock {
  const database = new DatabaseSync(join(dataDir, 'lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const message = `another reconciler uses ${dataDir}: stop it, or choose another folder with --data`;
    throw new StartError(message, { cause });
  }
  return { release: () => database.close() };
}
