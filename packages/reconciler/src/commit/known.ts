/**
 * What is known before a batch is reconciled: everything the stages will look at, fetched in a few
 * rounds, so that the stages themselves are functions over values.
 */

import { lookalikesOf } from '../assets/lookalike.ts';
import { isMatch, serialsIn } from '../assets/match.ts';
import {
  asVotes,
  hasSameAddresses,
  hasSameSerial,
  PAST_VERSIONS_MAX,
  type PastVersion,
} from '../identify/former.ts';
import type { RuleSet } from '../identify/rules.ts';
import { isSameVotes, votesOf } from '../identify/votes.ts';
import type { PreparedItem, PreparedObservation, PreparedTouch } from '../intake/prepare.ts';
import { WATCHED } from '../judge/attention.ts';
import type { Standing } from '../judge/standing.ts';
import { parseStored } from '../store/json.ts';
import type {
  Fetches,
  LastIds,
  StoredLinkRuling,
  StoredLock,
  StoredRecord,
  StoredSighting,
} from '../store/port.ts';
import type {
  AssetRecord,
  CiRow,
  FindingRow,
  LedgerRow,
  LinkRow,
  RecordKey,
  RecordState,
  Vote,
} from './change-set.ts';
import {
  addRecords,
  COMPONENT_RECORDS_MAX,
  type Compared,
  fetchCompared,
  NOTHING_COMPARED,
} from './compared.ts';

export interface Known extends Compared {
  /** By `recordKeyText`. */
  readonly states: ReadonlyMap<string, RecordState>;
  readonly fates: ReadonlyMap<string, string>;
  /** Every record that may change, join or be merged with one that does. */
  readonly records: ReadonlyMap<number, StoredRecord>;
  /** For late observations: the digest in effect at their time, by observation id. */
  readonly digestsAt: ReadonlyMap<string, string>;
  readonly lastVersions: ReadonlyMap<number, number>;
  /** What records stated before of which the addresses may change, by record id. */
  readonly histories: ReadonlyMap<number, readonly PastVersion[]>;
  readonly inventory: KnownInventory;
  readonly ledgerHead: Pick<LedgerRow, 'seq' | 'hash'>;
  readonly lastIds: LastIds;
}

/** What is known of CIs and of what is owned: the input of merge and judge. */
export interface KnownInventory {
  readonly cis: ReadonlyMap<number, CiRow>;
  readonly links: readonly LinkRow[];
  readonly findings: readonly FindingRow[];
  readonly assets: readonly AssetRecord[];
  readonly hasAssets: boolean;
  readonly sightings: readonly StoredSighting[];
  /** What is kept for judging them. */
  readonly standing: Standing;
  /** Those in force. */
  readonly locks: readonly StoredLock[];
  /** What people say of links. */
  readonly linkRulings: readonly StoredLinkRuling[];
}

/** Places shown of one address. */
export const SIGHTINGS_PER_MAC_MAX = 8;

type Told = PreparedObservation | PreparedTouch;

export function recordKeyText({ source, key }: RecordKey): string {
  return `${source} ${key}`;
}

export async function fetchKnown(
  fetches: Fetches,
  items: readonly PreparedItem[],
  rules: RuleSet,
): Promise<Known> {
  const told = items.filter((item) => item.kind !== 'parked');
  const keys = [...new Map(told.map((item) => [recordKeyText(item), item])).values()];
  const found = await fetches.recordStates(keys);
  const states = new Map<string, RecordState>();
  for (const [index, item] of keys.entries()) {
    const state = found[index];
    if (state !== undefined) states.set(recordKeyText(item), state);
  }
  const fates = await fetches.knownFates(
    items.filter(({ kind }) => kind !== 'touch').map(({ id }) => id),
  );
  const moving = told.filter((item) => !fates.has(item.id) && isMoving(item, states));
  const records = new Map<number, StoredRecord>();
  await addRecords(
    fetches,
    records,
    moving.flatMap((item) => states.get(recordKeyText(item))?.recordId ?? []),
  );
  const compared = await fetchCompared(
    fetches,
    records,
    changedVotes(moving, states, records),
    // A value whose holders drop to the limit within this batch gets its vote back: fetch them all.
    { rules, limit: rules.holdersMax + moving.length + 1 },
  );
  const late = await fetchLate(fetches, moving, states);
  return {
    states,
    fates,
    records,
    ...compared,
    ...late,
    histories: await fetchHistories(fetches, records, moving, states),
    inventory: await fetchInventory(fetches, records, moving, compared),
    ledgerHead: await fetches.ledgerHead(),
    lastIds: await fetches.lastIds(),
  };
}

