/** Acts that wait for another person, as they are shown. */
import type { ApprovalView } from '@muster/facts/lifecycle';
import { formatId } from '../commit/ids.ts';
import type { LifecycleTables } from '../read/lifecycle-schema.ts';

export function approvalView(
  row: LifecycleTables['approval'],
  tag: string | null | undefined,
): ApprovalView {
  return {
    id: formatId('approval', row.id),
    act: row.act,
    assetId: formatId('asset', row.asset_id),
    ...(tag != null && { tag }),
    what: row.what,
    reason: row.reason,
    requestedBy: row.requested_by,
    requestedAt: new Date(row.requested_at).toISOString(),
    ...(row.approver !== null && { approver: row.approver }),
    state: row.state,
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_at !== null && { decidedAt: new Date(row.decided_at).toISOString() }),
    ...(row.verdict !== null && { verdict: row.verdict }),
  };
}
