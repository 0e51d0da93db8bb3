/**
 * The storage port on PostgreSQL, for any number of reconcilers on one database. One writes at a
 * time: the turn is an advisory lock that each transaction takes first, for the ledger is one chain
 * and every decision extends it, so that transactions which decide could not run side by side
 * anyway (measured: see README, Several reconcilers).
 *
 * A connection that is lost is made again. What it had not committed is done again; whether it had
 * committed is asked of the server itself.
 */
import { setTimeout } from 'node:timers/promises';
import { formatUuid7 } from '@muster/facts/uuid7';
import { openReads } from '../../read/connection.ts';
import { StorageError, type Store, type Transaction } from '../port.ts';
import { markPresenceSql } from '../presence.ts';
import type { Value } from '../tables.ts';
import { announcementsOf, CHANNEL } from './announce.ts';
import { prepareCommit } from './commit.ts';
import {
  codeOf,
  connectPostgres,
  type PostgresConnection,
  type Statement,
  storageErrorOf,
} from './connection.ts';
import type { DatabaseUrl } from './database-url.ts';
import { fetchesOver } from './fetches.ts';
import { POSTGRES } from './language.ts';
import { LOCKS } from './locks.ts';
import { migratePostgres } from './migrate.ts';
import { registryOver } from './registry.ts';
import { readSchema } from './schema.ts';

/** How often a transaction is begun again that the world undid; more would hold its askers up. */
const ATTEMPTS_MAX = 4;
/** How long a lost connection is sought before those who wait are told. Failovers take seconds. */
const RECONNECT_MS = 15_000;
/** A server that vanished without a word; longer than any wait for one's turn. */
const ANSWER_MS = 120_000;
const BACK_OFF_MS = 100;
const BACK_OFF_MAX_MS = 2_000;

/**
 * A reconciler that hangs in the midst of its turn would hold up all others: the server ends it. It
 * may plan for a while, as for an import of 100,000 rows. To wait for one's turn may take longer.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  idle_in_transaction_session_timeout: "'60s'",
  lock_timeout: "'90s'",
  // Every statement here is a look-up of keys. Plans are made once, and never from what a table
  // looked like while it was empty.
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

export interface PostgresStoreOptions {
  /** Names this reconciler among those on the database, so that it knows its own announcements. */
  readonly instance: string;
}

/** @throws StorageError: not reachable; Error: the database belongs to a newer Muster */
export async function openPostgresStore(
  url: DatabaseUrl,
  options: PostgresStoreOptions,
): Promise<Store> {
  const connection = await connectPostgres(url);
  try {
    await migratePostgres(connection);
  } finally {
    await connection.close();
  }
  return new PostgresStore(url, options);
}

interface Writing {
  readonly connection: PostgresConnection;
  readonly transaction: Transaction;
}

type Ended<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** `isUndone`: by the world, and nothing of it is there. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly isUndone: boolean };

class PostgresStore implements Store {
  readonly #url: DatabaseUrl;
  readonly #options: PostgresStoreOptions;
  #writing: Writing | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(url: DatabaseUrl, options: PostgresStoreOptions) {
    this.#url = url;
    this.#options = options;
  }

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => this.#attempt(work));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#writing?.connection.close();
  }

  async #attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const ended = await this.#run(work);
      if (ended.kind === 'done') return ended.value;
      if (!ended.isUndone || attempt >= ATTEMPTS_MAX) throw ended.error;
    }
  }

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<Ended<T>> {
    const { connection, transaction } = await this.#connected();
    let committing: { readonly id: string; readonly value: T } | undefined;
    try {
      const id = await begin(connection);
      committing = { id, value: await work(transaction) };
      await connection.commit();
      return { kind: 'done', value: committing.value };
    } catch (error) {
      if (await isRolledBack(connection)) {
        const isUndone = codeOf(error)?.startsWith(ROLLED_BACK) === true;
        return { kind: 'failed', error: storageErrorOf(error) ?? error, isUndone };
      }
    }
    if (committing !== undefined && (await this.#isCommitted(committing.id))) {
      return { kind: 'done', value: committing.value };
    }
    const error = new StorageError(`the connection to ${this.#url} was lost: nothing was written`);
    return { kind: 'failed', error, isUndone: true };
  }

  /** The server may still be at it when we are back: it is asked until it is not. */
  async #isCommitted(id: string): Promise<boolean> {
    for (;;) {
      const { connection } = await this.#connected();
      try {
        const [row] = await connection.all('SELECT pg_xact_status($1::xid8) AS status', [id]);
        if (row?.status !== 'in progress') return row?.status === 'committed';
      } catch (error) {
        if (!connection.isLost) throw error;
      }
      await setTimeout(BACK_OFF_MS);
    }
  }

  async #connected(): Promise<Writing> {
    if (this.#writing === undefined || this.#writing.connection.isLost) {
      this.#writing = undefined;
      const connection = await connectPatiently(this.#url);
      const transaction = await transactionOver(connection, this.#options);
      this.#writing = { connection, transaction };
    }
    return this.#writing;
  }
}

