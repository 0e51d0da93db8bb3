/** What waits for people: the queue, and each of its findings with all that is needed to decide it. */
import type { QueueCase, QueueItem, RivalView } from '@muster/facts/desk';
import type { CiSummary, FindingKind, Page } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { isLiving } from '../assets/lifecycle.ts';
import { isMatch, serialsIn } from '../assets/match.ts';
import { assetViewOf } from '../assets/view.ts';
import { formatId, parseId } from '../commit/ids.ts';
import { type Judged, judgeRivals, propose, type Rival } from '../judge/propose.ts';
import { decodeVotes } from '../store/rows.ts';
import { ledgerEntryViewOf } from './ledger.ts';
import { CI_SELECTION, summariesOf } from './list-cis.ts';
import { findingOf } from './list-findings.ts';
import { boundLimit, formatCursor, parseCursor } from './page.ts';
import type { QuestionContext } from './questions.ts';
import type { Tables } from './schema.ts';

export interface QueueFilter {
  readonly state?: 'open' | 'excepted';
  readonly kind?: FindingKind;
  /** Whose they are; "" for nobody's. */
  readonly owner?: string;
  readonly overdue?: boolean;
  readonly cursor?: string;
  readonly limit?: number;
}

const HOUR_MS = 3_600_000;
/** Of what the ledger tells of a finding, the latest. */
const ENTRIES_MAX = 200;

/** What is due first comes first; what has no due time yet, last. */
export async function listQueue(
  { db, now }: QuestionContext,
  filter: QueueFilter,
): Promise<Page<QueueItem>> {
  const limit = boundLimit(filter.limit);
  const cursor = filter.cursor === undefined ? undefined : parseCursor(filter.cursor);
  let found = db.selectFrom('finding').where('state', '=', filter.state ?? 'open');
  if (filter.kind !== undefined) found = found.where('kind', '=', filter.kind);
  if (filter.owner === '') found = found.where('assignee', 'is', null);
  else if (filter.owner !== undefined) found = found.where('assignee', '=', filter.owner);
  if (filter.overdue === true) found = found.where('due_at', '<', now);
  if (filter.overdue === false) {
    found = found.where((eb) => eb.or([eb('due_at', '>=', now), eb('due_at', 'is', null)]));
  }
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows: Tables['finding'][] = [];
  if (cursor === undefined || cursor.value !== undefined) {
    let dated = found.selectAll().where('due_at', 'is not', null);
    if (cursor !== undefined) {
      const due = Number(cursor.value);
      dated = dated
        .where('due_at', '>=', due)
        .where((eb) => eb.or([eb('due_at', '>', due), eb('id', '>', cursor.id)]));
    }
    rows.push(
      ...(await dated
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit + 1)
        .execute()),
    );
  }
  if (rows.length <= limit && filter.overdue !== true) {
    let undated = found.selectAll().where('due_at', 'is', null);
    if (cursor !== undefined && cursor.value === undefined) {
      undated = undated.where('id', '>', cursor.id);
    }
    const more = limit + 1 - rows.length;
    rows.push(...(await undated.orderBy('id').limit(more).execute()));
  }
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => itemOf(row, now)),
    total: Number(total),
    ...(last === undefined
      ? {}
      : {
          next: formatCursor({
            id: last.id,
            ...(last.due_at === null ? {} : { value: last.due_at }),
          }),
        }),
  };
}

function itemOf(row: Tables['finding'], now: number): QueueItem {
  return {
    ...findingOf(row),
    overdue: row.state === 'open' && row.due_at !== null && row.due_at < now,
    ageHours: Math.max(0, Math.floor((now - row.opened_at) / HOUR_MS)),
  };
}

