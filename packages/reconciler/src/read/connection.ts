/** Kysely over a function that runs a statement: SQL is compiled here and run where the database is. */
import {
  type CompiledQuery,
  type DatabaseConnection,
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

export function openReads(run: RunSql): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new RemoteDriver(run),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
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
