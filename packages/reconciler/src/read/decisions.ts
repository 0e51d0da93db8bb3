/** Decisions as they are shown. */
import type { DecisionView, Evidence, SharedValueView } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { formatId } from '../commit/ids.ts';
import { decisionView } from '../decisions/view.ts';
import { parseStored } from '../store/json.ts';
import type { Tables } from './schema.ts';

/** Of a CI about which much was decided, the latest. */
const DECISIONS_MAX = 500;

/** Also those about CIs that were merged into it, and those that name it as the other one. */
export async function decisionsOf(
  db: Kysely<Tables>,
  ciIds: readonly number[],
): Promise<readonly DecisionView[]> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('decision as later')
        .whereRef('later.undoes', '=', 'decision.id')
        .select('later.id')
        .as('undone_by'),
    )
    .where((eb) => eb.or([eb('ci_id', 'in', ciIds), eb('other_ci_id', 'in', ciIds)]))
    .orderBy('id', 'desc')
    .limit(DECISIONS_MAX)
    .execute();
  return rows.map((row) =>
    decisionView({
      id: row.id,
      kind: row.kind,
      at: row.at,
      actor: row.actor,
      ciId: row.ci_id,
      reason: row.reason,
      for: parseStored<readonly Evidence[]>(row.evidence_for),
      against: parseStored<readonly Evidence[]>(row.evidence_against),
      ...(row.rule_version === null ? {} : { ruleVersion: row.rule_version }),
      ...(row.record_id === null ? {} : { recordId: row.record_id }),
      ...(row.asset_id === null ? {} : { assetId: row.asset_id }),
      ...(row.runner_up_ci_id === null || row.runner_up_weight === null
        ? {}
        : { runnerUp: { ciId: row.runner_up_ci_id, weight: row.runner_up_weight } }),
      ...(row.other_ci_id === null ? {} : { otherCiId: row.other_ci_id }),
      ...(row.undoes === null ? {} : { undoes: row.undoes }),
      ...(row.undone_by === null ? {} : { undoneBy: row.undone_by }),
    }),
  );
}

/** Values in force that people, or the configuration, say many devices share. */
export async function listSharedValues(db: Kysely<Tables>): Promise<readonly SharedValueView[]> {
  const rows = await db
    .selectFrom('shared_value')
    .innerJoin('decision', 'decision.id', 'shared_value.id')
    .select([
      'shared_value.id',
      'shared_value.scheme',
      'shared_value.value',
      'decision.actor',
      'decision.reason',
      'decision.at',
    ])
    .where('shared_value.ended_at', 'is', null)
    .orderBy('shared_value.id')
    .execute();
  return rows.map(({ id, at, ...row }) => ({
    ...row,
    id: formatId('decision', id),
    at: new Date(at).toISOString(),
  }));
}
