/** Opens the reconciler's core: the five stages over one storage, reads beside them. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { formatUuid7 } from '@muster/facts/uuid7';
import type { Governance } from './commit/work.ts';
import { type Done, openEngine } from './engine.ts';
import { parseRules } from './identify/rules.ts';
import { type PreparedItem, prepareItem } from './intake/prepare.ts';
import { parsePolicies } from './judge/policies.ts';
import { parseRanks } from './merge/ranks.ts';
import { DEFAULT_LIMITS, type ReconcilerOptions } from './options.ts';
import type { Reconciler } from './ports.ts';
import { openReads } from './read/connection.ts';
import { getCi } from './read/get-ci.ts';
import { readLedger, readStats } from './read/ledger.ts';
import { listAssets } from './read/list-assets.ts';
import { listCis } from './read/list-cis.ts';
import { listFindings } from './read/list-findings.ts';
import { getObservation } from './read/observations.ts';
import { listObservers, observerKey } from './read/registry.ts';
import { openDatabase } from './store/sqlite/database.ts';
import { openSqliteStore } from './store/sqlite/store.ts';

export async function openReconciler(options: ReconcilerOptions): Promise<Reconciler> {
  const { dataFolder, now, random, logger } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const governance: Governance = {
    rules: parseRules(options.rules),
    ranks: parseRanks(),
    policies: parsePolicies(options.policies),
  };
  const engine = openEngine(openSqliteStore(dataFolder, limits), governance);
  await engine.disconnectAll();
  const readers = openDatabase(dataFolder, { readOnly: true, ...limits });
  const db = openReads(async (sql, parameters) => readers.prepare(sql).all(...(parameters as [])));
  const listeners = new Set<(event: InventoryEvent) => void>();
  const time = (): number => now().getTime();
  const newId = (): string => formatUuid7(time(), random(10));
  const publish = async <T>(doing: Promise<Done<T>>): Promise<T> => {
    const { value, events } = await doing;
    for (const event of events) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          logger.error({ error }, 'an event listener failed');
        }
      }
    }
    return value;
  };
  return {
    ingest: async (observerId, items) => {
      const prepared: PreparedItem[] = items.map(prepareItem);
      const [result] = await publish(engine.ingest([{ observerId, items: prepared }], time()));
      return result ?? { counts: {}, exceptions: [], wanted: [] };
    },
    importAssets: (rows, how) => publish(engine.importAssets(rows, how, time())),
    listCis: (query) => listCis(db, query, time()),
    getCi: (id) => getCi(db, id, governance.ranks),
    listFindings: (filter) => listFindings(db, filter),
    listAssets: (filter) => listAssets(db, filter),
    getObservation: (id) => getObservation(db, id),
    stats: () => readStats(db),
    ledger: (afterSeq, limit) => readLedger(db, afterSeq, limit),
    createEnrolmentToken: (input) =>
      publish(engine.createEnrolmentToken({ ...input, id: newId() }, time())),
    revokeEnrolmentToken: (id, actor) => publish(engine.revokeEnrolmentToken(id, actor, time())),
    enrol: (input) => publish(engine.enrol({ ...input, observerId: newId() }, time())),
    observerKey: (id) => observerKey(db, id),
    revokeObserver: (id, actor) => publish(engine.revokeObserver(id, actor, time())),
    listObservers: () => listObservers(db),
    noteObserver: (id, note) => publish(engine.noteObserver(id, note, time())),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    judge: () => publish(engine.judge(limits.fateDays, time())),
    close: async () => {
      await engine.close();
      readers.close();
    },
  };
}
