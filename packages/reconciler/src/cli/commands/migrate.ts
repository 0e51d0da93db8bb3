/** `migrate`: moves the inventory of a data folder into a PostgreSQL database, and verifies it there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../options.ts';
import { StartError } from '../../serve/config-error.ts';
import { lockDataDir } from '../../serve/data-lock.ts';
import { type Moved, MoveError, moveInventory } from '../../store/move/move.ts';
import { StorageError } from '../../store/port.ts';
import { connectPostgres } from '../../store/postgres/connection.ts';
import type { DatabaseUrl } from '../../store/postgres/database-url.ts';
import { migratePostgres } from '../../store/postgres/migrate.ts';
import { DATABASE_FILE, openDatabase } from '../../store/sqlite/database.ts';
import { databaseOf, parseDatabaseUrl } from '../database.ts';
import { write } from '../output.ts';
import { progressOf } from '../progress.ts';
import { dataDirOf, type ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';

export interface MigrateOptions extends Pick<ReachOptions, 'data'> {
  readonly to?: string;
  readonly json?: true;
}

export async function migrateCommand(
  options: MigrateOptions,
  around: Surroundings,
): Promise<number> {
  const dataDir = dataDirOf(options, around.env);
  try {
    const to = targetOf(options, around);
    if (!existsSync(join(dataDir, DATABASE_FILE))) {
      throw new UsageError(`${dataDir} has no inventory: name its folder by --data`);
    }
    const moved = await move(dataDir, to, around);
    await write(around.stdout, options.json ? `${JSON.stringify(moved)}\n` : told(moved, to));
    return EXIT.done;
  } catch (error) {
    if (isWorldly(error)) throw new WorldError(`nothing was moved: ${error.message}`);
    throw error;
  }
}

function isWorldly(error: unknown): error is Error {
  return error instanceof StartError || error instanceof StorageError || error instanceof MoveError;
}

function targetOf({ to }: MigrateOptions, { env }: Surroundings): DatabaseUrl {
  const url = to === undefined ? databaseOf(env) : parseDatabaseUrl('--to', to);
  if (url === undefined) {
    throw new UsageError('say where: --to postgres://USER@HOST/DATABASE, or DATABASE_URL');
  }
  return url;
}

async function move(dataDir: string, to: DatabaseUrl, around: Surroundings): Promise<Moved> {
  // Nobody may write to what is read.
  const lock = lockDataDir(dataDir);
  try {
    const target = await connectPostgres(to);
    try {
      const { checkpointPages } = DEFAULT_LIMITS;
      const source = openDatabase(dataDir, { readOnly: false, checkpointPages });
      try {
        await migratePostgres(target);
        return await moveInventory(source, target, progressOf('moving', around));
      } finally {
        source.close();
      }
    } finally {
      await target.close();
    }
  } finally {
    lock.release();
  }
}

function told({ tables, ledger }: Moved, to: DatabaseUrl): string {
  const rows = tables.map((table) => `${table.name}: ${table.rows} rows, ${table.digest}`);
  return [
    ...rows,
    `ledger: sound, ${ledger.seq} entries, head ${ledger.hash}`,
    `moved to ${to}: start muster with this DATABASE_URL and the same data folder`,
    '',
  ].join('\n');
}
