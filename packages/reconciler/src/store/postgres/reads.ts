/** Reads on PostgreSQL: a few connections that cannot write, shared by all who ask. */
import type { Kysely } from 'kysely';
import { Pool } from 'pg';
import { openReads } from '../../read/connection.ts';
import type { Tables } from '../../read/schema.ts';
import { StorageError } from '../port.ts';
import { CONNECT_MS, codeOf, getTypeParser, messageOf, storageErrorOf } from './connection.ts';
import type { DatabaseUrl } from './database-url.ts';
import { POSTGRES } from './language.ts';

/** Several people's searches at once, and a dashboard beside them. */
const CONNECTIONS_MAX = 6;
/** No question here takes a tenth of it; one that does would hold up all others. */
const STATEMENT_MS = 30_000;

export interface PostgresReads {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

export function openPostgresReads(url: DatabaseUrl): PostgresReads {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'muster reads',
    connectionTimeoutMillis: CONNECT_MS,
    max: CONNECTIONS_MAX,
    query_timeout: STATEMENT_MS + 5_000,
    keepAlive: true,
    options: `-c default_transaction_read_only=on -c statement_timeout=${STATEMENT_MS}`,
    types: { getTypeParser },
  });
  // One that breaks while nobody uses it leaves the pool; who asks next gets another.
  pool.on('error', () => {});
  const ask = async (text: string, values: readonly unknown[]) =>
    (await pool.query({ text, values: [...values] })).rows;
  const run = async (text: string, values: readonly unknown[]) => {
    try {
      return await ask(text, values);
    } catch (error) {
      if (errorOf(url, error) === error) throw error;
    }
    // What broke may have been one connection of many: a read can be asked again.
    return ask(text, values).catch((error) => {
      throw errorOf(url, error);
    });
  };
  return {
    db: openReads(run, POSTGRES),
    close: () => pool.end(),
  };
}

/** What did not come from the server is that it was not reached. */
function errorOf(url: DatabaseUrl, cause: unknown): unknown {
  if (codeOf(cause) !== undefined) return storageErrorOf(cause) ?? cause;
  return new StorageError(`${url} does not answer: ${messageOf(cause)}`);
}
