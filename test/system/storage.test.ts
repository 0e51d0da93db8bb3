/** The storage contract on SQLite. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@muster/reconciler/store/sqlite/store';
import { describeStore } from '../contract/storage.ts';

describeStore('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-store-'));
  const store = openSqliteStore(folder, { checkpointPages: 1000 });
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
