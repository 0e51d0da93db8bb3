/** Acts on findings, one or many: each comes to its own outcome, and all are told. */
import type { FindingOutcome, FindingsAnswer } from '@muster/facts/desk';
import type { InventoryEvent } from '@muster/facts/inventory';
import type { FindingRow } from '../../commit/change-set.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId, parseId } from '../../commit/ids.ts';
import { viewOf } from '../../judge/apply.ts';
import { findingRowOf } from '../../read/list-findings.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';

export interface OnFindings {
  /** Their ids. */
  readonly findings: readonly string[];
  /** Without it nothing is written, and the answer is what would be. */
  readonly apply: boolean;
}

export interface Dealt {
  readonly outcome: FindingOutcome['outcome'];
  readonly says: string;
  readonly events?: readonly InventoryEvent[];
}

export function refused(says: string): Dealt {
  return { outcome: 'refused', says };
}

/** @param deal is given each finding as it is by then: what was done to one may settle another */
export async function dealWithEach(
  transaction: Transaction,
  { findings, apply }: OnFindings,
  deal: (finding: FindingRow) => Promise<Dealt>,
): Promise<ActOutcome<FindingsAnswer>> {
  const outcomes: FindingOutcome[] = [];
  const events: InventoryEvent[] = [];
  for (const finding of new Set(findings)) {
    const found = await findFinding(transaction, finding);
    const dealt = found === undefined ? NOT_THERE : await dealOpen(found, deal);
    outcomes.push({ finding, outcome: dealt.outcome, says: dealt.says });
    events.push(...(dealt.events ?? []));
  }
  const value = { applied: apply, outcomes };
  return apply ? { kind: 'done', value, events } : { kind: 'tried', value };
}

const NOT_THERE: Dealt = { outcome: 'unknown', says: 'there is no such finding' };

function dealOpen(
  finding: FindingRow,
  deal: (finding: FindingRow) => Promise<Dealt>,
): Promise<Dealt> | Dealt {
  return finding.state === 'resolved' ? refused('it is resolved already') : deal(finding);
}

export async function findFinding(
  { tables }: Transaction,
  id: string,
): Promise<FindingRow | undefined> {
  const row = await tables
    .selectFrom('finding')
    .selectAll()
    .where('id', '=', parseId('finding', id) ?? -1)
    .executeTakeFirst();
  return row === undefined ? undefined : findingRowOf(row);
}

/** Writes a finding that a person changed, with its entry in the ledger. */
export async function recordFinding(
  transaction: Transaction,
  finding: FindingRow,
  told: { readonly kind: string; readonly payload: Readonly<Record<string, unknown>> },
  { actor, now }: ActContext,
): Promise<readonly InventoryEvent[]> {
  const draft = openDraft(await transaction.lastIds());
  draft.changedFindings.push(finding);
  draft.ledger.push({
    at: now,
    actor,
    kind: told.kind,
    subject: formatId('finding', finding.id),
    payload: {
      kind: finding.kind,
      ...(finding.ciId === undefined ? {} : { ci: formatId('ci', finding.ciId) }),
      ...(finding.assetId === undefined ? {} : { asset: formatId('asset', finding.assetId) }),
      ...told.payload,
    },
  });
  draft.events.push({ kind: 'finding', at: new Date(now).toISOString(), finding: viewOf(finding) });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return draft.events;
}