/** Whether more than presence may move. */
function isMoving(item: Told, states: ReadonlyMap<string, RecordState>): boolean {
  const state = states.get(recordKeyText(item));
  if (state === undefined) return item.kind === 'observation';
  if (state.attention !== 0 || item.observedAt < state.firstSeenAt) return true;
  if (item.kind === 'touch') return false;
  return item.digest !== state.digest || item.volatileHash !== state.volatileHash;
}

/** What must be compared: the identifiers of those whose identity changes, as they were and will be. */
function changedVotes(
  moving: readonly Told[],
  states: ReadonlyMap<string, RecordState>,
  records: ReadonlyMap<number, StoredRecord>,
): readonly Vote[] {
  return moving.flatMap((item) => {
    const state = states.get(recordKeyText(item));
    const stored = state === undefined ? undefined : records.get(state.recordId);
    const had = stored === undefined ? [] : [...stored.row.votes, ...asVotes(stored.row.former)];
    if (item.kind === 'observation' && !(stored && isSameIdentity(stored, item))) {
      return [...item.votes, ...had];
    }
    return state !== undefined && (state.attention & WATCHED) !== 0 ? had : [];
  });
}

export function isSameIdentity(stored: StoredRecord, item: PreparedObservation): boolean {
  return stored.row.class === item.brief.class && isSameVotes(stored.row.votes, item.votes);
}

async function fetchLate(
  fetches: Fetches,
  moving: readonly Told[],
  states: ReadonlyMap<string, RecordState>,
): Promise<Pick<Known, 'digestsAt' | 'lastVersions'>> {
  const versioned = new Set<number>();
  const late: { readonly id: string; readonly recordId: number; readonly observedAt: number }[] =
    [];
  for (const item of moving) {
    const state = states.get(recordKeyText(item));
    if (state === undefined || item.kind === 'touch') continue;
    const { recordId } = state;
    versioned.add(recordId);
    const { id, observedAt } = item;
    if (observedAt < state.observedAt) late.push({ id, recordId, observedAt });
  }
  if (versioned.size === 0) return { digestsAt: new Map(), lastVersions: new Map() };
  const lastVersions = await fetches.lastVersions([...versioned]);
  const digestsAt = new Map<string, string>();
  const digests = late.length === 0 ? [] : await fetches.digestsAt(late);
  for (const [index, { id }] of late.entries()) {
    const digest = digests[index];
    if (digest !== undefined) digestsAt.set(id, digest);
  }
  return { digestsAt, lastVersions };
}

/** Only where addresses change, or have changed before: of next to nobody. */
async function fetchHistories(
  fetches: Fetches,
  records: ReadonlyMap<number, StoredRecord>,
  moving: readonly Told[],
  states: ReadonlyMap<string, RecordState>,
): Promise<Known['histories']> {
  const histories = new Map<number, readonly PastVersion[]>();
  for (const item of moving) {
    const recordId = states.get(recordKeyText(item))?.recordId ?? 0;
    const stored = records.get(recordId);
    if (item.kind === 'touch' || stored === undefined || histories.has(recordId)) continue;
    const { votes, former } = stored.row;
    const isSame = hasSameAddresses(votes, item.votes) && hasSameSerial(votes, item.votes);
    if (former === undefined && isSame) continue;
    const past = await fetches.history(recordId, PAST_VERSIONS_MAX);
    histories.set(
      recordId,
      past.map(({ body, ...version }) => ({ ...version, votes: votesOf(parseStored(body)) })),
    );
  }
  return histories;
}

async function fetchInventory(
  fetches: Fetches,
  records: ReadonlyMap<number, StoredRecord>,
  moving: readonly Told[],
  { pastCis, governed }: Pick<Compared, 'pastCis' | 'governed'>,
): Promise<KnownInventory> {
  const ciIds = new Set<number>(pastCis.map(({ ciId }) => ciId));
  const votes: (readonly Vote[])[] = [];
  for (const { row, state } of records.values()) {
    ciIds.add(state.ciId);
    votes.push(row.votes);
  }
  for (const item of moving) if (item.kind === 'observation') votes.push(item.votes);
  const linkRulings = governed.links ? await fetches.linkRulings([...ciIds]) : [];
  return {
    ...(await fetchCis(fetches, [...ciIds])),
    ...(await fetchOwned(fetches, [...ciIds], votes, linkRulings)),
    linkRulings,
    sightings: await fetchSightings(fetches, votes),
    locks: governed.locks ? await fetches.locks([...ciIds]) : [],
    standing: await fetches.standing([...ciIds], [...records.keys()]),
  };
}

