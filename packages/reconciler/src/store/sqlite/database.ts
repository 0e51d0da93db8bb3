/** Opens the SQLite database with the settings that an evidence store needs, migrated to date. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const DATABASE_FILE = 'inventory.sqlite';
const MIGRATIONS: string = join(import.meta.dirname, 'migrations');

/** Kilobytes of cached pages: identifiers of some 200,000 records stay in memory. */
const CACHE_KB = 131_072;
/** Another process (a backup, a second command) may hold the lock for this long. */
const BUSY_MS = 10_000;

/**
 * WAL with `synchronous=FULL`: a commit is on the disk when it returns, and readers never wait for
 * the writer. 8 kB pages and rare checkpoints cost least for this load (measured: docs of 1.5 kB,
 * four identifiers each).
 */
export function openDatabase(
  folder: string,
  options: { readonly readOnly: boolean; readonly checkpointPages: number },
): DatabaseSync {
  if (!options.readOnly) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: options.readOnly });
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  if (options.readOnly) {
    database.exec(`PRAGMA cache_size = -${CACHE_KB / 2}; PRAGMA query_only = ON`);
    return database;
  }
  database.exec(`
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${options.checkpointPages};
    PRAGMA cache_size = -${CACHE_KB};
    PRAGMA temp_store = MEMORY;
    PRAGMA foreign_keys = OFF;
  `);
  migrate(database, readMigrations());
  return database;
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Files `NNNN-name.sql`, in the order of their numbers. */
export function readMigrations(folder: string = MIGRATIONS): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(folder, file), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { number: Number(file.slice(0, 4)), name: file, sql, checksum };
    });
}

/**
 * Applies what is missing, each migration in a transaction of its own.
 *
 * @throws when an applied migration was edited, or the database is newer than this program
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  database.exec(
    `CREATE TABLE IF NOT EXISTS migration (
       number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
     ) STRICT`,
  );
  const applied = new Map(
    database
      .prepare('SELECT number, checksum FROM migration')
      .all()
      .map((row) => [Number(row.number), String(row.checksum)]),
  );
  const newest = Math.max(0, ...applied.keys());
  if (newest > (migrations.at(-1)?.number ?? 0)) {
    throw new Error(
      `the database has migration ${newest}, which this Muster does not know: it is older than the data`,
    );
  }
  for (const { number, name, sql, checksum } of migrations) {
    const before = applied.get(number);
    if (before === checksum) continue;
    if (before !== undefined) throw new Error(`migration ${name} was edited after it was applied`);
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database.prepare('INSERT INTO migration VALUES (?, ?, ?)').run(number, name, checksum);
      database.exec('COMMIT');
    } catch (cause) {
      database.exec('ROLLBACK');
      throw new Error(`migration ${name} failed`, { cause });
    }
  }
}
