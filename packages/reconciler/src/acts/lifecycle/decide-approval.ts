/** Another person's word about an act that waits: it is done under both names, or it is not done. */
import type { ApprovalView } from '@muster/facts/lifecycle';
import { approvalView } from '../../assets/approvals.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId, parseId } from '../../commit/ids.ts';
import { APPROVAL, type LifecycleTables } from '../../read/lifecycle-schema.ts';
import { parseStored } from '../../store/json.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { type TransferAsset, transferAsset } from './custody.ts';
import { type TransitionAsset, transitionAsset } from './transition.ts';

export interface DecideApproval {
  readonly approval: string;
  readonly verdict: 'approve' | 'refuse';
  readonly reason: string;
}

export async function decideApproval(
  transaction: Transaction,
  { approval: named, verdict, reason }: DecideApproval,
  context: ActContext,
): Promise<ActOutcome<ApprovalView>> {
  const row = await transaction.tables
    .selectFrom('approval')
    .selectAll()
    .where('id', '=', parseId('approval', named) ?? 0)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown', reason: `there is no approval ${named}` };
  const refused = unfit(row, context.actor);
  if (refused !== undefined) return { kind: 'refused', reason: refused };
  const decided: LifecycleTables['approval'] = {
    ...row,
    state: verdict === 'approve' ? 'approved' : 'refused',
    decided_by: context.actor,
    decided_at: context.now,
    verdict: reason,
  };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(APPROVAL, decided));
  draft.ledger.push({
    at: context.now,
    actor: context.actor,
    kind: `asset.approval-${decided.state}`,
    subject: formatId('asset', row.asset_id),
    payload: { approval: named, what: row.what, requestedBy: row.requested_by, reason },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const done = verdict === 'approve' ? await carryOut(transaction, row, context) : undefined;
  // What has become impossible since is told, and the approval waits on.
  if (done !== undefined && done.kind !== 'done') return done;
  const [asset] = await transaction.assets([row.asset_id]);
  return { kind: 'done', value: approvalView(decided, asset?.tag), events: done?.events ?? [] };
}

function unfit(row: LifecycleTables['approval'], actor: string): string | undefined {
  const { state, decided_by, requested_by, approver } = row;
  if (state !== 'pending') return `${decided_by} has ${state} it already`;
  if (requested_by === actor) {
    return `${actor} asked for it: another person has to decide, who has the role approver`;
  }
  if (approver !== null && approver !== actor) return `${approver} is asked to decide it`;
  return undefined;
}

function carryOut(
  transaction: Transaction,
  { id, act, input, requested_by: requestedBy }: LifecycleTables['approval'],
  context: ActContext,
) {
  const agreed = { requestedBy, approval: formatId('approval', id) };
  switch (act) {
    case 'asset.transition':
      return transitionAsset(transaction, parseStored<TransitionAsset>(input), context, agreed);
    case 'asset.transfer':
      return transferAsset(transaction, parseStored<TransferAsset>(input), context, agreed);
  }
}
