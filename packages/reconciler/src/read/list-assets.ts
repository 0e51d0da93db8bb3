/** Lists asset records in the order in which they were recorded, with the CI each is linked to. */
import type { AssetView } from '@muster/facts/assets';
import type { Page } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { GONE_STATES } from '../assets/lifecycle.ts';
import { assetViewOf } from '../assets/view.ts';
import type { Inventory } from '../ports.ts';
import type { HeldTotals } from './held-totals.ts';
import { boundLimit, formatCursor, parseCursor } from './page.ts';
import type { Tables } from './schema.ts';
import { contains } from './where.ts';

/** Words of a search; more bound nothing that a person asks. */
const WORDS_MAX = 16;

export async function listAssets(
  db: Kysely<Tables>,
  filter: Parameters<Inventory['listAssets']>[0],
  now: number,
  totals: HeldTotals,
): Promise<Page<AssetView>> {
  const limit = boundLimit(filter.limit);
  const cursor = filter.cursor === undefined ? undefined : parseCursor(filter.cursor);
  const words = (filter.q ?? '').split(/\s+/).filter((word) => word !== '');
  let found = db
    .selectFrom('asset')
    .where((eb) => eb.and(words.slice(0, WORDS_MAX).map((word) => contains('asset.words', word))));
  const { linked } = filter;
  if (linked !== undefined) {
    const links = db.selectFrom('link').select('asset_id').where('unlinked_at', 'is', null);
    found = linked
      ? found.where('asset.id', 'in', links)
      : found.where('asset.id', 'not in', links).where('asset.state', 'not in', GONE_STATES);
  }
  const key = JSON.stringify(['assets', words, linked]);
  let total = totals.find(key, now);
  if (total === undefined) {
    const counted = await found
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    total = Number(counted.total);
    totals.hold(key, total, now);
  }
  let page = found
    .leftJoin('link', (join) =>
      join.onRef('link.asset_id', '=', 'asset.id').on('link.unlinked_at', 'is', null),
    )
    .selectAll('asset')
    .select('link.ci_id')
    .orderBy('asset.id')
    .limit(limit + 1);
  if (cursor !== undefined) page = page.where('asset.id', '>', cursor.id);
  const rows = await page.execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => assetViewOf(row, row.ci_id)),
    total,
    ...(last === undefined ? {} : { next: formatCursor({ id: last.id }) }),
  };
}
