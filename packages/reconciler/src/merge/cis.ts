/** Merge: the row and the presence of every CI concerned, from its records (DESIGN §3). */
import type { CiRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { recordKeyText } from '../commit/known.ts';
import { briefOfRecord, type RecordWork, type Work } from '../commit/work.ts';
import { combinePresence } from '../identify/presence.ts';
import type { StoredLock } from '../store/port.ts';
import { type Summary, summarize } from './summary.ts';

export interface MergedCi {
  readonly row: CiRow;
  readonly records: readonly RecordWork[];
  readonly summary: Summary;
  readonly lastSeenAt: number;
}

/**
 * @returns the CIs that still have records, by id; those whose records all went elsewhere are
 *   marked as merged into the CI of the first one
 */
export function mergeCis(work: Work): ReadonlyMap<number, MergedCi> {
  const members = membersOf(work);
  const merged = new Map<number, MergedCi>();
  for (const ciId of [...work.dirtyCis].sort((a, b) => a - b)) {
    const records = members.get(ciId) ?? [];
    const state = combinePresence(records.map((record) => record.state));
    if (state === undefined) {
      retireCi(work, ciId);
      continue;
    }
    const summary = summarize(
      records.map(claimantOf),
      work.governance.ranks,
      work.locks.filter((lock) => survivorOf(work, (id) => members.has(id), lock) === ciId),
    );
    const row = rowOf(work, ciId, summary);
    const each = { row, records, summary, lastSeenAt: state.lastSeenAt };
    merged.set(ciId, each);
    if (work.newCiIds.has(ciId)) announce(work, each);
    if (work.revivedCiIds.has(ciId)) tellRevived(work, ciId);
    const { lastSeenAt, presence, presenceAt } = state;
    work.draft.ciStates.push({ ciId, lastSeenAt, presence, presenceAt });
  }
  return merged;
}

/** The CI for which a person's word counts: its own while that has records, else where those went. */
export function survivorOf(
  { movedTo, known }: Work,
  hasRecords: (ciId: number) => boolean,
  { ciId: own, countsFor }: Pick<StoredLock, 'ciId' | 'countsFor'>,
): number {
  const follow = (start: number): number | undefined => {
    let ciId: number | undefined = start;
    for (let step = 0; step < MERGES_MAX && ciId !== undefined; step += 1) {
      if (hasRecords(ciId)) return ciId;
      ciId = movedTo.get(ciId) ?? known.inventory.cis.get(ciId)?.mergedInto;
    }
    return undefined;
  };
  // A chain of merges before this batch is not known as a whole; its end is.
  return follow(own) ?? follow(countsFor) ?? countsFor;
}

/** A chain of merges is followed so far; more can only be a fault. */
const MERGES_MAX = 64;

function membersOf(work: Work): ReadonlyMap<number, RecordWork[]> {
  const members = new Map<number, RecordWork[]>();
  for (const record of work.records.values()) {
    const { ciId } = record.state;
    const others = members.get(ciId);
    if (others === undefined) members.set(ciId, [record]);
    else others.push(record);
  }
  return members;
}

function claimantOf(record: RecordWork) {
  const { row, state } = record;
  return {
    source: row.source,
    key: row.key,
    firstSeenAt: state.firstSeenAt,
    lastSeenAt: state.lastSeenAt,
    brief: briefOfRecord(record),
  };
}

function rowOf(work: Work, ciId: number, summary: Summary): CiRow {
  const before = work.known.inventory.cis.get(ciId);
  const { place: _, site: _s, segment: _g, location: _l, via: _v, ...listed } = summary;
  const { riskTier: _r, serialUnread: _u, oldAlgorithms: _o, ...row } = listed;
  return {
    ...row,
    id: ciId,
    createdAt: before?.createdAt ?? work.now,
    ...(before?.assetId === undefined ? {} : { assetId: before.assetId }),
  };
}

function retireCi(work: Work, ciId: number): void {
  const before = work.known.inventory.cis.get(ciId);
  const mergedInto = work.movedTo.get(ciId);
  if (before === undefined || before.mergedInto !== undefined || mergedInto === undefined) return;
  const { assetId: _, ...rest } = before;
  work.draft.changedCis.push({ ...rest, mergedInto });
  work.draft.ledger.push({
    at: work.now,
    actor: 'rule',
    kind: 'ci.merged',
    subject: formatId('ci', ciId),
    payload: { into: formatId('ci', mergedInto) },
  });
}

function tellRevived({ draft, now }: Work, ciId: number): void {
  const subject = formatId('ci', ciId);
  draft.ledger.push({ at: now, actor: 'rule', kind: 'ci.revived', subject, payload: {} });
}

/** A CI's first entry names the records it was made of, so that the chain covers what was seen. */
function announce({ draft, now, at }: Work, { row, records }: MergedCi): void {
  const subject = formatId('ci', row.id);
  draft.ledger.push({
    at: now,
    actor: 'rule',
    kind: 'ci.created',
    subject,
    payload: {
      records: records.map((record) => ({
        record: formatId('record', record.row.id),
        key: recordKeyText(record.row),
        digest: record.state.digest,
      })),
    },
  });
  draft.events.push({
    kind: 'ci',
    at,
    ciId: subject,
    change: 'created',
  });
}
