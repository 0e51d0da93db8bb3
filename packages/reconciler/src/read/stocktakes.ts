/** Stocktakes, their scans, and what nobody scanned. */
import type { AssetView } from '@muster/facts/assets';
import type { Page } from '@muster/facts/inventory';
import type { ScanVerdict, ScanView, StocktakeView } from '@muster/facts/stocktake';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { assetViewOf } from '../assets/view.ts';
import { formatId, parseId } from '../commit/ids.ts';
import { boundLimit, formatCursor, parseCursor } from './page.ts';
import type { QuestionContext } from './questions.ts';
import type { Tables } from './schema.ts';
import { expectedIn, missingOf } from './stocktake-scope.ts';

const LISTED_MAX = 200;

/** The latest first. */
export async function listStocktakes(
  { db }: QuestionContext,
  _: null,
): Promise<readonly StocktakeView[]> {
  const rows = await db
    .selectFrom('stocktake')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(LISTED_MAX)
    .execute();
  const views: StocktakeView[] = [];
  for (const row of rows) views.push(await stocktakeView(db, row));
  return views;
}

export async function getStocktake(
  { db }: QuestionContext,
  id: string,
): Promise<StocktakeView | undefined> {
  const row = await findStocktake(db, id);
  return row && stocktakeView(db, row);
}

async function findStocktake(
  db: Kysely<Tables>,
  id: string,
): Promise<Tables['stocktake'] | undefined> {
  return db
    .selectFrom('stocktake')
    .selectAll()
    .where('id', '=', parseId('stocktake', id) ?? 0)
    .executeTakeFirst();
}

export async function stocktakeView(
  db: Kysely<Tables>,
  row: Tables['stocktake'],
): Promise<StocktakeView> {
  const { site, location, closed_at: closedAt, closed_by: closedBy } = row;
  return {
    id: formatId('stocktake', row.id),
    ...(site !== null && { site }),
    ...(location !== null && { location }),
    startedAt: new Date(row.started_at).toISOString(),
    startedBy: row.started_by,
    ...(closedAt !== null && { closedAt: new Date(closedAt).toISOString() }),
    ...(closedBy !== null && { closedBy }),
    expected: row.expected ?? (await countOf(expectedIn(db, row))),
    missing:
      closedAt === null
        ? await countOf(missingOf(db, row))
        : await countOf(db.selectFrom('stocktake_missing').where('stocktake_id', '=', row.id)),
    scanned: await scannedIn(db, row.id),
  };
}

async function countOf<T extends keyof Tables>(
  asked: SelectQueryBuilder<Tables, T, Record<never, never>>,
): Promise<number> {
  const { total } = await asked
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Each thing by its last verdict: an asset, or a code that none has. */
async function scannedIn(
  db: Kysely<Tables>,
  stocktakeId: number,
): Promise<Readonly<Record<ScanVerdict, number>>> {
  const rows = await db
    .selectFrom('stocktake_scan as scan')
    .select(['scan.verdict', sql<number>`count(*)`.as('total')])
    .where('scan.stocktake_id', '=', stocktakeId)
    .where(
      'scan.id',
      'in',
      // Grouped once: asked for each scan by itself, 20,000 of them took minutes.
      db
        .selectFrom('stocktake_scan')
        .select(({ fn }) => fn.max<number>('id').as('id'))
        .where('stocktake_id', '=', stocktakeId)
        .groupBy(['asset_id', sql`case when asset_id is null then code end`]),
    )
    .groupBy('scan.verdict')
    .execute();
  const counts = new Map(rows.map(({ verdict, total }) => [verdict, Number(total)]));
  const count = (verdict: ScanVerdict): number => counts.get(verdict) ?? 0;
  return {
    found: count('found'),
    elsewhere: count('elsewhere'),
    'serial-differs': count('serial-differs'),
    retired: count('retired'),
    unknown: count('unknown'),
  };
}

export function scanView(row: Tables['stocktake_scan']): ScanView {
  return {
    id: formatId('scan', row.id),
    code: row.code,
    ...(row.serial !== null && { serial: row.serial }),
    ...(row.location !== null && { location: row.location }),
    at: new Date(row.at).toISOString(),
    by: row.by,
    verdict: row.verdict,
    says: row.says,
    ...(row.asset_id !== null && { assetId: formatId('asset', row.asset_id) }),
    ...(row.tag !== null && { tag: row.tag }),
  };
}

export interface ScansAsked {
  readonly stocktake: string;
  readonly verdict?: ScanVerdict;
  readonly cursor?: string;
  readonly limit?: number;
}

/** The latest first. `undefined`: there is no such stocktake. */
export async function listScans(
  { db }: QuestionContext,
  { stocktake, verdict, cursor, limit: asked }: ScansAsked,
): Promise<Page<ScanView> | undefined> {
  const row = await findStocktake(db, stocktake);
  if (row === undefined) return undefined;
  const limit = boundLimit(asked);
  let scans = db.selectFrom('stocktake_scan').where('stocktake_id', '=', row.id);
  if (verdict !== undefined) scans = scans.where('verdict', '=', verdict);
  const total = await countOf(scans);
  const before = cursor === undefined ? undefined : parseCursor(cursor)?.id;
  if (before !== undefined) scans = scans.where('id', '<', before);
  const rows = await scans
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(scanView),
    total,
    ...(last !== undefined && { next: formatCursor({ id: last.id }) }),
  };
}

/** Asset records that nobody has scanned: as it was when it was closed, or so far. */
export async function listMissing(
  { db }: QuestionContext,
  { stocktake, cursor, limit: asked }: Omit<ScansAsked, 'verdict'>,
): Promise<Page<AssetView> | undefined> {
  const row = await findStocktake(db, stocktake);
  if (row === undefined) return undefined;
  const limit = boundLimit(asked);
  let assets =
    row.closed_at === null
      ? missingOf(db, row)
      : db
          .selectFrom('asset')
          .where(
            'asset.id',
            'in',
            db
              .selectFrom('stocktake_missing')
              .select('asset_id')
              .where('stocktake_id', '=', row.id),
          );
  const total = await countOf(assets);
  const after = cursor === undefined ? undefined : parseCursor(cursor)?.id;
  if (after !== undefined) assets = assets.where('asset.id', '>', after);
  const rows = await assets
    .leftJoin('link', (join) =>
      join.onRef('link.asset_id', '=', 'asset.id').on('link.unlinked_at', 'is', null),
    )
    .selectAll('asset')
    .select('link.ci_id')
    .orderBy('asset.id')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((each) => assetViewOf(each, each.ci_id)),
    total,
    ...(last !== undefined && { next: formatCursor({ id: last.id }) }),
  };
}
