/** Setup of a run: every core that a test opens has a database of its own on one PostgreSQL. */
import { DatabaseUrl } from '@muster/reconciler/store/postgres/database-url';
import { useDatabases } from '@muster/reconciler/testing/core';
import { afterAll, beforeAll } from 'vitest';
import { type Postgres, startPostgres } from './postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
  useDatabases(async () => new DatabaseUrl(await postgres.createDatabase()));
});
afterAll(() => postgres[Symbol.asyncDispose]());
