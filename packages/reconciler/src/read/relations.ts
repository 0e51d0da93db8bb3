/** How a CI hangs together with others, as people said it. */
import type { RelationKind, RelationView } from '@muster/facts/relations';
import type { Kysely } from 'kysely';
import { formatId, parseId } from '../commit/ids.ts';
import type { QuestionContext } from './questions.ts';
import type { Tables } from './schema.ts';

export interface RelationRow {
  readonly id: number;
  readonly ci_id: number;
  readonly kind: RelationKind;
  readonly to_ci_id: number | null;
  readonly to_asset_id: number | null;
  readonly actor: string;
  readonly at: number;
  readonly reason: string;
  readonly ended_at: number | null;
  readonly ended_by: string | null;
  readonly ended_reason: string | null;
}

/** A chassis holds some dozen blades, a host some hundred guests. */
const RELATIONS_MAX = 1000;

/** Those of the CI and those to it, also the ended ones, the latest first. */
export async function listRelations(
  { db }: QuestionContext,
  ci: string,
): Promise<readonly RelationView[]> {
  const asked = parseId('ci', ci);
  if (asked === undefined) return [];
  const ids = await withMerged(db, asked);
  const rows = await db
    .selectFrom('ci_relation')
    .selectAll()
    .where((eb) => eb.or([eb('ci_id', 'in', ids), eb('to_ci_id', 'in', ids)]))
    .orderBy('id', 'desc')
    .limit(RELATIONS_MAX)
    .execute();
  return rows.map(relationView);
}

export async function relationsInForce(
  db: Kysely<Tables>,
  ciIds: readonly number[],
): Promise<readonly RelationRow[]> {
  if (ciIds.length === 0) return [];
  return db
    .selectFrom('ci_relation')
    .selectAll()
    .where('ci_id', 'in', ciIds)
    .where('ended_at', 'is', null)
    .execute();
}

/** What was said of a CI counts for the one into which it was merged. */
async function withMerged(db: Kysely<Tables>, ciId: number): Promise<readonly number[]> {
  const merged = await db
    .selectFrom('ci')
    .select('id')
    .where('merged_into', '=', ciId)
    .limit(RELATIONS_MAX)
    .execute();
  return [ciId, ...merged.map(({ id }) => id)];
}

export function relationView(row: RelationRow): RelationView {
  return {
    id: formatId('relation', row.id),
    ciId: formatId('ci', row.ci_id),
    kind: row.kind,
    ...(row.to_ci_id === null ? {} : { toCiId: formatId('ci', row.to_ci_id) }),
    ...(row.to_asset_id === null ? {} : { toAssetId: formatId('asset', row.to_asset_id) }),
    actor: row.actor,
    at: new Date(row.at).toISOString(),
    reason: row.reason,
    ...(row.ended_at === null ? {} : { endedAt: new Date(row.ended_at).toISOString() }),
    ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
    ...(row.ended_reason === null ? {} : { endedReason: row.ended_reason }),
  };
}
