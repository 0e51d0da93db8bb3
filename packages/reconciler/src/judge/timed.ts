/** What depends on time alone, judged over the whole inventory in one transaction. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { closeDraft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import { fetchKnownCis } from '../commit/known.ts';
import { planLocksEnded } from '../commit/plan.ts';
import type { Governance } from '../commit/work.ts';
import { findCi } from '../decisions/find.ts';
import type { StoredObserver, Transaction } from '../store/port.ts';
import { applyFindings, type Subject } from './apply.ts';
import { keepDuties } from './duties.ts';
import { judgeObligations } from './obligations.ts';
import { judgeFloods, judgeHostKeys, judgeObserver } from './observers.ts';
import { type Judged, judgeQuietAssets } from './quiet.ts';
import { markPresence, readWatch } from './watched.ts';

export async function judgeByTime(
  transaction: Transaction,
  governance: Governance,
  now: number,
): Promise<readonly InventoryEvent[]> {
  const { policies } = governance;
  const draft = openDraft(await transaction.lastIds());
  const observers = await transaction.observers();
  await markPresence(transaction, draft);
  const watch = await readWatch(transaction, draft, observers, now);
  const devices = await countDevices(transaction, silentAmong(observers, policies, now));
  const judged = [
    ...(await judgeQuietAssets(transaction, draft, watch, policies)),
    ...observers.map((observer): Judged => {
      const wanted = [
        judgeObserver(observer, policies, now, devices.get(observer.id)),
        judgeHostKeys(observer),
        judgeFloods(observer),
      ];
      return {
        subject: { observerId: observer.id },
        wanted: wanted.filter((each) => each !== undefined),
      };
    }),
  ];
  const found = await transaction.unresolvedFindings({
    kinds: ['ghost', 'unobserved', 'observer-silent', 'drift'],
  });
  // A CI's own drift is judged with the CI.
  const byTime = found.filter(({ kind, ciId }) => kind !== 'drift' || ciId === undefined);
  const unresolved = Map.groupBy(byTime, subjectKey);
  for (const { subject, wanted } of judged) {
    const key = subjectKey(subject);
    applyFindings(draft, unresolved.get(key) ?? [], wanted, subject, now);
    unresolved.delete(key);
  }
  // Findings whose subject is not quiet any more, or not deployed.
  for (const [, findings] of unresolved) {
    const [first] = findings;
    if (first !== undefined) applyFindings(draft, findings, [], first, now);
  }
  const changes = closeDraft(draft, await transaction.ledgerHead());
  await transaction.commit(changes);
  return [
    ...changes.events,
    ...(await endLocks(transaction, governance, now)),
    ...(await judgeObligations(transaction, now)),
    ...(await keepDuties(transaction, governance, now)),
  ];
}

/** Locks ended in one round; the rest in the next. */
const LOCKS_MAX = 500;

/** Locks whose time is up end by themselves, and what sources say shows again. */
async function endLocks(
  transaction: Transaction,
  governance: Governance,
  now: number,
): Promise<readonly InventoryEvent[]> {
  const overdue = await transaction.overdueLocks(now, LOCKS_MAX);
  if (overdue.length === 0) return [];
  const ciIds = new Set<number>();
  for (const { ciId } of overdue) {
    const ci = await findCi(transaction, formatId('ci', ciId));
    if (ci.kind === 'found') ciIds.add(ci.value);
  }
  const known = await fetchKnownCis(transaction, [...ciIds]);
  const changes = planLocksEnded(known, overdue, [...ciIds], governance, now);
  await transaction.commit(changes);
  return changes.events;
}

function subjectKey({ ciId, assetId, observerId }: Subject): string {
  if (ciId !== undefined) return `ci ${ciId}`;
  return assetId === undefined ? `observer ${observerId}` : `asset ${assetId}`;
}

function silentAmong(
  observers: readonly StoredObserver[],
  policies: Governance['policies'],
  now: number,
): readonly string[] {
  return observers
    .filter((observer) => judgeObserver(observer, policies, now) !== undefined)
    .map(({ id }) => id);
}

/** How many CIs have a record that was stated last by each of these observers. */
async function countDevices(
  { tables }: Transaction,
  observerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (observerIds.length === 0) return new Map();
  const rows = await tables
    .selectFrom('record_state')
    .select(({ fn }) => ['observer_id', fn.count<number>('ci_id').distinct().as('devices')])
    .where('observer_id', 'in', observerIds)
    .groupBy('observer_id')
    .execute();
  return new Map(rows.map((row) => [row.observer_id, Number(row.devices)]));
}
