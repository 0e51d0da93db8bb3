/** A person accepts what a device is now: its parts, or its place. From then on that is what it is held against. */
import type { FindingView } from '@muster/facts/inventory';
import { closeDraft, type Draft, openDraft } from '../commit/draft.ts';
import { formatId, parseId } from '../commit/ids.ts';
import { fetchKnownCis } from '../commit/known.ts';
import { planJudgement } from '../commit/plan.ts';
import { viewOf } from '../judge/apply.ts';
import { CI_PLACE, COMPONENT_BASELINE, type Standing } from '../judge/standing.ts';
import { findingOf } from '../read/list-findings.ts';
import { keep } from '../store/kept.ts';
import type { Transaction } from '../store/port.ts';
import type { ActContext, ActOutcome } from './act.ts';

export interface AcceptFinding {
  readonly finding: string;
  readonly reason: string;
}

export async function acceptFinding(
  transaction: Transaction,
  { finding: named, reason }: AcceptFinding,
  { actor, now, governance }: ActContext,
): Promise<ActOutcome<FindingView>> {
  const row = await transaction.tables
    .selectFrom('finding')
    .selectAll()
    .where('id', '=', parseId('finding', named) ?? -1)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown', reason: `there is no finding ${named}` };
  const before = findingOf(row);
  const refused = refusalOf(before, row.ci_id);
  if (row.ci_id === null || refused !== undefined) {
    return { kind: 'refused', reason: refused ?? `${named} is about no device` };
  }
  const ciIds = [row.ci_id];
  const recordIds = await transaction.recordIdsOf(ciIds);
  const draft = openDraft(await transaction.lastIds());
  accept(draft, before.kind, await transaction.standing(ciIds, recordIds));
  draft.ledger.push({
    at: now,
    actor,
    kind: 'finding.accepted',
    subject: named,
    payload: {
      kind: before.kind,
      ci: formatId('ci', row.ci_id),
      reason,
      evidence: before.evidence,
    },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const changes = planJudgement(await fetchKnownCis(transaction, ciIds), ciIds, governance, now);
  await transaction.commit(changes);
  const after = changes.changedFindings.find(({ id }) => id === row.id);
  return {
    kind: 'done',
    value: after === undefined ? before : viewOf(after),
    events: changes.events,
  };
}

function refusalOf({ id, kind, state }: FindingView, ciId: number | null): string | undefined {
  if (state === 'resolved') return `${id} is resolved already`;
  if (kind === 'drift' && ciId === null) {
    return 'a device that was replaced or set up anew is accepted by taking its old line out of known_hosts';
  }
  if (kind === 'drift' || kind === 'moved') return undefined;
  return `what a device is can be accepted of drift and moved, not of ${kind}: its cause is removed, or it is excepted`;
}

function accept(draft: Draft, kind: FindingView['kind'], { places, baselines }: Standing): void {
  if (kind === 'moved') {
    for (const { ciId, place } of places.values()) draft.kept.push(keep(CI_PLACE, { ciId, place }));
    return;
  }
  for (const { recordId, since, isWhole } of baselines.values()) {
    draft.kept.push(keep(COMPONENT_BASELINE, { recordId, since, isWhole }));
  }
}
