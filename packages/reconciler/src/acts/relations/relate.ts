/**
 * Relations that people state: what is in a chassis, runs on a host or is part of something needs no
 * asset record of its own. They are ended, never deleted, and no rule makes or ends one.
 */
import type { RelationKind, RelationView } from '@muster/facts/relations';
import { findAsset } from '../../assets/find.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId, parseId } from '../../commit/ids.ts';
import { fetchKnownCis } from '../../commit/known.ts';
import { planJudgement } from '../../commit/plan.ts';
import { type Found, findCi } from '../../decisions/find.ts';
import { type RelationRow, relationsInForce, relationView } from '../../read/relations.ts';
import { type KeptTable, keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';

const CI_RELATION: KeptTable<RelationRow> = {
  name: 'ci_relation',
  columns: [
    'id',
    'ci_id',
    'kind',
    'to_ci_id',
    'to_asset_id',
    'actor',
    'at',
    'reason',
    'ended_at',
    'ended_by',
    'ended_reason',
  ],
  values: (row) => [
    row.id,
    row.ci_id,
    row.kind,
    row.to_ci_id,
    row.to_asset_id,
    row.actor,
    row.at,
    row.reason,
    row.ended_at,
    row.ended_by,
    row.ended_reason,
  ],
};

export interface RelateCi {
  readonly ci: string;
  readonly kind: RelationKind;
  /** A CI's id; or an asset record's id or tag, where discovery never met it. */
  readonly to: string;
  readonly reason: string;
}

export async function relateCi(
  transaction: Transaction,
  { ci: named, kind, to, reason }: RelateCi,
  context: ActContext,
): Promise<ActOutcome<RelationView>> {
  const ci = await findCi(transaction, named);
  if (ci.kind !== 'found') return ci;
  const other = await findOther(transaction, to);
  if (other.kind !== 'found') return other;
  const refused = await refusalOf(transaction, ci.value, kind, other.value);
  if (refused !== undefined) return { kind: 'refused', reason: refused };
  const last = await transaction.tables
    .selectFrom('ci_relation')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst();
  const row: RelationRow = {
    id: Number(last?.id ?? 0) + 1,
    ci_id: ci.value,
    kind,
    to_ci_id: other.value.ciId ?? null,
    to_asset_id: other.value.assetId ?? null,
    actor: context.actor,
    at: context.now,
    reason,
    ended_at: null,
    ended_by: null,
    ended_reason: null,
  };
  return write(transaction, row, 'relation.made', reason, context);
}

export interface EndRelation {
  readonly relation: string;
  readonly reason: string;
}

export async function endRelation(
  transaction: Transaction,
  { relation, reason }: EndRelation,
  context: ActContext,
): Promise<ActOutcome<RelationView>> {
  const row = await transaction.tables
    .selectFrom('ci_relation')
    .selectAll()
    .where('id', '=', parseId('relation', relation) ?? -1)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown', reason: `there is no relation ${relation}` };
  if (row.ended_at !== null) return { kind: 'refused', reason: `${relation} has ended already` };
  const ended: RelationRow = {
    ...row,
    ended_at: context.now,
    ended_by: context.actor,
    ended_reason: reason,
  };
  return write(transaction, ended, 'relation.ended', reason, context);
}

interface Other {
  readonly ciId?: number;
  readonly assetId?: number;
}

/** @param named a CI before an asset record: a tag may look like anything, a CI's id does not */
async function findOther(transaction: Transaction, named: string): Promise<Found<Other>> {
  if (parseId('ci', named) !== undefined) {
    const ci = await findCi(transaction, named);
    return ci.kind === 'found' ? { kind: 'found', value: { ciId: ci.value } } : ci;
  }
  const asset = await findAsset(transaction, named);
  if (asset.kind !== 'found') return asset;
  const [link] = await transaction.linksOfAssets([asset.value.id]);
  const value = link === undefined ? { assetId: asset.value.id } : { ciId: link.ciId };
  return { kind: 'found', value };
}

/** Chassis in racks in rooms: nothing hangs together in more steps. */
const STEPS_MAX = 16;

async function refusalOf(
  transaction: Transaction,
  ciId: number,
  kind: RelationKind,
  other: Other,
): Promise<string | undefined> {
  const before = (await relationsInForce(transaction.tables, [ciId])).find(
    (row) => row.kind === kind,
  );
  if (before !== undefined) {
    const id = formatId('relation', before.id);
    return `${formatId('ci', ciId)} is said to be so already: end ${id} first (muster ci unrelate ${id})`;
  }
  let above = other.ciId === undefined ? [] : [other.ciId];
  for (let step = 0; above.length > 0; step += 1) {
    if (above.includes(ciId)) return 'it would be in, on or part of itself';
    if (step === STEPS_MAX) return `more than ${STEPS_MAX} things would be within each other`;
    const rows = await relationsInForce(transaction.tables, above);
    above = rows.flatMap(({ to_ci_id }) => to_ci_id ?? []);
  }
  return undefined;
}

/** With what is to be said of the CI from now on. */
async function write(
  transaction: Transaction,
  row: RelationRow,
  kind: 'relation.made' | 'relation.ended',
  reason: string,
  { actor, now, governance }: ActContext,
): Promise<ActOutcome<RelationView>> {
  const view = relationView(row);
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(CI_RELATION, row));
  draft.ledger.push({
    at: now,
    actor,
    kind,
    subject: view.ciId,
    payload: {
      relation: view.id,
      kind: view.kind,
      ...(view.toCiId === undefined ? {} : { to: view.toCiId }),
      ...(view.toAssetId === undefined ? {} : { to: view.toAssetId }),
      reason,
    },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const ci = await findCi(transaction, view.ciId);
  if (ci.kind !== 'found') return { kind: 'done', value: view, events: [] };
  const known = await fetchKnownCis(transaction, [ci.value]);
  const changes = planJudgement(known, [ci.value], governance, now);
  await transaction.commit(changes);
  return { kind: 'done', value: view, events: changes.events };
}
