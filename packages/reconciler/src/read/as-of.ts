/**
 * CIs as they were known at a past time: from versions, joins, links, locks and the ledger, none of
 * which is ever overwritten. What only moves presence (addresses, battery) has no history.
 */
import type { AssetView } from '@muster/facts/assets';
import type { CiAsOf, FindingView, Page, RecordView } from '@muster/facts/inventory';
import { type Kysely, type SqlBool, sql } from 'kysely';
import { assetView } from '../assets/view.ts';
import { formatId, parseId } from '../commit/ids.ts';
import { lockView } from '../decisions/view.ts';
import { composeObservation } from '../intake/volatile.ts';
import { claimsOf } from '../merge/claims.ts';
import { mergeFacts } from '../merge/facts.ts';
import type { Ranks } from '../merge/ranks.ts';
import { parseStored } from '../store/json.ts';
import { decisionsOf } from './decisions.ts';
import { findingOf } from './list-findings.ts';
import { boundLimit, formatCursor, parseCursor } from './page.ts';
import type { Tables } from './schema.ts';

/** Records of one CI that are looked at. */
const RECORDS_MAX = 4096;
/** Each CI of a page is put together from its history. */
const PAGE_MAX = 100;

/** @returns `undefined` where there was no such CI yet */
export async function getCiAsOf(
  db: Kysely<Tables>,
  id: string,
  at: number,
  ranks: Ranks,
): Promise<CiAsOf | undefined> {
  const asked = parseId('ci', id);
  const ciId = asked === undefined ? undefined : await survivorAt(db, asked, at);
  if (ciId === undefined) return undefined;
  const records = await recordsAt(db, ciId, at);
  const locks = await locksAt(db, ciId, at);
  const asset = await assetAt(db, ciId, at);
  return {
    id: formatId('ci', ciId),
    asOf: new Date(at).toISOString(),
    facts: mergeFacts(records.map(claimantOf), ranks, locks),
    records,
    decisions: (await decisionsOf(db, [ciId])).filter((each) => Date.parse(each.at) <= at),
    findings: await findingsAt(db, ciId, at),
    ...(asset === undefined ? {} : { asset }),
  };
}

/** All CIs there were, by their ids, page by page. */
export async function listCisAsOf(
  db: Kysely<Tables>,
  query: { readonly at: number; readonly cursor?: string; readonly limit?: number },
  ranks: Ranks,
): Promise<Page<CiAsOf>> {
  const limit = Math.min(boundLimit(query.limit), PAGE_MAX);
  const after = query.cursor === undefined ? 0 : (parseCursor(query.cursor)?.id ?? 0);
  const held = membersAt(db, query.at);
  const { total } = await held
    .select(({ fn }) => fn.count<number>('held.ci_id').distinct().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await held
    .select('held.ci_id')
    .distinct()
    .where('held.ci_id', '>', after)
    .orderBy('held.ci_id')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const items: CiAsOf[] = [];
  for (const { ci_id: ciId } of shown) {
    const ci = await getCiAsOf(db, formatId('ci', ciId), query.at, ranks);
    if (ci !== undefined) items.push(ci);
  }
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items,
    total: Number(total),
    ...(last === undefined ? {} : { next: formatCursor({ id: last.ci_id }) }),
  };
}

/** Which record was in which CI at a time. */
function membersAt(db: Kysely<Tables>, at: number) {
  const present = db
    .selectFrom('record_state')
    .select(['record_state.record_id', 'record_state.ci_id'])
    .where('record_state.joined_at', '<=', at);
  const past = db
    .selectFrom('past_join')
    .select(['past_join.record_id', 'past_join.ci_id'])
    .where('past_join.joined_at', '<=', at)
    .where('past_join.left_at', '>', at);
  return db.selectFrom(present.unionAll(past).as('held'));
}

