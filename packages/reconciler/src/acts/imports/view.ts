/** An import as it is shown. */
import type { AssetView } from '@muster/facts/assets';
import type { ImportReview, ImportRowView, ImportUndone, ImportView } from '@muster/facts/imports';
import { formatId } from '../../commit/ids.ts';
import { parseStored } from '../../store/json.ts';
import type { ImportedRow, ImportRow } from './tables.ts';

export function importView(row: ImportRow, openReviews: number): ImportView {
  const { file_name: name, file_sha256: sha256 } = row;
  const undone = undoneOf(row);
  return {
    id: formatId('import', row.id),
    actor: row.actor,
    at: iso(row.at),
    mode: row.mode,
    counts: parseStored(row.counts),
    openReviews,
    ...(name === null || sha256 === null ? {} : { file: { name, sha256 } }),
    ...(undone === undefined ? {} : { undone }),
  };
}

function undoneOf(row: ImportRow): ImportUndone | undefined {
  if (row.undone_at === null || row.undone_counts === null) return undefined;
  return {
    at: iso(row.undone_at),
    actor: row.undone_by ?? '',
    reason: row.undone_reason ?? '',
    ...parseStored<Pick<ImportUndone, 'removed' | 'restored' | 'kept'>>(row.undone_counts),
  };
}

export function importRowView(row: ImportedRow): ImportRowView {
  return {
    line: row.line,
    disposition: row.disposition,
    reason: row.reason,
    ...(row.asset_id === null ? {} : { assetId: formatId('asset', row.asset_id) }),
    ...(row.undone === null ? {} : { undone: row.undone }),
    ...(row.kept_reason === null ? {} : { kept: row.kept_reason }),
  };
}

/** @param row one that is to be reviewed, or was */
export function reviewView(row: ImportedRow, candidates: readonly AssetView[]): ImportReview {
  const { line, reason, resolved_as: as, asset_id: assetId } = row;
  const importId = formatId('import', row.import_id);
  const review = { id: `${importId}:${line}`, importId, line, reason, candidates };
  const shown = { ...review, row: parseStored<ImportReview['row']>(row.said ?? '{}') };
  if (as === null) return { ...shown, state: 'open' };
  if (as === 'withdrawn') return { ...shown, state: 'withdrawn' };
  return {
    ...shown,
    state: 'resolved',
    resolved: {
      as,
      at: iso(row.resolved_at ?? 0),
      actor: row.resolved_by ?? '',
      reason: row.resolved_reason ?? '',
      ...(assetId === null ? {} : { assetId: formatId('asset', assetId) }),
    },
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