/** Class of SQLSTATE: serialization failure, deadlock. */
const ROLLED_BACK = '40';

/** @returns the transaction's id, by which its end can be asked after */
async function begin(connection: PostgresConnection): Promise<string> {
  const [, [row]] = await Promise.all([
    connection.script('BEGIN'),
    connection.all(`SELECT pg_advisory_xact_lock(${LOCKS.turn}), pg_current_xact_id()::text AS id`),
  ]);
  return String(row?.id);
}

/** @returns `false`: the connection is gone, and what the server made of the transaction is not known */
async function isRolledBack(connection: PostgresConnection): Promise<boolean> {
  try {
    await connection.script('ROLLBACK');
    return true;
  } catch {
    await connection.close();
    return false;
  }
}

/** @throws StorageError when there is none for too long, with the last reason */
async function connectPatiently(url: DatabaseUrl): Promise<PostgresConnection> {
  const deadline = performance.now() + RECONNECT_MS;
  for (let wait = BACK_OFF_MS; ; wait = Math.min(2 * wait, BACK_OFF_MAX_MS)) {
    try {
      return await connectPostgres(url, { settings: SETTINGS, answerMs: ANSWER_MS });
    } catch (error) {
      if (performance.now() + wait > deadline) throw error;
    }
    await setTimeout(wait);
  }
}

async function transactionOver(
  connection: PostgresConnection,
  { instance }: PostgresStoreOptions,
): Promise<Transaction> {
  const statementsOf = prepareCommit(await readSchema(connection));
  return {
    ...fetchesOver(connection),
    tables: openReads(
      (sql, parameters) => connection.all(sql, parameters as readonly Value[]),
      POSTGRES,
    ),
    registry: registryOver(connection),
    commit: (changes) =>
      connection.runAll([
        ...statementsOf(changes),
        ...announcementsOf(instance, changes.events).map(notification),
      ]),
    announce: (events) => connection.runAll(announcementsOf(instance, events).map(notification)),
    // Ids begin with the time they were made (UUIDv7), apart from those given to what had none usable.
    forgetFates: (before, limit) =>
      connection.run(
        `DELETE FROM fate WHERE id IN (
           SELECT id FROM fate WHERE id < $1
           UNION ALL SELECT id FROM fate WHERE id >= 'parked-' AND at < $2
           LIMIT $3)`,
        [formatUuid7(before, NO_OCTETS), before, limit],
      ),
    forgetSightings: (before, limit) =>
      connection.run(
        `DELETE FROM sighting WHERE id IN (
           SELECT id FROM sighting WHERE last_seen_at < $1 LIMIT $2)`,
        [before, limit],
      ),
    markPresence: async (after, to) => {
      await connection.run(markPresenceSql(['$1', '$2']), [after, to]);
    },
    forgetOutages: async (before) => {
      await connection.run('DELETE FROM observer_outage WHERE to_at < $1', [before]);
    },
  };
}

function notification(payload: string): Statement {
  return { sql: `SELECT pg_notify('${CHANNEL}', $1)`, parameters: [payload] };
}

/** The least id of a millisecond. */
const NO_OCTETS: Uint8Array = new Uint8Array(10);
