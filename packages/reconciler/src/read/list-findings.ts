/** Lists findings, the latest first. */
import type { FindingParticulars, FindingView, Page } from '@muster/facts/inventory';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { FindingRow } from '../commit/change-set.ts';
import { viewOf } from '../judge/apply.ts';
import type { Inventory } from '../ports.ts';
import { parseStored } from '../store/json.ts';
import { boundLimit, formatCursor, parseCursor } from './page.ts';
import type { Tables } from './schema.ts';

export async function listFindings(
  db: Kysely<Tables>,
  filter: Parameters<Inventory['listFindings']>[0],
): Promise<Page<FindingView>> {
  const limit = boundLimit(filter.limit);
  const cursor = filter.cursor === undefined ? undefined : parseCursor(filter.cursor);
  let found = db.selectFrom('finding');
  if (filter.state !== undefined) found = found.where('state', '=', filter.state);
  if (filter.kind !== undefined) found = found.where('kind', '=', filter.kind);
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let page = found
    .selectAll()
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const openedAt = Number(cursor.value ?? 0);
    page = page
      .where('opened_at', '<=', openedAt)
      .where((eb) => eb.or([eb('opened_at', '<', openedAt), eb('id', '<', cursor.id)]));
  }
  const rows = await page.execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(findingOf),
    total: Number(total),
    ...(last === undefined ? {} : { next: formatCursor({ id: last.id, value: last.opened_at }) }),
  };
}

/** Unresolved findings about some CIs, oldest first: the words of the partial index, or it is not used. */
export function unresolvedOf(
  db: Kysely<Tables>,
  ciIds: readonly number[],
): Promise<Tables['finding'][]> {
  return db
    .selectFrom('finding')
    .selectAll()
    .where('ci_id', 'in', ciIds)
    .where(sql<SqlBool>`state <> 'resolved' and ci_id is not null`)
    .orderBy('id')
    .execute();
}

export function findingOf(row: Tables['finding']): FindingView {
  return viewOf(findingRowOf(row));
}

export function findingRowOf(row: Tables['finding']): FindingRow {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    severity: row.severity,
    subject: row.subject,
    reason: row.reason,
    evidence: parseStored<readonly string[]>(row.evidence),
    openedAt: row.opened_at,
    ...(row.particulars === null
      ? {}
      : { particulars: parseStored<FindingParticulars>(row.particulars) }),
    ...(row.ci_id === null ? {} : { ciId: row.ci_id }),
    ...(row.asset_id === null ? {} : { assetId: row.asset_id }),
    ...(row.observer_id === null ? {} : { observerId: row.observer_id }),
    ...(row.resolved_at === null ? {} : { resolvedAt: row.resolved_at }),
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    ...(row.excepted_until === null ? {} : { exceptedUntil: row.excepted_until }),
    ...(row.risk_owner === null ? {} : { riskOwner: row.risk_owner }),
    ...(row.escalated_at === null ? {} : { escalatedAt: row.escalated_at }),
    ...(row.value_key === null ? {} : { valueKey: row.value_key }),
  };
}
