/**
 * What-if (DESIGN §6): other rules over all records there are, without writing anything. What would
 * become of them is compared with how they stand.
 *
 * Memory is a few numbers a record: values are held as hashes, and what records state is read again,
 * component by component.
 */
import type { Evidence, RuleDifference, RuleTrial } from '@muster/facts/inventory';
import type { Kysely } from 'kysely';
import type { RulingRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { componentsOf, findingSchemes, nameOf } from '../identify/components.ts';
import { asVotes } from '../identify/former.ts';
import { partition } from '../identify/partition.ts';
import type { RuleSet } from '../identify/rules.ts';
import { type Rulings, rulingsOf } from '../identify/rulings.ts';
import { type Party, weigh } from '../identify/weigh.ts';
import type { Tables } from '../read/schema.ts';
import { recordOf } from '../store/rows.ts';
import { countHolders, Sets } from './sets.ts';

/** Records read at once, and the pace at which others get their turn. */
const PAGE = 1000;
/** Differences told one by one; the rest is counted. */
const TOLD_MAX = 1000;

export interface Trying {
  readonly rules: RuleSet;
  readonly onProgress: (done: number, total: number) => void;
  /** Lets others have their turn. */
  readonly rest: () => Promise<unknown>;
}

/** Where each record stands, and where it would. Positions are those of the records by id. */
interface Standing {
  readonly ids: number[];
  readonly cis: number[];
  readonly groups: number[];
}

export async function tryRules(db: Kysely<Tables>, trying: Trying): Promise<RuleTrial> {
  const rulingRows = await readRulings(db);
  const rulings = rulingsOf(rulingRows);
  const shared = new Set(
    (
      await db
        .selectFrom('shared_value')
        .select(['scheme', 'value'])
        .where('ended_at', 'is', null)
        .execute()
    ).map(nameOf),
  );
  const { standing, sets } = await readAll(db, trying, rulings, shared);
  await regroup(db, trying, standing, sets, { rulings, shared });
  return compare(db, trying, standing);
}

async function readRulings(db: Kysely<Tables>): Promise<readonly RulingRow[]> {
  const rows = await db
    .selectFrom('ruling')
    .innerJoin('ruling_record', 'ruling_record.ruling_id', 'ruling.id')
    .select(['ruling.id', 'ruling.kind', 'ruling_record.record_id', 'ruling_record.side'])
    .where('ruling.lifted_at', 'is', null)
    .execute();
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, each]) => {
    const side = (which: number) =>
      each.filter((row) => row.side === which).map((row) => row.record_id);
    return { id, kind: each[0]?.kind ?? 'apart', sides: [side(0), side(1)] };
  });
}

/** First round: which records could be compared at all. */
async function readAll(
  db: Kysely<Tables>,
  { rules, onProgress, rest }: Trying,
  rulings: Rulings,
  shared: ReadonlySet<string>,
): Promise<{ readonly standing: Standing; readonly sets: Sets }> {
  const { total } = await db
    .selectFrom('record')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const finding = findingSchemes(rules);
  const standing: Standing = { ids: [], cis: [], groups: [] };
  const names: number[][] = [];
  const holders = countHolders();
  let after = 0;
  for (;;) {
    const page = await readPage(db, after);
    for (const { party, ciId } of page) {
      standing.ids.push(party.recordId);
      standing.cis.push(ciId);
      const stated = [...party.votes, ...asVotes(party.former)]
        .filter((vote) => finding.has(vote.scheme) && !shared.has(nameOf(vote)))
        .map(nameOf);
      names.push(holders.add(stated));
    }
    onProgress(standing.ids.length, 2 * Number(total));
    await rest();
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.party.recordId;
  }
  const sets = new Sets(standing.ids.length);
  const first = new Map<number, number>();
  for (const [index, hashes] of names.entries()) {
    for (const hash of hashes) {
      if (holders.count(hash) > rules.holdersMax) continue;
      const other = first.get(hash);
      if (other === undefined) first.set(hash, index);
      else sets.unite(index, other);
    }
  }
  const place = new Map(standing.ids.map((id, index) => [id, index]));
  for (const recordIds of rulings.together) {
    const [into, ...others] = recordIds.flatMap((id) => place.get(id) ?? []);
    for (const other of others) if (into !== undefined) sets.unite(into, other);
  }
  return { standing, sets };
}

async function readPage(db: Kysely<Tables>, after: number) {
  const rows = await records(db).where('record.id', '>', after).limit(PAGE).execute();
  return rows.map((row) => ({ party: partyOf(row), ciId: row.ci_id }));
}

function records(db: Kysely<Tables>) {
  return db
    .selectFrom('record')
    .innerJoin('record_state', 'record_state.record_id', 'record.id')
    .select([
      'record.id',
      'record.source',
      'record.key',
      'record.class',
      'record.profile',
      'record.votes',
      'record.former',
      'record_state.ci_id',
      'record_state.first_seen_at',
      'record_state.last_seen_at',
    ])
    .orderBy('record.id');
}

type StoredParty = Awaited<ReturnType<ReturnType<typeof records>['execute']>>[number];

