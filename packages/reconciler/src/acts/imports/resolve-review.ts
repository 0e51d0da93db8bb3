/** A person says what becomes of a row that an import left to review. */
import type { AssetRow } from '@muster/facts/assets';
import type { ImportReview, ReviewAnswer } from '@muster/facts/imports';
import { findAsset } from '../../assets/find.ts';
import { writeDown } from '../../assets/import.ts';
import { isLiving } from '../../assets/lifecycle.ts';
import { rejudgeAssets } from '../../assets/rejudge.ts';
import { changesOf, newAsset, type RowClaims, readRow, updatedAsset } from '../../assets/rows.ts';
import { takenOf } from '../../assets/taken.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { parseStored } from '../../store/json.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { findImportedRow } from './find.ts';
import { ASSET_IMPORT_ROW, type ImportedRow } from './tables.ts';
import { reviewView } from './view.ts';

export interface ResolveReview {
  /** "import-7:31" */
  readonly review: string;
  readonly as: ReviewAnswer;
  /** The record to be updated, by its tag or id; absent: the one that has the row's tag or serial. */
  readonly asset?: string;
  readonly reason: string;
}

export async function resolveReview(
  transaction: Transaction,
  { review, as, asset: named, reason }: ResolveReview,
  context: ActContext,
): Promise<ActOutcome<ImportReview>> {
  const row = await findImportedRow(transaction.tables, review);
  if (row?.disposition !== 'review' || row.said === null) {
    return { kind: 'unknown', reason: `there is no review ${review}` };
  }
  if (row.resolved_as !== null) {
    const how = row.resolved_as === 'withdrawn' ? 'withdrawn' : `resolved as ${row.resolved_as}`;
    return { kind: 'refused', reason: `${review} was ${how} by ${row.resolved_by}` };
  }
  const { claims } = readRow(parseStored<AssetRow>(row.said));
  const planned = await plan(transaction, claims, { as, named, now: context.now });
  if (planned.kind !== 'planned') return planned;
  const { asset, before } = planned;
  const resolved: ImportedRow = {
    ...row,
    asset_id: asset?.id ?? null,
    resolved_as: as,
    resolved_at: context.now,
    resolved_by: context.actor,
    resolved_reason: reason,
  };
  const { actor, now: at } = context;
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(ASSET_IMPORT_ROW, resolved));
  if (asset !== undefined) {
    const said = { actor, at, reason, import: review };
    if (before === undefined) {
      draft.newAssets.push(asset);
      writeDown(draft, asset, { kind: 'asset.created', ...said });
    } else {
      draft.changedAssets.push(asset);
      const changes = changesOf(before, { ...claims, state: asset.state });
      writeDown(draft, asset, { kind: 'asset.updated', changes, ...said });
    }
  }
  draft.ledger.push({
    at,
    actor,
    kind: 'import.resolved',
    subject: formatId('import', row.import_id),
    payload: {
      line: row.line,
      as,
      reason,
      ...(asset === undefined ? {} : { asset: formatId('asset', asset.id) }),
    },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const concerned = [asset, before].filter((each) => each !== undefined);
  const events = await rejudgeAssets(transaction, concerned, context);
  return { kind: 'done', value: reviewView(resolved, []), events };
}

type Planned =
  | {
      readonly kind: 'planned';
      readonly asset?: AssetRecord;
      /** Where it is updated. */
      readonly before?: AssetRecord;
    }
  | { readonly kind: 'unknown' | 'refused'; readonly reason: string };

interface Answer {
  readonly as: ReviewAnswer;
  readonly named: string | undefined;
  readonly now: number;
}

async function plan(
  transaction: Transaction,
  claims: RowClaims,
  { as, named, now }: Answer,
): Promise<Planned> {
  if (as === 'skip') return { kind: 'planned' };
  const before = as === 'create' ? undefined : await targetOf(transaction, claims, named);
  if (before !== undefined && before.kind !== 'found') return before;
  const asset =
    before === undefined
      ? newAsset((await transaction.lastIds()).asset + 1, claims, now)
      : updatedAsset(before.value, alive(claims, before.value), now);
  if (asset.tag === undefined && asset.serialKey === undefined) {
    return { kind: 'refused', reason: 'it would have neither a tag nor a serial' };
  }
  const taken = (await takenOf(transaction, [asset])).get(asset.id);
  if (taken !== undefined) {
    return { kind: 'refused', reason: `${taken} Update that one, or correct it first.` };
  }
  return { kind: 'planned', asset, ...(before === undefined ? {} : { before: before.value }) };
}

/** That a record which is gone is updated by a list of what there is, says that it lives again. */
function alive(claims: RowClaims, before: AssetRecord): RowClaims {
  return claims.state === undefined && !isLiving(before)
    ? { ...claims, state: 'deployed' }
    : claims;
}

async function targetOf(
  transaction: Transaction,
  claims: RowClaims,
  named: string | undefined,
): Promise<
  | { readonly kind: 'found'; readonly value: AssetRecord }
  | { readonly kind: 'unknown' | 'refused'; readonly reason: string }
> {
  if (named !== undefined) return findAsset(transaction, named);
  const tagged = await transaction.assetsByTag(claims.tag === undefined ? [] : [claims.tag]);
  const serials = claims.serialKey === undefined ? [] : [claims.serialKey];
  const holders = await transaction.assetsBySerial(serials);
  const found = [...new Map([...tagged, ...holders].map((each) => [each.id, each])).values()];
  const [only] = found;
  if (only !== undefined && found.length === 1) return { kind: 'found', value: only };
  const ids = found.map(({ id }) => formatId('asset', id)).join(', ');
  return {
    kind: 'refused',
    reason:
      only === undefined
        ? 'no asset record has its tag or its serial: say which one to update'
        : `${ids} have its tag or its serial: say which one to update`,
  };
}
