/** An import in one transaction: assets are recorded, then the CIs concerned are linked and judged. */
import type { AssetRow, AssetRowOutcome } from '@muster/facts/assets';
import type { InventoryEvent } from '@muster/facts/inventory';
import { closeDraft, openDraft } from '../commit/draft.ts';
import { formatId, parseId } from '../commit/ids.ts';
import type { Governance } from '../commit/work.ts';
import type { Transaction } from '../store/port.ts';
import { type KnownAssets, planImport } from './import.ts';
import { rejudgeAssets } from './rejudge.ts';
import { readRow } from './rows.ts';

export interface Imported {
  readonly outcomes: readonly AssetRowOutcome[];
  readonly events: readonly InventoryEvent[];
}

export async function importAssets(
  transaction: Transaction,
  rows: readonly AssetRow[],
  options: { readonly actor: string; readonly now: number; readonly governance: Governance },
): Promise<Imported> {
  const known = await fetchKnownAssets(transaction, rows);
  const draft = openDraft(await transaction.lastIds());
  const planned = planImport(rows, known, draft, options);
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const assets = [...draft.newAssets, ...draft.changedAssets];
  const events = await rejudgeAssets(transaction, assets, options);
  return { outcomes: await withLinks(transaction, planned, known.links), events };
}

async function fetchKnownAssets(
  transaction: Transaction,
  rows: readonly AssetRow[],
): Promise<KnownAssets> {
  const claims = rows.flatMap((row) => {
    const read = readRow(row);
    return read.kind === 'row' ? [read.claims] : [];
  });
  const found = [
    ...(await transaction.assetsByTag(claims.flatMap(({ tag }) => tag ?? []))),
    ...(await transaction.assetsBySerial(claims.flatMap(({ serialKey }) => serialKey ?? []))),
  ];
  const assets = [...new Map(found.map((asset) => [asset.id, asset])).values()];
  return { assets, links: await transaction.linksOfAssets(assets.map(({ id }) => id)) };
}

/** Says of each row's asset which CI it is linked to now, and where this import made the link. */
async function withLinks(
  transaction: Transaction,
  outcomes: readonly AssetRowOutcome[],
  before: readonly { readonly assetId: number }[],
): Promise<readonly AssetRowOutcome[]> {
  const ids = outcomes.map(({ assetId }) => parseId('asset', assetId ?? ''));
  const links = await transaction.linksOfAssets(ids.filter((id) => id !== undefined));
  const ciOf = new Map(links.map(({ assetId, ciId }) => [assetId, formatId('ci', ciId)]));
  const had = new Set(before.map(({ assetId }) => assetId));
  return outcomes.map((outcome, index) => {
    const id = ids[index];
    const ciId = id === undefined ? undefined : ciOf.get(id);
    if (id === undefined || ciId === undefined) return outcome;
    if (outcome.disposition !== 'unchanged' || had.has(id)) return { ...outcome, ciId };
    return { ...outcome, ciId, disposition: 'link', reason: `Its serial is that of ${ciId}.` };
  });
}
