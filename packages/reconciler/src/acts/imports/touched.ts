/** Which asset records people changed since an import: undoing it leaves those alone. */
import { formatId, parseId } from '../../commit/ids.ts';
import { parseStored } from '../../store/json.ts';
import type { Transaction } from '../../store/port.ts';
import type { ImportRow } from './tables.ts';

/**
 * What rules did does not count, nor what an import did that was undone itself: imports that build
 * on each other can be undone one after the other, the last one first.
 *
 * @returns the reason by asset, a sentence
 */
export async function touchedSince(
  { tables }: Pick<Transaction, 'tables'>,
  { ledger_seq, at }: ImportRow,
  assetIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const touched = new Map<number, string>();
  if (assetIds.length === 0) return touched;
  const undone = await undoneImports(tables);
  const entries = await tables
    .selectFrom('ledger')
    .select(['subject', 'actor', 'kind', 'payload'])
    .where(
      'subject',
      'in',
      assetIds.map((id) => formatId('asset', id)),
    )
    .where('seq', '>', ledger_seq)
    .where('actor', '<>', 'rule')
    .orderBy('seq')
    .execute();
  for (const { subject, actor, kind, payload } of entries) {
    const { import: by } = parseStored<{ readonly import?: string }>(payload);
    const id = parseId('asset', subject);
    if (id === undefined || (by !== undefined && undone.has(by))) continue;
    const how = by === undefined ? '' : ` by ${by}`;
    touched.set(id, `It was changed since: ${kind}${how}, ${actor}.`);
  }
  const links = await tables
    .selectFrom('link')
    .select(['asset_id', 'actor'])
    .where('asset_id', 'in', assetIds)
    .where('method', '=', 'manual')
    .where('linked_at', '>=', at)
    .execute();
  for (const { asset_id, actor } of links) {
    touched.set(asset_id, `It was linked by hand since, by ${actor}.`);
  }
  return touched;
}

async function undoneImports(tables: Transaction['tables']): Promise<ReadonlySet<string>> {
  const rows = await tables
    .selectFrom('asset_import')
    .select('id')
    .where('undone_at', 'is not', null)
    .execute();
  return new Set(rows.map(({ id }) => formatId('import', id)));
}
