/**
 * The five stages over one group of batches (DESIGN §3), as a function from what is known and what
 * arrived to what is to be written and answered.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Disposition } from '@muster/facts/inventory';
import type { DecisionBy, Prepared } from '../decisions/decide.ts';
import { findingSchemes } from '../identify/components.ts';
import { asVotes, formerSelf } from '../identify/former.ts';
import { joinRecords } from '../identify/join.ts';
import { type Applied, applyItem, parkInto, settleFormer } from '../identify/records.ts';
import { voteKey } from '../identify/votes.ts';
import type { PreparedItem } from '../intake/prepare.ts';
import { judgeCis } from '../judge/cis.ts';
import { type MergedCi, mergeCis } from '../merge/cis.ts';
import type { IngestResult } from '../ports.ts';
import type {
  ChangeSet,
  DecisionRow,
  LockRow,
  RecordRow,
  RecordState,
  Vote,
} from './change-set.ts';
import { closeDraft, type Draft, openDraft } from './draft.ts';
import { formatId } from './ids.ts';
import { type Known, recordKeyText } from './known.ts';
import { type Governance, openWork, type Work } from './work.ts';

/** One ingest() call after intake. */
export interface Delivery {
  readonly observerId: string;
  readonly items: readonly PreparedItem[];
}

export interface Plan {
  readonly changes: ChangeSet;
  /** By position of the deliveries. */
  readonly results: readonly IngestResult[];
}

export function planDeliveries(
  known: Known,
  deliveries: readonly Delivery[],
  governance: Governance,
  now: number,
): Plan {
  const draft = openDraft(known.lastIds);
  const work = openWork(known, governance, draft, now);
  const applied = deliveries.map(({ observerId, items }) =>
    items.map((item) =>
      item.kind === 'parked' ? parkInto(work, item, observerId) : applyItem(work, item, observerId),
    ),
  );
  settleFormer(work);
  joinRecords(work);
  settle(work);
  const tied = tiedRecords(work);
  markConflicts(work, tied);
  return {
    changes: closeDraft(draft, known.ledgerHead),
    results: applied.map((outcomes, index) =>
      answer(deliveries[index]?.items ?? [], outcomes, tied),
    ),
  };
}

/** Merges and judges CIs again without any observation: after an import, after a policy changed. */
export function planJudgement(
  known: Known,
  ciIds: readonly number[],
  governance: Governance,
  now: number,
): ChangeSet {
  const draft = openDraft(known.lastIds);
  const work = openWork(known, governance, draft, now);
  for (const ciId of ciIds) work.dirtyCis.add(ciId);
  settle(work);
  return closeDraft(draft, known.ledgerHead);
}

/** Locks whose time is up, and the CIs they counted for. */
export function planLocksEnded(
  known: Known,
  overdue: readonly LockRow[],
  ciIds: readonly number[],
  governance: Governance,
  now: number,
): ChangeSet {
  const draft = openDraft(known.lastIds);
  const work = openWork(known, governance, draft, now);
  const ended = new Set(overdue.map(({ id }) => id));
  work.locks = work.locks.filter(({ id }) => !ended.has(id));
  for (const ciId of ciIds) work.dirtyCis.add(ciId);
  for (const { id, ciId, attribute, value } of overdue) {
    draft.endedLocks.push({ id, at: now });
    const payload = { decision: formatId('decision', id), attribute, value };
    draft.ledger.push({
      at: now,
      actor: 'rule',
      kind: 'lock.ended',
      subject: formatId('ci', ciId),
      payload,
    });
  }
  settle(work);
  return closeDraft(draft, known.ledgerHead);
}

/** Records that nobody told anything of, compared anew under rules that were put in force. */
export function planRound(
  known: Known,
  recordIds: readonly number[],
  settled: ChangeSet['settledRuleSets'][number],
  governance: Governance,
  now: number,
): ChangeSet {
  const draft = openDraft(known.lastIds);
  const work = openWork(known, governance, draft, now);
  for (const recordId of recordIds) {
    const record = work.records.get(recordId);
    if (record !== undefined) record.reidentify = true;
  }
  joinRecords(work);
  settle(work);
  draft.settledRuleSets.push(settled);
  return closeDraft(draft, known.ledgerHead);
}

/** A person's decision: applied to what is known, after which all follows as it always does. */
export function planDecision(
  { known, apply, row, payload }: Prepared,
  reason: string,
  { actor, now, governance }: DecisionBy,
): { readonly changes: ChangeSet; readonly decision: DecisionRow } {
  const draft = openDraft(known.lastIds);
  const work = openWork(known, governance, draft, now);
  const id = draft.nextId('decision');
  work.decisionId = id;
  work.actor = actor;
  apply(work, id);
  joinRecords(work);
  settle(work);
  const decision: DecisionRow = {
    reason,
    for: [],
    against: [],
    ...row(work),
    id,
    at: now,
    actor,
    ruleVersion: governance.rules.version,
  };
  draft.decisions.push(decision);
  draft.ledger.push({
    at: now,
    actor,
    kind: `decision.${decision.kind}`,
    subject: decision.ciId === 0 ? formatId('decision', id) : formatId('ci', decision.ciId),
    payload: { decision: formatId('decision', id), ...payload, reason },
  });
  return { changes: closeDraft(draft, known.ledgerHead), decision };
}

function settle(work: Work): void {
  const judged = judgeCis(work, mergeCis(work));
  writeCis(work, judged);
  writeRecords(work);
}

