/** Puts an act aside until another person agrees. */
import type { ApprovalView, Moved } from '@muster/facts/lifecycle';
import { approvalView } from '../../assets/approvals.ts';
import { assetView } from '../../assets/view.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { APPROVAL } from '../../read/lifecycle-schema.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, Settled } from '../act.ts';
import { linkedCi } from '../record-asset.ts';

export interface Asked {
  readonly act: ApprovalView['act'];
  readonly asset: AssetRecord;
  /** Of the act; it comes back to it as it was. */
  readonly input: { readonly reason: string; readonly approver?: string };
  /** In one line: "deployed → retired". */
  readonly what: string;
}

/** One act about an asset waits at a time: a second one would be decided on other grounds. */
export async function requestApproval(
  transaction: Transaction,
  { act, asset, input, what }: Asked,
  { actor, now }: ActContext,
): Promise<Settled<Moved>> {
  const { reason, approver } = input;
  if (approver === actor) {
    return { kind: 'refused', reason: `it needs another person than ${actor} to approve it` };
  }
  const waiting = await transaction.tables
    .selectFrom('approval')
    .select(['id', 'what'])
    .where('asset_id', '=', asset.id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (waiting !== undefined) {
    const id = formatId('approval', waiting.id);
    return {
      kind: 'refused',
      reason: `${id} (${waiting.what}) waits to be decided first: muster approvals approve ${id}`,
    };
  }
  const { last } = await transaction.tables
    .selectFrom('approval')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  const row = {
    id: (last ?? 0) + 1,
    act,
    asset_id: asset.id,
    // By its id: tags may change while it waits.
    input: JSON.stringify({ ...input, asset: formatId('asset', asset.id) }),
    what,
    reason,
    requested_by: actor,
    requested_at: now,
    approver: approver ?? null,
    state: 'pending',
    decided_by: null,
    decided_at: null,
    verdict: null,
  } as const;
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(APPROVAL, row));
  const id = formatId('approval', row.id);
  draft.ledger.push({
    at: now,
    actor,
    kind: 'asset.approval-requested',
    subject: formatId('asset', asset.id),
    payload: { approval: id, what, reason, ...(approver !== undefined && { approver }) },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const view = assetView(asset.id, asset, await linkedCi(transaction, asset.id));
  const approval = approvalView(row, asset.tag);
  return { kind: 'done', value: { asset: view, approval }, events: [] };
}
