/** One asset record whole: as it is, its links, and what the ledger tells of it. */
import type { AssetDetail } from '@muster/facts/assets';
import { assetViewOf } from '../assets/view.ts';
import { formatId, parseId } from '../commit/ids.ts';
import { ledgerEntryViewOf } from './ledger.ts';
import { findingOf } from './list-findings.ts';
import type { QuestionContext } from './questions.ts';
import type { Tables } from './schema.ts';

/** Of the ledger's entries about it, the latest. */
const ENTRIES_MAX = 500;
const LINKS_MAX = 500;

/** @param named its id or its tag; `undefined`: there is none */
export async function getAsset(
  context: QuestionContext,
  named: string,
): Promise<AssetDetail | undefined> {
  const { db } = context;
  const row = await findAssetRow(context, named);
  if (row === undefined) return undefined;
  const links = await db
    .selectFrom('link')
    .selectAll()
    .where('asset_id', '=', row.id)
    .orderBy('id', 'desc')
    .limit(LINKS_MAX)
    .execute();
  const findings = await db
    .selectFrom('finding')
    .selectAll()
    .where('asset_id', '=', row.id)
    .where('state', '<>', 'resolved')
    .orderBy('id')
    .execute();
  const entries = await db
    .selectFrom('ledger')
    .selectAll()
    .where('subject', '=', formatId('asset', row.id))
    .orderBy('seq', 'desc')
    .limit(ENTRIES_MAX)
    .execute();
  const current = links.find(({ unlinked_at }) => unlinked_at === null);
  return {
    ...assetViewOf(row, current?.ci_id ?? null),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    ...(row.retired_at === null ? {} : { retiredAt: iso(row.retired_at) }),
    links: links.map(linkView),
    openFindings: findings.map(findingOf),
    history: entries.reverse().map(ledgerEntryViewOf),
  };
}

/** @param named its id or its tag */
export async function findAssetRow(
  { db }: QuestionContext,
  named: string,
): Promise<Tables['asset'] | undefined> {
  const id = parseId('asset', named);
  const byId =
    id === undefined
      ? undefined
      : await db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirst();
  return byId ?? db.selectFrom('asset').selectAll().where('tag', '=', named).executeTakeFirst();
}

function linkView(row: Tables['link']): AssetDetail['links'][number] {
  return {
    ciId: formatId('ci', row.ci_id),
    method: row.method,
    actor: row.actor,
    linkedAt: iso(row.linked_at),
    ...(row.unlinked_at === null ? {} : { unlinkedAt: iso(row.unlinked_at) }),
    ...(row.decision_id === null ? {} : { decisionId: formatId('decision', row.decision_id) }),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
