/** The thread that writes: the engine beside its database, deliveries grouped. Entry of a worker. */
import { parentPort, workerData } from 'node:worker_threads';
import { openGroup } from '../commit/group.ts';
import { openEngine } from '../engine.ts';
import { parseRules } from '../identify/rules.ts';
import { parseDuty } from '../judge/duty.ts';
import { parsePolicies } from '../judge/policies.ts';
import { parseRanks } from '../merge/ranks.ts';
import type { Store } from '../store/port.ts';
import type { Reply, StorageData, Writer, WriterData } from './messages.ts';
import { describe, serve } from './serve.ts';

if (parentPort === null) throw new Error('this is the entry of a worker thread');
const port = parentPort;
const { storage, groupItemsMax, rules, policies, duty }: WriterData = workerData;
const engine = openEngine(await openStore(storage), {
  rules: parseRules(rules),
  ranks: parseRanks(),
  policies: parsePolicies(policies),
  duty: parseDuty(duty),
});
const group = openGroup(engine, {
  itemsMax: groupItemsMax,
  soon: setImmediate,
  onFault: ({ error, id }) => {
    const { message, stack } = describe(error);
    const fault: Reply = { kind: 'fault', message, itemId: id, ...(stack ? { stack } : {}) };
    port.postMessage(fault);
  },
});
const { ingest: _, ...others } = engine;
const writer: Writer = { ...others, ingest: group.ingest };
serve(port, { ...writer });

/** Of the two drivers only the one that is used is loaded. */
async function openStore(data: StorageData): Promise<Store> {
  switch (data.kind) {
    case 'sqlite': {
      const { openSqliteStore } = await import('../store/sqlite/store.ts');
      return openSqliteStore(data.dataFolder, data);
    }
    case 'postgres': {
      const [{ openPostgresStore }, { DatabaseUrl }] = await Promise.all([
        import('../store/postgres/store.ts'),
        import('../store/postgres/database-url.ts'),
      ]);
      return openPostgresStore(new DatabaseUrl(data.url), data);
    }
  }
}
