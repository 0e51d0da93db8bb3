/** The storage contract on PostgreSQL. */
import { DatabaseUrl } from '@muster/reconciler/store/postgres/database-url';
import { openPostgresStore } from '@muster/reconciler/store/postgres/store';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeStore } from '../contract/storage.ts';
import { isPostgresMissing, type Postgres, startPostgres } from './postgres.ts';

describe.skipIf(isPostgresMissing())('on a real server', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  describeStore('PostgreSQL', async () => {
    const url = new DatabaseUrl(await postgres.createDatabase());
    const store = await openPostgresStore(url, { instance: 'test' });
    return { store, [Symbol.asyncDispose]: () => store.close() };
  });
});
