/** Kysely over a function that runs a statement: SQL is compiled here and run where the database is. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Tables } from './schema.ts';

export type RunSql = (
  sql: string,
  parameters: readonly unknown[],
) => Promise<readonly Record<string, unknown>[]>;

/** How a database's SQL is written. */
export type Language = Omit<Dialect, 'createDriver'>;

const SQLITE: Language = {
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

export function openReads(run: RunSql, language: Language = SQLITE): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: { ...language, createDriver: () => new RemoteDriver(run) },
  });
}

/** One connection that only reads: there is nothing to begin or to commit. */
class RemoteDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(run: RunSql) {
    this.#connection = {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery) => ({
        rows: (await run(sql, parameters)) as R[],
      }),
      streamQuery: () => {
        throw new Error('reads are not streamed');
      },
    };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    throw new Error('reads have no transactions');
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
