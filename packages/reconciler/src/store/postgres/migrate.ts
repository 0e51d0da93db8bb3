/** Brings a PostgreSQL database to the present schema, whoever else tries to at the same time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Migration, readMigrations } from '../sqlite/database.ts';
import type { PostgresConnection } from './connection.ts';
import { LOCKS } from './locks.ts';
import { translateMigration } from './translate.ts';

/** Migrations of this database's own: they stand for the translated one of the same name. */
const OWN: string = join(import.meta.dirname, 'migrations');

/** The checksum stays that of the file in which the tables are declared: one number, one meaning. */
export function readPostgresMigrations(): readonly Migration[] {
  return readMigrations().map((migration) => {
    const own = join(OWN, migration.name);
    const sql = existsSync(own)
      ? readFileSync(own, 'utf8')
      : translateMigration(migration.name, migration.sql);
    return { ...migration, sql };
  });
}

/**
 * Applies what is missing, each migration in a transaction of its own.
 *
 * @throws when an applied migration was edited, or the database is newer than this program
 */
export async function migratePostgres(
  connection: PostgresConnection,
  migrations: readonly Migration[] = readPostgresMigrations(),
): Promise<void> {
  await connection.script(`SELECT pg_advisory_lock(${LOCKS.migration})`);
  try {
    await connection.script(
      'CREATE TABLE IF NOT EXISTS migration (number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL)',
    );
    const rows = await connection.all('SELECT number, checksum FROM migration');
    const applied = new Map(rows.map((row) => [Number(row.number), String(row.checksum)]));
    const newest = Math.max(0, ...applied.keys());
    if (newest > (migrations.at(-1)?.number ?? 0)) {
      throw new Error(
        `the database has migration ${newest}, which this Muster does not know: it is older than the data`,
      );
    }
    for (const migration of migrations) {
      const before = applied.get(migration.number);
      if (before === undefined) await apply(connection, migration);
      else if (before !== migration.checksum) {
        throw new Error(`migration ${migration.name} was edited after it was applied`);
      }
    }
  } finally {
    if (!connection.isLost) {
      await connection.script(`SELECT pg_advisory_unlock(${LOCKS.migration})`);
    }
  }
}

async function apply(
  connection: PostgresConnection,
  { number, name, sql, checksum }: Migration,
): Promise<void> {
  await connection.script('BEGIN');
  try {
    await connection.script(sql);
    await connection.run('INSERT INTO migration VALUES ($1, $2, $3)', [number, name, checksum]);
    await connection.script('COMMIT');
  } catch (cause) {
    if (!connection.isLost) await connection.script('ROLLBACK');
    throw new Error(`migration ${name} failed`, { cause });
  }
}
