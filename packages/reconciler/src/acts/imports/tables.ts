/** What is kept of an import: itself, what became of its rows, and which records were taken away again. */
import type { Tables } from '../../read/schema.ts';
import { type KeptTable, keptTable } from '../../store/kept.ts';

export type ImportRow = Tables['asset_import'];
export type ImportedRow = Tables['asset_import_row'];

export const ASSET_IMPORT: KeptTable<ImportRow> = keptTable('asset_import', [
  'id',
  'file_name',
  'file_sha256',
  'actor',
  'at',
  'mode',
  'counts',
  'ledger_seq',
  'undone_at',
  'undone_by',
  'undone_reason',
  'undone_counts',
]);

export const ASSET_IMPORT_ROW: KeptTable<ImportedRow> = keptTable(
  'asset_import_row',
  [
    'import_id',
    'line',
    'disposition',
    'reason',
    'asset_id',
    'before',
    'said',
    'resolved_as',
    'resolved_at',
    'resolved_by',
    'resolved_reason',
    'undone',
    'kept_reason',
  ],
  2,
);

export const ASSET_REMOVED: KeptTable<Tables['asset_removed']> = keptTable('asset_removed', [
  'id',
  'at',
  'actor',
  'reason',
]);