/** What is known of some CIs when no observation is at hand: for imports and timed judgement. */
export async function fetchKnownCis(fetches: Fetches, ciIds: readonly number[]): Promise<Known> {
  const ids = await fetches.recordIdsOf(ciIds);
  const records = new Map((await fetches.records(ids)).map((record) => [record.row.id, record]));
  const governed = await fetches.governed();
  return knownOf(fetches, records, { ...NOTHING_COMPARED, governed });
}

/**
 * What is known for comparing records anew that nobody told anything of: after a decision, or under
 * other rules.
 *
 * @param votes values to be compared beside those of the records
 */
export async function fetchKnownRecords(
  fetches: Fetches,
  recordIds: readonly number[],
  rules: RuleSet,
  votes: readonly Vote[] = [],
): Promise<Known> {
  const records = new Map<number, StoredRecord>();
  const added = await addRecords(fetches, records, recordIds);
  const own = added.flatMap(({ row }) => [...row.votes, ...asVotes(row.former)]);
  const compared = await fetchCompared(fetches, records, [...own, ...votes], {
    rules,
    limit: COMPONENT_RECORDS_MAX,
  });
  return knownOf(fetches, records, compared);
}

async function knownOf(
  fetches: Fetches,
  records: ReadonlyMap<number, StoredRecord>,
  compared: Compared,
): Promise<Known> {
  return {
    ...compared,
    states: new Map(),
    fates: new Map(),
    records,
    digestsAt: new Map(),
    lastVersions: new Map(),
    histories: new Map(),
    inventory: await fetchInventory(fetches, records, [], compared),
    ledgerHead: await fetches.ledgerHead(),
    lastIds: await fetches.lastIds(),
  };
}

async function fetchCis(
  fetches: Fetches,
  ciIds: readonly number[],
): Promise<Pick<KnownInventory, 'cis' | 'findings'>> {
  if (ciIds.length === 0) return { cis: new Map(), findings: [] };
  return {
    cis: new Map((await fetches.cis(ciIds)).map((ci) => [ci.id, ci])),
    findings: await fetches.unresolvedFindings({ ciIds }),
  };
}

async function fetchOwned(
  fetches: Fetches,
  ciIds: readonly number[],
  votes: readonly (readonly Vote[])[],
  linkRulings: readonly StoredLinkRuling[],
): Promise<Pick<KnownInventory, 'assets' | 'links' | 'hasAssets'>> {
  if (!(await fetches.hasAssets())) return { assets: [], links: [], hasAssets: false };
  const serials = new Set(votes.flatMap((each) => serialsIn(each).map(({ key }) => key)));
  const exact = await fetches.assetsBySerial([...serials]);
  const known = Map.groupBy(exact, ({ serialKey }) => serialKey);
  // Only what matches nothing is told of serials that look alike: half a dozen look-ups for each.
  const similar = votes.flatMap((each) => {
    const own = serialsIn(each);
    const isFound = own.some((serial) =>
      known.get(serial.key)?.some((one) => isMatch(serial, one)),
    );
    return isFound ? [] : own.flatMap(({ key }) => lookalikesOf(key));
  });
  const bySerial = [...exact, ...(await fetches.assetsBySerial([...new Set(similar)]))];
  const ownLinks = await fetches.linksOf(ciIds);
  const linked = await fetches.assets([
    ...new Set([...ownLinks, ...linkRulings].map(({ assetId }) => assetId)),
  ]);
  const assets = new Map([...bySerial, ...linked].map((asset) => [asset.id, asset]));
  const assetLinks = await fetches.linksOfAssets([...assets.keys()]);
  const links = new Map([...ownLinks, ...assetLinks].map((link) => [link.id, link]));
  return { assets: [...assets.values()], links: [...links.values()], hasAssets: true };
}

async function fetchSightings(
  fetches: Fetches,
  votes: readonly (readonly Vote[])[],
): Promise<readonly StoredSighting[]> {
  if (!(await fetches.hasSightings())) return [];
  const macs = new Set<string>();
  for (const { scheme, value } of votes.flat()) if (scheme === 'mac') macs.add(value);
  return fetches.sightings([...macs], SIGHTINGS_PER_MAC_MAX);
}