function partyOf(stored: StoredParty): Party {
  const { ci_id: _, first_seen_at: firstSeenAt, last_seen_at: lastSeenAt, ...columns } = stored;
  const row = recordOf(columns);
  return {
    recordId: row.id,
    source: row.source,
    key: row.key,
    votes: row.votes,
    firstSeenAt,
    lastSeenAt,
    ...(row.class === undefined ? {} : { class: row.class }),
    ...(row.former === undefined ? {} : { former: row.former }),
  };
}

async function readParties(
  db: Kysely<Tables>,
  recordIds: readonly number[],
): Promise<readonly Party[]> {
  const parties: Party[] = [];
  for (let from = 0; from < recordIds.length; from += PAGE) {
    const ids = recordIds.slice(from, from + PAGE);
    const rows = await records(db).where('record.id', 'in', ids).execute();
    parties.push(...rows.map(partyOf));
  }
  return parties;
}

/** Second round: the groups that the rules make of what could be compared. */
async function regroup(
  db: Kysely<Tables>,
  { rules, onProgress, rest }: Trying,
  standing: Standing,
  sets: Sets,
  governing: { readonly rulings: Rulings; readonly shared: ReadonlySet<string> },
): Promise<void> {
  const total = standing.ids.length;
  const place = new Map(standing.ids.map((id, index) => [id, index]));
  let done = 0;
  let groups = 0;
  const settle = (parties: readonly Pick<Party, 'recordId'>[]): void => {
    groups += 1;
    for (const { recordId } of parties) standing.groups[place.get(recordId) ?? 0] = groups;
  };
  for (const members of sets.all()) {
    const recordIds = members.map((index) => standing.ids[index] ?? 0);
    if (recordIds.length === 1) settle(recordIds.map((recordId) => ({ recordId })));
    else {
      const parties = await readParties(db, recordIds);
      for (const component of componentsOf(parties, rules, governing).components) {
        for (const group of partition(component, rules, governing.rulings).groups) settle(group);
      }
    }
    done += recordIds.length;
    if (done % PAGE < recordIds.length) {
      onProgress(total + done, 2 * total);
      await rest();
    }
  }
  onProgress(2 * total, 2 * total);
}

async function compare(
  db: Kysely<Tables>,
  { rules }: Trying,
  { ids, cis, groups }: Standing,
): Promise<RuleTrial> {
  const all = ids.map((recordId, index) => ({
    recordId,
    ciId: cis[index] ?? 0,
    group: groups[index] ?? 0,
  }));
  const joins = [...Map.groupBy(all, ({ group }) => group).values()].filter(
    (each) => new Set(each.map(({ ciId }) => ciId)).size > 1,
  );
  const splits = [...Map.groupBy(all, ({ ciId }) => ciId).values()].filter(
    (each) => new Set(each.map(({ group }) => group)).size > 1,
  );
  const differences: RuleDifference[] = [];
  for (const [kind, changed, by] of [
    ['join', joins, 'ciId'],
    ['split', splits, 'group'],
  ] as const) {
    for (const each of changed) {
      if (differences.length === TOLD_MAX) break;
      const sides = [...Map.groupBy(each, (record) => record[by]).values()];
      differences.push(await describe(db, rules, kind, sides));
    }
  }
  return {
    ruleVersion: rules.version,
    records: ids.length,
    joins: joins.length,
    splits: splits.length,
    ownerChanges: differences.filter(({ ownerChange }) => ownerChange).length,
    differences,
    truncated: joins.length + splits.length > differences.length,
  };
}

/** @param sides the CIs that become one, or the groups that one CI becomes */
async function describe(
  db: Kysely<Tables>,
  rules: RuleSet,
  kind: RuleDifference['kind'],
  sides: readonly (readonly { readonly recordId: number; readonly ciId: number }[])[],
): Promise<RuleDifference> {
  const [one = [], other = []] = sides;
  const weighed = weigh(
    await readParties(
      db,
      one.map(({ recordId }) => recordId),
    ),
    await readParties(
      db,
      other.map(({ recordId }) => recordId),
    ),
    rules,
  );
  const ciIds = [...new Set(sides.flat().map(({ ciId }) => ciId))].sort((a, b) => a - b);
  const links = await db
    .selectFrom('link')
    .innerJoin('asset', 'asset.id', 'link.asset_id')
    .select(['link.ci_id', 'asset.id', 'asset.tag', 'asset.owner'])
    .where('link.unlinked_at', 'is', null)
    .where('link.ci_id', 'in', ciIds)
    .execute();
  const veto: readonly Evidence[] =
    weighed.veto === undefined ? [] : [{ rule: 'veto', weight: 0, says: weighed.veto }];
  return {
    kind,
    cis: ciIds.map((ciId) => formatId('ci', ciId)),
    records: sides.map((side) => side.map(({ recordId }) => formatId('record', recordId))),
    for: weighed.for,
    against: [...weighed.against, ...veto],
    assets: links.map((link) => ({
      id: formatId('asset', link.id),
      ciId: formatId('ci', link.ci_id),
      ...(link.tag === null ? {} : { tag: link.tag }),
      ...(link.owner === null ? {} : { owner: link.owner }),
    })),
    // The first CI goes on; what is linked to another, or to one that is taken apart, may move.
    ownerChange: links.some((link) => kind === 'split' || link.ci_id !== ciIds[0]),
  };
}
