/** The storage port on SQLite: one connection that writes, transactions one after the other. */

import type { DatabaseSync } from 'node:sqlite';
import { formatUuid7 } from '@muster/facts/uuid7';
import { openReads } from '../../read/connection.ts';
import { StorageError, type Store, type Transaction } from '../port.ts';
import { markPresenceSql } from '../presence.ts';
import type { Value } from '../tables.ts';
import { prepareCommit } from './commit.ts';
import { openDatabase } from './database.ts';
import { prepareFetches } from './fetches.ts';
import { prepareRegistry } from './registry.ts';
import { prepareAsMet } from './statements.ts';

export function openSqliteStore(
  folder: string,
  options: { readonly checkpointPages: number },
): Store {
  return sqliteStore(openDatabase(folder, { readOnly: false, ...options }));
}

/** @param database migrated; closed with the store */
export function sqliteStore(database: DatabaseSync): Store {
  const commit = prepareCommit(database);
  const statement = prepareAsMet(database);
  // Ids begin with the time they were made (UUIDv7), apart from those given to what had none usable.
  const forgetFates = database.prepare(
    `DELETE FROM fate WHERE id IN (
       SELECT id FROM fate WHERE id < ?1
       UNION ALL SELECT id FROM fate WHERE id >= 'parked-' AND at < ?2
       LIMIT ?3)`,
  );
  const forgetSightings = database.prepare(
    'DELETE FROM sighting WHERE id IN (SELECT id FROM sighting WHERE last_seen_at < ? LIMIT ?)',
  );
  const markPresence = database.prepare(markPresenceSql(['?', '?']));
  const forgetOutages = database.prepare('DELETE FROM observer_outage WHERE to_at < ?');
  const transaction: Transaction = {
    ...prepareFetches(database),
    tables: openReads(async (sql, parameters) => statement(sql).all(...(parameters as Value[]))),
    registry: prepareRegistry(database),
    commit: async (changes) => commit(changes),
    // A data folder has one reconciler.
    announce: async () => {},
    forgetFates: async (before, limit) =>
      Number(forgetFates.run(formatUuid7(before, NO_OCTETS), before, limit).changes),
    forgetSightings: async (before, limit) => Number(forgetSightings.run(before, limit).changes),
    markPresence: async (after, to) => void markPresence.run(after, to),
    forgetOutages: async (before) => void forgetOutages.run(before),
  };
  let last: Promise<unknown> = Promise.resolve();
  const run = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = await work(transaction);
      database.exec('COMMIT');
      return result;
    } catch (cause) {
      // A full disk may have rolled back already; the first error is the one that tells.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw storageError(cause) ?? cause;
    }
  };
  return {
    write: (work) => {
      const turn = last.then(
        () => run(work),
        () => run(work),
      );
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      await last;
      database.close();
    },
  };
}

/** The least id of a millisecond. */
const NO_OCTETS: Uint8Array = new Uint8Array(10);

/** Primary result codes (sqlite.org/rescode.html) that are the world's doing and not a statement's. */
const WORLDLY: ReadonlySet<number> = new Set([
  5, // SQLITE_BUSY
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
]);

function storageError(cause: unknown): StorageError | undefined {
  const isSqlite =
    cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number';
  // The low byte is the primary code.
  if (!isSqlite || !WORLDLY.has(Number(cause.errcode) & 0xff)) return undefined;
  return new StorageError(`the database could not be written: ${cause.message}`, { cause });
}
