/** Lists CIs: filtered by a query, sorted by a column, page by page. */
import type { CiSummary, FindingKind, Page } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import { formatId } from '../commit/ids.ts';
import type { CiQuery, Queried } from '../ports.ts';
import { parseQuery, type Term } from '../query.ts';
import { parseStored } from '../store/json.ts';
import { FEW, type HeldTotals } from './held-totals.ts';
import { unresolvedOf } from './list-findings.ts';
import { boundLimit, type Cursor, formatCursor, parseCursor } from './page.ts';
import type { Tables } from './schema.ts';
import { whereTerms } from './where.ts';

type Sort = NonNullable<CiQuery['sort']>;
const COLUMNS = {
  lastSeen: 'ci_state.last_seen_at',
  firstSeen: 'ci.first_seen_at',
  hostname: 'ci.hostname',
  vendor: 'ci.vendor',
  model: 'ci.model',
  serial: 'ci.serial',
  class: 'ci.class',
} as const satisfies Record<Sort, string>;

export async function listCis(
  db: Kysely<Tables>,
  query: CiQuery,
  now: number,
  totals: HeldTotals,
): Promise<Queried<Page<CiSummary>>> {
  const parsed = parseQuery(query.q ?? '');
  if (parsed.kind === 'bad-query') return parsed;
  const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  if (query.cursor !== undefined && cursor === undefined) {
    return { kind: 'bad-query', message: 'the cursor is not one that was given out' };
  }
  const sort = query.sort ?? 'lastSeen';
  const descending = query.descending ?? (sort === 'lastSeen' || sort === 'firstSeen');
  const limit = boundLimit(query.limit);
  const key = JSON.stringify(parsed.terms);
  const held = totals.find(key, now);
  const counted: Counted =
    held === undefined ? await countCis(db, parsed.terms, now) : { total: held };
  const { total, ids } = counted;
  if (held === undefined) totals.hold(key, total, now);
  const filter: Filter = { terms: parsed.terms, now, ids };
  const paging = { sort, descending, limit: limit + 1, cursor };
  const rows = total === 0 ? [] : await readPage(db, filter, paging);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    kind: 'found',
    value: {
      items: await summariesOf(db, shown),
      total,
      ...(last === undefined ? {} : { next: formatCursor(cursorOf(last, sort)) }),
    },
  };
}

interface Counted {
  readonly total: number;
  readonly ids?: readonly number[];
}

/**
 * How many there are; with their ids where they are few: those are collected and sorted, of more the
 * list is walked along an index instead.
 */
