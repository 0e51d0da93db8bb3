/** What depends on time alone, judged over the whole inventory in one transaction. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { closeDraft, type Draft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import { fetchKnownCis } from '../commit/known.ts';
import { planLocksEnded } from '../commit/plan.ts';
import type { Governance } from '../commit/work.ts';
import { findCi } from '../decisions/find.ts';
import type { StoredObserver, Transaction } from '../store/port.ts';
import {
  judgeAbsence,
  judgeFloods,
  judgeHostKeys,
  judgeObserver,
  type QuietAsset,
  quietSince,
} from './absence.ts';
import { applyFindings, type Subject } from './apply.ts';
import { attentionOf, WATCHED } from './attention.ts';
import type { Wanted } from './findings.ts';
import { judgeObligations } from './obligations.ts';

/** Quiet assets looked at in one round. */
const ROUND = 500;

interface Judged {
  readonly subject: Subject;
  readonly wanted: readonly Wanted[];
}

export async function judgeByTime(
  transaction: Transaction,
  governance: Governance,
  now: number,
): Promise<readonly InventoryEvent[]> {
  const { policies } = governance;
  const draft = openDraft(await transaction.lastIds());
  const observers = await transaction.observers();
  const judged = [
    ...(await judgeQuietAssets(transaction, draft, observers, policies, now)),
    ...observers.map((observer): Judged => {
      const wanted = [
        judgeObserver(observer, policies, now),
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

async function judgeQuietAssets(
  transaction: Transaction,
  draft: Draft,
  observers: readonly StoredObserver[],
  policies: Governance['policies'],
  now: number,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  let afterId = 0;
  for (;;) {
    const round = await transaction.quietAssets(quietSince(policies, now), afterId, ROUND);
    for (const { asset, ciId } of round) {
      const quiet = await describe(transaction, asset, ciId);
      const wanted = judgeAbsence(quiet, observers, policies, now);
      if (wanted === undefined) continue;
      const subject: Subject = ciId === undefined ? { assetId: asset.id } : { ciId };
      judged.push({ subject, wanted: [wanted] });
      if (ciId !== undefined) await awaitReturn(transaction, draft, ciId);
    }
    const last = round.at(-1);
    if (last === undefined || round.length < ROUND) return judged;
    afterId = last.asset.id;
  }
}

async function describe(
  transaction: Transaction,
  asset: QuietAsset['asset'],
  ciId: number | undefined,
): Promise<QuietAsset> {
  if (ciId === undefined) return { asset };
  const [state] = await transaction.ciStates([ciId]);
  const records = await transaction.records(await transaction.recordIdsOf([ciId]));
  return {
    asset,
    ci: {
      id: ciId,
      lastSeenAt: state?.lastSeenAt ?? 0,
      observerIds: records.map((record) => record.state.observerId),
      isAgentOnly: records.every(({ row }) => row.source === 'agent'),
    },
  };
}

/** The next sign of life of an absent CI must be judged, not merely noted. */
async function awaitReturn(transaction: Transaction, draft: Draft, ciId: number): Promise<void> {
  const records = await transaction.records(await transaction.recordIdsOf([ciId]));
  const attention = attentionOf(
    records.map(({ row }) => row),
    true,
  );
  for (const { state } of records) {
    const needed = attention | (state.attention & WATCHED);
    if (state.attention !== needed) draft.changedStates.push({ ...state, attention: needed });
  }
}