function writeCis(work: Work, judged: ReadonlyMap<number, MergedCi>): void {
  const { draft, at } = work;
  for (const [ciId, each] of judged) {
    if (work.newCiIds.has(ciId)) {
      draft.newCis.push(each.row);
    } else {
      const before = work.known.inventory.cis.get(ciId);
      const { assetId, ...facts } = each.row;
      const { assetId: assetBefore, ...factsBefore } = before ?? {};
      if (!isDeepStrictEqual(factsBefore, facts)) draft.changedCis.push(each.row);
      else if (assetBefore !== assetId) draft.relinkedCis.push(each.row);
      else continue;
      draft.events.push({ kind: 'ci', at, ciId: formatId('ci', ciId), change: 'updated' });
    }
  }
}

/** Rows of the records that changed, and presence of those that merely appeared. */
function writeRecords(work: Work): void {
  const { draft } = work;
  const finding = findingSchemes(work.governance.rules);
  const present = new Set<number>();
  const appear = (state: RecordState): void => {
    draft.presence.push(state);
    present.add(state.ciId);
  };
  for (const { row, state, stored } of work.records.values()) {
    if (stored === undefined) {
      draft.newRecords.push(row);
      draft.newStates.push(state);
      for (const vote of indexed(row)) {
        if (finding.has(vote.scheme)) draft.votesCome.push({ recordId: row.id, vote });
      }
      continue;
    }
    if (row !== stored.row) draft.changedRecords.push(row);
    writeVotes(draft, finding, stored.row, row);
    if (state === stored.state) continue;
    draft.changedStates.push(state);
    // A CI that is merged anew has its presence from there.
    if (!work.dirtyCis.has(state.ciId)) appear(state);
  }
  for (const [text, state] of work.states) {
    if (!work.records.has(state.recordId) && state !== work.known.states.get(text)) appear(state);
  }
  if (present.size > 0) {
    const ciIds = [...present].map((ciId) => formatId('ci', ciId));
    draft.events.push({ kind: 'presence', at: work.at, ciIds });
  }
}

/** A former address is found by, too; what is stated now comes first under one key. */
function indexed({ votes, former }: RecordRow): readonly Vote[] {
  if (former === undefined) return votes;
  const stated = new Set(votes.map(voteKey));
  return [...votes, ...asVotes(former).filter((vote) => !stated.has(voteKey(vote)))];
}

/** Only values by which records find each other are looked up; the others stay with their record. */
function writeVotes(
  draft: Draft,
  finding: ReadonlySet<string>,
  had: RecordRow,
  has: RecordRow,
): void {
  if (had.votes === has.votes && had.former === has.former) return;
  const recordId = has.id;
  const keyed = (row: RecordRow): Map<string, Vote> =>
    new Map(
      indexed(row)
        .filter(({ scheme }) => finding.has(scheme))
        .map((vote) => [`${voteKey(vote)} ${vote.trust}`, vote]),
    );
  const before = keyed(had);
  const after = keyed(has);
  for (const [key, vote] of before) if (!after.has(key)) draft.votesGone.push({ recordId, vote });
  for (const [key, vote] of after) if (!before.has(key)) draft.votesCome.push({ recordId, vote });
}

/** Records left apart by a tie, a collision or their own past, with the reason. */
function tiedRecords(work: Work): ReadonlyMap<number, string> {
  const reasons = new Map<number, string>();
  for (const { group, candidates } of work.ties) {
    const keys = candidates.map((each) => each.group.map(recordKeyText).join(', '));
    const reason = `joined with neither ${keys.join(' nor ')}: the evidence ties`;
    for (const { recordId } of group) reasons.set(recordId, reason);
  }
  for (const { groups } of work.collisions) {
    for (const group of groups) {
      const others = groups.filter((each) => each !== group);
      const keys = others.map((each) => each.map(recordKeyText).join(', '));
      const reason = `not joined with ${keys.join(' nor ')}: one identity, alive twice`;
      for (const { recordId } of group) reasons.set(recordId, reason);
    }
  }
  for (const { row, reidentify } of work.records.values()) {
    const self = reidentify ? formerSelf(row.former) : undefined;
    if (self === undefined) continue;
    reasons.set(row.id, `joined with nothing: it was about ${self.scope} ${self.value} before`);
  }
  return reasons;
}

/** The observations of this batch that ended in a tie say so under their id. */
function markConflicts({ draft }: Work, tied: ReadonlyMap<number, string>): void {
  for (const [index, fate] of draft.fates.entries()) {
    const reason = fate.recordId === undefined ? undefined : tied.get(fate.recordId);
    if (reason === undefined || fate.disposition !== 'applied') continue;
    draft.fates[index] = { ...fate, disposition: 'conflict', reason };
  }
}

function answer(
  items: readonly PreparedItem[],
  outcomes: readonly Applied[],
  tied: ReadonlyMap<number, string>,
): IngestResult {
  const counts: Partial<Record<Disposition, number>> = {};
  const exceptions: IngestResult['exceptions'][number][] = [];
  const wanted = new Map<string, IngestResult['wanted'][number]>();
  for (const [index, applied] of outcomes.entries()) {
    const tie = applied.recordId === undefined ? undefined : tied.get(applied.recordId);
    const isConflict = tie !== undefined && applied.disposition === 'applied';
    const { id } = applied;
    const disposition = isConflict ? 'conflict' : applied.disposition;
    const reason = isConflict ? tie : applied.reason;
    counts[disposition] = (counts[disposition] ?? 0) + 1;
    if (disposition === 'parked' || disposition === 'refused' || disposition === 'conflict') {
      exceptions.push({ id, disposition, ...(reason === undefined ? {} : { reason }) });
    }
    const item = items[index];
    if (applied.wanted && item !== undefined && item.kind !== 'parked') {
      wanted.set(recordKeyText(item), { source: item.source, key: item.key });
    }
  }
  return { counts, exceptions, wanted: [...wanted.values()] };
}
