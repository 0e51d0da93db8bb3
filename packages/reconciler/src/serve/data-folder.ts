/**
 * The data folder before anything is written to it. Secrets lie in it (the key, the ledger, who is
 * where): what we create is for us alone. What was there is somebody's, and stays as it is.
 */
import { constants, type Stats } from 'node:fs';
import { access, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Logger } from 'pino';
import { DATABASE_FILE } from '../store/sqlite/database.ts';
import { ConfigError } from './config-error.ts';

/** May lie there before the first start: what an operator prepares, and what a file system makes. */
const PREPARED = ['collector.yaml', 'lost+found', 'lock'];

/** Bits of a mode that let others than the owner in. */
const OTHERS = 0o077;

/** @throws ConfigError for a folder that cannot be made, or that others share */
export async function prepareDataFolder(dataDir: string, log: Pick<Logger, 'warn'>): Promise<void> {
  const before = await existing(dataDir);
  if (before === undefined) {
    await create(dataDir);
    return;
  }
  if (!before.isDirectory()) throw new ConfigError('--data', `${dataDir} is not a folder`);
  // Windows has no such bits: who may read a folder there is inherited from the one above.
  const isShared = process.platform !== 'win32' && (before.mode & OTHERS) !== 0;
  if (isShared && (await holdsOthersFiles(dataDir))) {
    throw new ConfigError(
      '--data',
      `${dataDir} holds other files and others can open it: choose a folder of its own (it is created), or close this one first (chmod 700)`,
    );
  }
  await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK).catch((cause) => {
    throw new ConfigError('--data', `${dataDir} cannot be written to`, { cause });
  });
  if (!isShared) return;
  const mode = (before.mode & 0o777).toString(8);
  log.warn({ dataDir, mode }, 'others can open the data folder, and secrets lie in it: chmod 700');
}

async function existing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new ConfigError('--data', `${path} cannot be opened (${codeOf(cause)})`, { cause });
  }
}

/** Step by step: Node's own recursion never ends where a file system has folders but makes none. */
async function create(dataDir: string): Promise<void> {
  const missing = [resolve(dataDir)];
  for (let above = dirname(resolve(dataDir)); (await existing(above)) === undefined; ) {
    missing.unshift(above);
    above = dirname(above);
  }
  for (const [index, path] of missing.entries()) {
    const isOurs = index === missing.length - 1;
    try {
      await mkdir(path, isOurs ? 0o700 : 0o777);
    } catch (cause) {
      throw new ConfigError('--data', `${path} cannot be created (${codeOf(cause)})`, { cause });
    }
  }
}

async function holdsOthersFiles(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir).catch((cause: unknown) => {
    throw new ConfigError('--data', `${dataDir} cannot be read (${codeOf(cause)})`, { cause });
  });
  return !names.includes(DATABASE_FILE) && names.some((name) => !PREPARED.includes(name));
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
