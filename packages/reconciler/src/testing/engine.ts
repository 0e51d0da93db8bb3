/** An engine without threads on a database in memory, for tests of the stages together. */
import { DatabaseSync } from 'node:sqlite';
import type { Governance } from '../commit/work.ts';
import { type Engine, openEngine } from '../engine.ts';
import { parseRules } from '../identify/rules.ts';
import { prepareItem } from '../intake/prepare.ts';
import { parseDuty } from '../judge/duty.ts';
import { parsePolicies } from '../judge/policies.ts';
import { parseRanks } from '../merge/ranks.ts';
import type { IngestResult } from '../ports.ts';
import type { Store } from '../store/port.ts';
import { migrate, readMigrations } from '../store/sqlite/database.ts';
import { sqliteStore } from '../store/sqlite/store.ts';
import { NOON } from './observations.ts';

export const GOVERNANCE: Governance = {
  rules: parseRules(),
  ranks: parseRanks(),
  policies: parsePolicies(),
  duty: parseDuty(),
};

export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly store: Store;
  readonly database: DatabaseSync;
  ingest(items: readonly unknown[], at?: number): Promise<IngestResult>;
}

export function openTestEngine(governance: Governance = GOVERNANCE): TestEngine {
  const database = new DatabaseSync(':memory:');
  migrate(database, readMigrations());
  const store = sqliteStore(database);
  const engine = openEngine(store, governance);
  return {
    engine,
    store,
    database,
    ingest: async (items, at = 3_600_000) => {
      const delivery = { observerId: 'observer-1', items: items.map(prepareItem) };
      const { value } = await engine.ingest([delivery], NOON + at);
      return value[0] ?? { counts: {}, exceptions: [], wanted: [] };
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
    },
  };
}