/** The CI itself where it had records then, else the one into which they had gone. */
async function survivorAt(
  db: Kysely<Tables>,
  ciId: number,
  at: number,
): Promise<number | undefined> {
  const own = await membersAt(db, at)
    .select('held.ci_id')
    .where('held.ci_id', '=', ciId)
    .executeTakeFirst();
  if (own !== undefined) return ciId;
  const gone = await db
    .selectFrom('past_join')
    .select('record_id')
    .where('ci_id', '=', ciId)
    .where('left_at', '<=', at)
    .orderBy('left_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (gone === undefined) return undefined;
  const into = await membersAt(db, at)
    .select('held.ci_id')
    .where('held.record_id', '=', gone.record_id)
    .executeTakeFirst();
  return into?.ci_id;
}

async function recordsAt(
  db: Kysely<Tables>,
  ciId: number,
  at: number,
): Promise<readonly RecordView[]> {
  const rows = await membersAt(db, at)
    .innerJoin('record', 'record.id', 'held.record_id')
    .innerJoin('record_state', 'record_state.record_id', 'held.record_id')
    .innerJoin('record_version', (join) =>
      join.on(
        'record_version.id',
        '=',
        sql<number>`(select v.id from record_version v
          where v.record_id = held.record_id and v.received_at <= ${at}
          order by v.observed_at desc, v.digest desc limit 1)`,
      ),
    )
    .select([
      'record.id',
      'record.source',
      'record.key',
      'record.profile',
      'record_state.first_seen_at',
      'record_state.observer_id',
      'record_version.version',
      'record_version.observed_at',
      'record_version.observation_id',
      'record_version.presence',
      'record_version.observer',
      'record_version.digest',
      'record_version.body',
    ])
    .where('held.ci_id', '=', ciId)
    .orderBy('record.id')
    .limit(RECORDS_MAX)
    .execute();
  return rows.map((row) => {
    const observedAt = new Date(row.observed_at).toISOString();
    return {
      id: formatId('record', row.id),
      source: row.source,
      key: row.key,
      profile: row.profile,
      observerId: row.observer_id,
      version: row.version,
      firstSeenAt: new Date(row.first_seen_at).toISOString(),
      lastSeenAt: observedAt,
      presence: row.presence,
      observation: composeObservation({
        observationId: row.observation_id,
        observedAt,
        presence: row.presence,
        observer: row.observer,
        digest: row.digest,
        body: row.body,
      }),
    };
  });
}

function claimantOf({ id, source, key, profile, lastSeenAt, observation }: RecordView) {
  return {
    recordId: id,
    source,
    key,
    profile,
    lastSeenAt: Date.parse(lastSeenAt),
    observedAt: lastSeenAt,
    claims: claimsOf(observation),
  };
}

async function locksAt(db: Kysely<Tables>, ciId: number, at: number) {
  const rows = await db
    .selectFrom('attribute_lock')
    .selectAll()
    .where('ci_id', '=', ciId)
    .where('at', '<=', at)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', at)]))
    .orderBy('id')
    .execute();
  return rows.map(({ ci_id: own, until, ended_at: _, ...lock }) =>
    lockView({ ...lock, ciId: own, ...(until === null ? {} : { until }) }),
  );
}

async function findingsAt(
  db: Kysely<Tables>,
  ciId: number,
  at: number,
): Promise<readonly FindingView[]> {
  const rows = await db
    .selectFrom('finding')
    .selectAll()
    .where('ci_id', '=', ciId)
    .where('opened_at', '<=', at)
    .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>', at)]))
    .orderBy('id')
    .execute();
  // What resolved it later was not known then.
  return rows.map((row) => findingOf({ ...row, state: 'open', resolved_at: null }));
}

/** The asset that it was linked to, with the owner and custodian that the ledger names for then. */
async function assetAt(
  db: Kysely<Tables>,
  ciId: number,
  at: number,
): Promise<AssetView | undefined> {
  const link = await db
    .selectFrom('link')
    .select('asset_id')
    .where('ci_id', '=', ciId)
    .where('linked_at', '<=', at)
    .where((eb) => eb.or([eb('unlinked_at', 'is', null), eb('unlinked_at', '>', at)]))
    .executeTakeFirst();
  if (link === undefined) return undefined;
  const id = formatId('asset', link.asset_id);
  const entry = await db
    .selectFrom('ledger')
    .select('payload')
    .where('subject', '=', id)
    .where('at', '<=', at)
    .where(sql<SqlBool>`kind in ('asset.created', 'asset.updated')`)
    .orderBy('seq', 'desc')
    .executeTakeFirst();
  if (entry === undefined) return undefined;
  // The ledger's entry holds more than is shown.
  return assetView(link.asset_id, parseStored(entry.payload), ciId);
}
