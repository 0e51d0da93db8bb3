/** What time does to findings: exceptions end, what has no due time gets one, what is overdue is passed on. */
import type { FindingRow } from '../commit/change-set.ts';
import { closeDraft, type Draft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import type { Governance } from '../commit/work.ts';
import { findingRowOf } from '../read/list-findings.ts';
import type { Transaction } from '../store/port.ts';
import { viewOf } from './apply.ts';
import type { Duty } from './duty.ts';

/** Findings looked at in one transaction; the rest in the next. */
const ROUND = 1000;

export async function keepDuties(
  transaction: Transaction,
  { duty }: Pick<Governance, 'duty'>,
  now: number,
): Promise<Draft['events']> {
  const { tables } = transaction;
  const open = tables.selectFrom('finding').selectAll().where('state', '=', 'open').limit(ROUND);
  const ended = await tables
    .selectFrom('finding')
    .selectAll()
    .where('state', '=', 'excepted')
    .where('excepted_until', '<=', now)
    .orderBy('excepted_until')
    .limit(ROUND)
    .execute();
  const undated = await open.where('due_at', 'is', null).execute();
  const overdue = await open
    .where('due_at', '<', now)
    .where('escalated_at', 'is', null)
    .orderBy('due_at')
    .execute();
  if (ended.length + undated.length + overdue.length === 0) return [];
  const draft = openDraft(await transaction.lastIds());
  for (const row of ended) write(draft, reopened(findingRowOf(row), duty, now), 'reopened', now);
  for (const row of undated) draft.changedFindings.push(dated(findingRowOf(row), duty));
  for (const row of overdue)
    write(draft, escalated(findingRowOf(row), duty, now), 'escalated', now);
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return draft.events;
}

/** Open again, as if it had come up now. */
export function reopened(finding: FindingRow, duty: Duty, now: number): FindingRow {
  const { exceptedUntil: _, riskOwner: __, escalatedAt: ___, ...rest } = finding;
  return { ...rest, state: 'open', dueAt: duty.dueAt(finding, now) };
}

function dated(finding: FindingRow, duty: Duty): FindingRow {
  const assignee = finding.assignee ?? duty.ownerOf(finding);
  return {
    ...finding,
    dueAt: duty.dueAt(finding, finding.openedAt),
    ...(assignee === undefined ? {} : { assignee }),
  };
}

function escalated(finding: FindingRow, duty: Duty, now: number): FindingRow {
  const assignee = duty.escalationOf(finding) ?? finding.assignee;
  return { ...finding, escalatedAt: now, ...(assignee === undefined ? {} : { assignee }) };
}

function write(draft: Draft, finding: FindingRow, what: string, now: number): void {
  const { id, kind, assignee, dueAt } = finding;
  draft.changedFindings.push(finding);
  draft.ledger.push({
    at: now,
    actor: 'rule',
    kind: `finding.${what}`,
    subject: formatId('finding', id),
    payload: {
      kind,
      ...(assignee === undefined ? {} : { assignee }),
      ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt).toISOString() }),
    },
  });
  draft.events.push({ kind: 'finding', at: new Date(now).toISOString(), finding: viewOf(finding) });
}
