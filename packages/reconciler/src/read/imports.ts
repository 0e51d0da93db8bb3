/** What is asked of imports: which there were, what became of their rows, which rows wait for a person. */
import type { ImportReview, ImportRowView, ImportView } from '@muster/facts/imports';
import type { Page } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { findImport, findImportedRow } from '../acts/imports/find.ts';
import { importRowView, importView, reviewView } from '../acts/imports/view.ts';
import { readRow } from '../assets/rows.ts';
import { assetViewOf } from '../assets/view.ts';
import { parseStored } from '../store/json.ts';
import { boundLimit, formatCursor, parseCursor } from './page.ts';
import type { QuestionContext } from './questions.ts';
import type { Tables } from './schema.ts';

interface Paging {
  readonly cursor?: string;
  readonly limit?: number;
}

/** The latest first. */
export async function listImports(
  { db }: QuestionContext,
  paging: Paging,
): Promise<Page<ImportView>> {
  const limit = boundLimit(paging.limit);
  const before = cursorOf(paging)?.id;
  let page = db
    .selectFrom('asset_import')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (before !== undefined) page = page.where('id', '<', before);
  const rows = await page.execute();
  const shown = rows.slice(0, limit);
  const { total } = await db
    .selectFrom('asset_import')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const open = await openReviews(db);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => importView(row, open.get(row.id) ?? 0)),
    total: Number(total),
    ...(last === undefined ? {} : { next: formatCursor({ id: last.id }) }),
  };
}

/** @param named "import-7"; `undefined`: there is none */
export async function getImport(
  { db }: QuestionContext,
  named: string,
): Promise<ImportView | undefined> {
  const row = await findImport(db, named);
  return row && importView(row, (await openReviews(db)).get(row.id) ?? 0);
}

export interface ImportRowsFilter extends Paging {
  readonly import: string;
  readonly disposition?: ImportRowView['disposition'];
}

/** In the order of the file; `undefined`: there is no such import. */
export async function listImportRows(
  { db }: QuestionContext,
  { import: named, disposition, ...paging }: ImportRowsFilter,
): Promise<Page<ImportRowView> | undefined> {
  const row = await findImport(db, named);
  if (row === undefined) return undefined;
  const limit = boundLimit(paging.limit);
  let found = db.selectFrom('asset_import_row').where('import_id', '=', row.id);
  if (disposition !== undefined) found = found.where('disposition', '=', disposition);
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .where('line', '>', cursorOf(paging)?.id ?? 0)
    .orderBy('line')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(importRowView),
    total: Number(total),
    ...(last === undefined ? {} : { next: formatCursor({ id: last.line }) }),
  };
}

/** Those that wait, the oldest import first, with the asset records that each may be about. */
export async function listImportReviews(
  { db }: QuestionContext,
  paging: Paging & { readonly import?: string },
): Promise<Page<ImportReview>> {
  const limit = boundLimit(paging.limit);
  let found = db
    .selectFrom('asset_import_row')
    .where('disposition', '=', 'review')
    .where('resolved_as', 'is', null);
  if (paging.import !== undefined) {
    const of = await findImport(db, paging.import);
    found = found.where('import_id', '=', of?.id ?? 0);
  }
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const cursor = cursorOf(paging);
  let page = found
    .selectAll()
    .orderBy('import_id')
    .orderBy('line')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const line = Number(cursor.value ?? 0);
    page = page.where((eb) =>
      eb.or([
        eb('import_id', '>', cursor.id),
        eb.and([eb('import_id', '=', cursor.id), eb('line', '>', line)]),
      ]),
    );
  }
  const rows = await page.execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: await withCandidates(db, shown),
    total: Number(total),
    ...(last === undefined ? {} : { next: formatCursor({ id: last.import_id, value: last.line }) }),
  };
}

/** @param named "import-7:31"; `undefined`: no row that was to be reviewed */
export async function getImportReview(
  { db }: QuestionContext,
  named: string,
): Promise<ImportReview | undefined> {
  const row = await findImportedRow(db, named);
  if (row?.disposition !== 'review') return undefined;
  const [review] = await withCandidates(db, [row]);
  return review;
}

function cursorOf({ cursor }: Paging): ReturnType<typeof parseCursor> {
  return cursor === undefined ? undefined : parseCursor(cursor);
}

async function openReviews(db: Kysely<Tables>): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('asset_import_row')
    .select(({ fn }) => ['import_id', fn.countAll<number>().as('total')])
    .where('disposition', '=', 'review')
    .where('resolved_as', 'is', null)
    .groupBy('import_id')
    .execute();
  return new Map(rows.map(({ import_id, total }) => [import_id, Number(total)]));
}

async function withCandidates(
  db: Kysely<Tables>,
  rows: readonly Tables['asset_import_row'][],
): Promise<readonly ImportReview[]> {
  const claims = rows.map(({ said }) => readRow(parseStored(said ?? '{}')).claims);
  const tags = claims.flatMap(({ tag }) => tag ?? []);
  const serials = claims.flatMap(({ serialKey }) => serialKey ?? []);
  const assets = await assetsWith(db, tags, serials);
  return rows.map((row, index) => {
    const { tag, serialKey } = claims[index] ?? {};
    const meant = assets.filter(
      (asset) =>
        (tag !== undefined && asset.tag === tag) ||
        (serialKey !== undefined && asset.serial_key === serialKey),
    );
    return reviewView(
      row,
      meant.map((asset) => assetViewOf(asset, asset.ci_id)),
    );
  });
}

/** An empty list is none that PostgreSQL can look in. */
async function assetsWith(
  db: Kysely<Tables>,
  tags: readonly string[],
  serials: readonly string[],
): Promise<readonly (Tables['asset'] & { readonly ci_id: number | null })[]> {
  if (tags.length + serials.length === 0) return [];
  return db
    .selectFrom('asset')
    .leftJoin('link', (join) =>
      join.onRef('link.asset_id', '=', 'asset.id').on('link.unlinked_at', 'is', null),
    )
    .selectAll('asset')
    .select('link.ci_id')
    .where((eb) =>
      eb.or([
        ...(tags.length === 0 ? [] : [eb('asset.tag', 'in', tags)]),
        ...(serials.length === 0 ? [] : [eb('asset.serial_key', 'in', serials)]),
      ]),
    )
    .orderBy('asset.id')
    .execute();
}
