/** An engine without threads on a database in memory or a folder, for tests of the stages together. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Governance } from '../commit/work.ts';
import { type Engine, openEngine } from '../engine.ts';
import { parseRules } from '../identify/rules.ts';
import { prepareItem } from '../intake/prepare.ts';
import { parsePolicies } from '../judge/policies.ts';
import { parseRanks } from '../merge/ranks.ts';
import type { IngestResult } from '../ports.ts';
import type { Store } from '../store/port.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import { NOON } from './observations.ts';

export const GOVERNANCE: Governance = {
  rules: parseRules(),
  ranks: parseRanks(),
  policies: parsePolicies(),
};

export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly store: Store;
  readonly folder: string;
  ingest(items: readonly unknown[], at?: number): Promise<IngestResult>;
}

export function openTestEngine(governance: Governance = GOVERNANCE): TestEngine {
  const folder = mkdtempSync(join(tmpdir(), 'muster-engine-'));
  const store = openSqliteStore(folder, { checkpointPages: 1000 });
  const engine = openEngine(store, governance);
  return {
    engine,
    store,
    folder,
    ingest: async (items, at = 3_600_000) => {
      const delivery = { observerId: 'observer-1', items: items.map(prepareItem) };
      const { value } = await engine.ingest([delivery], NOON + at);
      return value[0] ?? { counts: {}, exceptions: [], wanted: [] };
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
