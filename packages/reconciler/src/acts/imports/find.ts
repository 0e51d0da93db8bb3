/** Imports and their rows, as they are kept. */
import type { Kysely } from 'kysely';
import { parseId } from '../../commit/ids.ts';
import type { Tables } from '../../read/schema.ts';
import type { ImportedRow, ImportRow } from './tables.ts';

/** Rows read at once, with what records were before: about a megabyte. */
const PAGE_ROWS = 2_000;

/** @param named "import-7" */
export async function findImport(
  tables: Kysely<Tables>,
  named: string,
): Promise<ImportRow | undefined> {
  const id = parseId('import', named);
  if (id === undefined) return undefined;
  return tables.selectFrom('asset_import').selectAll().where('id', '=', id).executeTakeFirst();
}

/** In the order of the file. Rows may be written while the next page is still to come. */
export async function* pagesOfRows(
  tables: Kysely<Tables>,
  importId: number,
  disposition: ImportedRow['disposition'],
): AsyncGenerator<readonly ImportedRow[], void> {
  let after = 0;
  for (;;) {
    const rows = await tables
      .selectFrom('asset_import_row')
      .selectAll()
      .where('import_id', '=', importId)
      .where('disposition', '=', disposition)
      .where('line', '>', after)
      .orderBy('line')
      .limit(PAGE_ROWS)
      .execute();
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    after = rows.at(-1)?.line ?? after;
  }
}

/** A row by "import-7:31": the import, and the line of its file. */
export async function findImportedRow(
  tables: Kysely<Tables>,
  named: string,
): Promise<ImportedRow | undefined> {
  const [importName = '', line = '', ...rest] = named.split(':');
  const id = parseId('import', importName);
  if (id === undefined || rest.length > 0 || !/^[1-9]\d{0,9}$/.test(line)) return undefined;
  return tables
    .selectFrom('asset_import_row')
    .selectAll()
    .where('import_id', '=', id)
    .where('line', '=', Number(line))
    .executeTakeFirst();
}