async function countCis(db: Kysely<Tables>, terms: readonly Term[], now: number): Promise<Counted> {
  const { fn } = db;
  if (terms.length === 0) {
    // A merged CI has no state.
    const count = await db
      .selectFrom('ci_state')
      .select(fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return { total: Number(count.total) };
  }
  const ofState = terms.some(({ condition: { kind } }) => kind === 'presence' || kind === 'age');
  const all = db.selectFrom('ci').where('ci.merged_into', 'is', null);
  const joined = ofState ? all.innerJoin('ci_state', 'ci_state.ci_id', 'ci.id') : all;
  const found = joined
    .$castTo<object>()
    .where((eb) => eb.and([...whereTerms(eb as never, terms, now, 'select')]));
  const ids = await found
    .select('ci.id')
    .limit(FEW + 1)
    .execute();
  if (ids.length <= FEW) return { total: ids.length, ids: ids.map(({ id }) => id) };
  const ofFinding = await countFinding(db, terms);
  if (ofFinding !== undefined) return { total: ofFinding };
  const count = await found.select(fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { total: Number(count.total) };
}

/** Each CI has one open finding of a kind at most: all rogues are counted without looking at CIs. */
async function countFinding(
  db: Kysely<Tables>,
  [term, ...others]: readonly Term[],
): Promise<number | undefined> {
  if (others.length > 0 || term?.condition.kind !== 'finding' || term.negated) return undefined;
  const count = await db
    .selectFrom('finding')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('state', '=', 'open')
    .where('kind', '=', term.condition.value)
    .where('ci_id', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count.total);
}

/** What the page is of: the CIs named, or all those that meet the terms. */
interface Filter {
  readonly terms: readonly Term[];
  readonly now: number;
  readonly ids: readonly number[] | undefined;
}

interface Paging {
  readonly sort: Sort;
  readonly descending: boolean;
  readonly limit: number;
  readonly cursor: Cursor | undefined;
}

/**
 * Rows that have a value come first, in its order, then those without, by id; each part is one
 * walk along an index, unless the few results are named.
 */
async function readPage(
  db: Kysely<Tables>,
  filter: Filter,
  { sort, limit, cursor, descending }: Paging,
): Promise<readonly CiListRow[]> {
  const found = selectCis(db, filter);
  const column = COLUMNS[sort];
  const direction = descending ? 'desc' : 'asc';
  const beyond = descending ? '<' : '>';
  // The id of the table whose index is walked: then the order is the index's own.
  const id = sort === 'lastSeen' ? 'ci_state.ci_id' : 'ci.id';
  const rows: CiListRow[] = [];
  if (cursor === undefined || cursor.value !== undefined) {
    let valued = found.select(CI_SELECTION).where(column, 'is not', null);
    if (cursor?.value !== undefined) {
      const { id: lastId, value } = cursor;
      valued = valued
        .where(column, descending ? '<=' : '>=', value as never)
        .where((eb) => eb.or([eb(column, beyond, value as never), eb(id, beyond, lastId)]));
    }
    rows.push(
      ...(await valued.orderBy(column, direction).orderBy(id, direction).limit(limit).execute()),
    );
  }
  if (rows.length < limit && sort !== 'lastSeen' && sort !== 'firstSeen') {
    let absent = found.select(CI_SELECTION).where(column, 'is', null);
    if (cursor !== undefined && cursor.value === undefined) {
      absent = absent.where('ci.id', beyond, cursor.id);
    }
    rows.push(
      ...(await absent
        .orderBy('ci.id', direction)
        .limit(limit - rows.length)
        .execute()),
    );
  }
  return rows;
}

function selectCis(db: Kysely<Tables>, { terms, now, ids }: Filter) {
  const all = db
    .selectFrom('ci')
    .innerJoin('ci_state', 'ci_state.ci_id', 'ci.id')
    .where('ci.merged_into', 'is', null);
  return ids === undefined
    ? all.where((eb) => eb.and([...whereTerms(eb, terms, now, 'walk')]))
    : all.where('ci.id', 'in', ids);
}

const VALUES: Readonly<Record<Sort, (row: CiListRow) => string | number | null>> = {
  lastSeen: (row) => row.last_seen_at,
  firstSeen: (row) => row.first_seen_at,
  hostname: (row) => row.hostname,
  vendor: (row) => row.vendor,
  model: (row) => row.model,
  serial: (row) => row.serial,
  class: (row) => row.class,
};

function cursorOf(row: CiListRow, sort: Sort): Cursor {
  const value = VALUES[sort](row);
  return { id: row.id, ...(value === null ? {} : { value }) };
}

export const CI_SELECTION = [
  'ci.id',
  'ci.class',
  'ci.vendor',
  'ci.model',
  'ci.serial',
  'ci.hostname',
  'ci.firmware',
  'ci.macs',
  'ci.addresses',
  'ci.sources',
  'ci.first_seen_at',
  'ci.asset_id',
  'ci_state.last_seen_at',
  'ci_state.presence',
] as const;

export type CiListRow = Pick<
  Tables['ci'],
  | 'id'
  | 'class'
  | 'vendor'
  | 'model'
  | 'serial'
  | 'hostname'
  | 'firmware'
  | 'macs'
  | 'addresses'
  | 'sources'
  | 'first_seen_at'
  | 'asset_id'
> &
  Pick<Tables['ci_state'], 'last_seen_at' | 'presence'>;

/** With the tags of their assets and the kinds of their open findings: two further look-ups a page. */
export async function summariesOf(
  db: Kysely<Tables>,
  rows: readonly CiListRow[],
): Promise<readonly CiSummary[]> {
  const ids = rows.map(({ id }) => id);
  const assetIds = rows.flatMap(({ asset_id: id }) => (id === null ? [] : [id]));
  const tags = new Map<number, string | null>();
  const findings = new Map<number, FindingKind[]>();
  if (assetIds.length > 0) {
    const found = await db
      .selectFrom('asset')
      .select(['id', 'tag'])
      .where('id', 'in', assetIds)
      .execute();
    for (const { id, tag } of found) tags.set(id, tag);
  }
  if (ids.length > 0) {
    for (const { ci_id: id, kind, state } of await unresolvedOf(db, ids)) {
      if (id === null || state !== 'open') continue;
      findings.set(id, [...(findings.get(id) ?? []), kind].sort());
    }
  }
  return rows.map((row) => summaryOf(row, tags, findings));
}

function summaryOf(
  row: CiListRow,
  tags: ReadonlyMap<number, string | null>,
  findings: ReadonlyMap<number, readonly FindingKind[]>,
): CiSummary {
  const tag = row.asset_id === null ? undefined : tags.get(row.asset_id);
  return {
    id: formatId('ci', row.id),
    ...(row.class === null ? {} : { class: row.class }),
    ...(row.vendor === null ? {} : { vendor: row.vendor }),
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.serial === null ? {} : { serial: row.serial }),
    ...(row.hostname === null ? {} : { hostname: row.hostname }),
    ...(row.firmware === null ? {} : { firmware: row.firmware }),
    macs: parseStored(row.macs),
    addresses: parseStored(row.addresses),
    sources: parseStored(row.sources),
    presence: row.presence,
    firstSeenAt: new Date(row.first_seen_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    ...(tag === undefined || tag === null ? {} : { assetTag: tag }),
    ...(row.asset_id === null ? {} : { assetId: formatId('asset', row.asset_id) }),
    findings: findings.get(row.id) ?? [],
  };
}