/** @returns undefined: there is no such finding */
export async function getQueueCase(
  { db, now }: QuestionContext,
  id: string,
): Promise<QueueCase | undefined> {
  const row = await db
    .selectFrom('finding')
    .selectAll()
    .where('id', '=', parseId('finding', id) ?? -1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const ci = row.ci_id === null ? undefined : await summaryOf(db, row.ci_id);
  const conflict = row.kind === 'conflict' ? await readConflict(db, row.ci_id ?? 0) : undefined;
  const proposal = conflict && propose(conflict.rivals, conflict.judged);
  const entries = await db
    .selectFrom('ledger')
    .selectAll()
    .where('subject', '=', formatId('finding', row.id))
    .orderBy('seq', 'desc')
    .limit(ENTRIES_MAX)
    .execute();
  return {
    finding: itemOf(row, now),
    ...(ci === undefined ? {} : { ci }),
    assets:
      conflict === undefined ? [] : conflict.assets.map((asset) => rivalView(asset, conflict)),
    ...(conflict?.serial === undefined ? {} : { serial: conflict.serial }),
    ...(proposal === undefined ? {} : { proposal }),
    history: entries.reverse().map(ledgerEntryViewOf),
  };
}

async function summaryOf(db: Kysely<Tables>, ciId: number): Promise<CiSummary | undefined> {
  const row = await db
    .selectFrom('ci')
    .innerJoin('ci_state', 'ci_state.ci_id', 'ci.id')
    .select(CI_SELECTION)
    .where('ci.id', '=', ciId)
    .executeTakeFirst();
  return row === undefined ? undefined : (await summariesOf(db, [row]))[0];
}

export interface Conflict {
  readonly assets: readonly Tables['asset'][];
  readonly rivals: readonly Rival[];
  readonly judged: readonly Judged[];
  /** The serial that they share with the CI. */
  readonly serial?: string;
}

/** The living asset records that a CI's serials stand for, and the one it is linked to. */
export async function readConflict(db: Kysely<Tables>, ciId: number): Promise<Conflict> {
  const ci = await db.selectFrom('ci').selectAll().where('id', '=', ciId).executeTakeFirst();
  const records = await db
    .selectFrom('record_state')
    .innerJoin('record', 'record.id', 'record_state.record_id')
    .select('record.votes')
    .where('record_state.ci_id', '=', ciId)
    .execute();
  const serials = serialsIn(records.flatMap(({ votes }) => decodeVotes(votes)));
  const keys = serials.map(({ key }) => key);
  const found = await db
    .selectFrom('asset')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('serial_key', 'in', keys.length === 0 ? [''] : keys),
        eb('id', '=', ci?.asset_id ?? -1),
      ]),
    )
    .orderBy('id')
    .execute();
  const matching = found.filter(
    (asset) =>
      asset.id === ci?.asset_id ||
      serials.some((serial) =>
        isMatch(serial, { serialKey: asset.serial_key ?? '', makerKey: asset.maker_key }),
      ),
  );
  const assets = matching.filter(isLiving);
  const past = await db.selectFrom('link').select('asset_id').where('ci_id', '=', ciId).execute();
  const linked = new Set(past.map((link) => link.asset_id));
  const rivals = assets.map((asset) => rivalOf(asset, linked));
  const model = ci?.model ?? undefined;
  const shared = serials.find(({ key }) => assets.some((asset) => asset.serial_key === key));
  return {
    assets,
    rivals,
    judged: judgeRivals(rivals, model === undefined ? {} : { model }),
    ...(shared === undefined ? {} : { serial: shared.key }),
  };
}

function rivalOf(row: Tables['asset'], linked: ReadonlySet<number>): Rival {
  const { tag, model, owner, custodian, order_number: orderNumber } = row;
  return {
    id: row.id,
    state: row.state,
    createdAt: row.created_at,
    duplicateAccepted: row.duplicate_accepted === 1,
    wasLinked: linked.has(row.id),
    ...(tag === null ? {} : { tag }),
    ...(model === null ? {} : { model }),
    ...(owner === null ? {} : { owner }),
    ...(custodian === null ? {} : { custodian }),
    ...(orderNumber === null ? {} : { orderNumber }),
  };
}

function rivalView(row: Tables['asset'], { judged }: Conflict): RivalView {
  const own = judged.find(({ id }) => id === row.id);
  return {
    ...assetViewOf(row, null),
    createdAt: new Date(row.created_at).toISOString(),
    for: own?.for ?? [],
    against: own?.against ?? [],
  };
}
