/**
 * Identify, first half: which record an item is about, and whether it changes it. The common case,
 * an unchanged digest, moves presence and nothing else.
 */
import { isDeepStrictEqual } from 'node:util';
import { hashOf } from '@muster/facts/digest';
import type { Outcome } from '@muster/facts/wire';
import type { RecordState } from '../commit/change-set.ts';
import { isSameIdentity, recordKeyText } from '../commit/known.ts';
import type { RecordWork, Work } from '../commit/work.ts';
import type { ParkedItem, PreparedObservation, PreparedTouch } from '../intake/prepare.ts';
import { WATCHED } from '../judge/attention.ts';
import { formerOf } from './former.ts';
import { movePresence } from './presence.ts';

export interface Applied extends Outcome {
  readonly recordId?: number;
  readonly wanted?: boolean;
}

type Told = PreparedObservation | PreparedTouch;

export function parkInto(work: Work, item: ParkedItem, observerId: string): Applied {
  const { id, reason, body } = item;
  const before = work.fates.get(id);
  if (before === body) return { id, disposition: 'duplicate' };
  if (before !== undefined) return parkReused(work, id, body, observerId);
  park(work, id, reason, body, observerId);
  return { id, disposition: 'parked', reason };
}

/** Another content under an id that was used: kept, and told, never taken for the first. */
function parkReused(work: Work, id: string, body: string, observerId: string): Applied {
  const keptAs = `parked-${hashOf(`${id} ${body}`).slice(0, 32)}`;
  const reason = `its id was used before for something else; kept as ${keptAs}`;
  if (!work.fates.has(keptAs)) park(work, keptAs, reason, body, observerId);
  return { id, disposition: 'parked', reason };
}

function park(work: Work, id: string, reason: string, body: string, observerId: string): void {
  work.fates.set(id, body);
  work.draft.fates.push({ id, disposition: 'parked', at: work.now, observerId, reason, body });
}

export function applyItem(work: Work, item: Told, observerId: string): Applied {
  const state = work.states.get(recordKeyText(item));
  const before = item.kind === 'observation' ? work.fates.get(item.id) : undefined;
  if (item.kind === 'observation' && before !== undefined) {
    return before === item.digest
      ? { id: item.id, disposition: 'duplicate' }
      : parkReused(work, item.id, item.body, observerId);
  }
  // A clock that runs ahead must not keep its record from ever being updated again.
  const at = Math.min(item.observedAt, work.now);
  const told = { ...item, observedAt: at };
  const applied =
    state === undefined
      ? applyUnknown(work, told, observerId)
      : applyKnown(work, told, state, observerId);
  if (item.attachments !== undefined && applied.recordId !== undefined) {
    addSightings(work, item, applied.recordId, at);
  }
  return applied;
}

function applyUnknown(work: Work, item: Told, observerId: string): Applied {
  if (item.kind === 'touch') return want(item);
  const recordId = work.draft.nextId('record');
  const versionId = addVersion(work, item, recordId, 1);
  const state: RecordState = {
    recordId,
    // Decided by the second half, joining.
    ciId: 0,
    versionId,
    digest: item.digest,
    volatileHash: item.volatileHash,
    observedAt: item.observedAt,
    firstSeenAt: item.observedAt,
    lastSeenAt: item.observedAt,
    presence: item.presence,
    presenceAt: item.observedAt,
    joinedAt: work.now,
    observerId,
    lastItemId: item.id,
    attention: 0,
  };
  work.records.set(recordId, {
    row: rowOf(item, recordId),
    state,
    told: item,
    reidentify: true,
  });
  setState(work, item, state);
  addFate(work, item, 'applied', observerId, recordId, versionId);
  return { id: item.id, disposition: 'applied', recordId };
}

function applyKnown(work: Work, item: Told, state: RecordState, observerId: string): Applied {
  const { recordId } = state;
  if (item.digest === state.digest) return applyUnchanged(work, item, state, observerId);
  if (item.kind === 'touch') {
    if (item.observedAt < state.observedAt)
      return { id: item.id, disposition: 'unchanged', recordId };
    appear(work, item, state, observerId);
    return { ...want(item), recordId };
  }
  const isLate =
    item.observedAt < state.observedAt ||
    (item.observedAt === state.observedAt && item.digest < state.digest);
  return isLate
    ? applyLate(work, item, state, observerId)
    : applyChanged(work, item, state, observerId);
}

function applyUnchanged(work: Work, item: Told, state: RecordState, observerId: string): Applied {
  const { recordId } = state;
  if (item.kind === 'observation') {
    addFate(work, item, 'unchanged', observerId, recordId, state.versionId);
  }
  appear(work, item, restate(work, item, state), observerId);
  if (state.attention !== 0) work.dirtyCis.add(state.ciId);
  return {
    id: item.id,
    disposition: item.id === state.lastItemId ? 'duplicate' : 'unchanged',
    recordId,
  };
}

/** The latest observation of a version says what is volatile in it; of two at one time, the greater. */
function restate(work: Work, item: Told, state: RecordState): RecordState {
  if (item.kind === 'touch' || item.observedAt < state.observedAt) return state;
  const restated = { ...state, observedAt: item.observedAt };
  const isLatest = item.observedAt > state.observedAt || item.volatileHash > state.volatileHash;
  const record = work.records.get(state.recordId);
  if (!isLatest || item.volatileHash === state.volatileHash || record === undefined)
    return restated;
  record.row = rowOf(item, state.recordId, record.row.former);
  record.told = item;
  work.dirtyCis.add(state.ciId);
  return { ...restated, volatileHash: item.volatileHash };
}

/** An observation older than the record's version: history, not news. */
function applyLate(
  work: Work,
  item: PreparedObservation,
  state: RecordState,
  observerId: string,
): Applied {
  const { recordId } = state;
  if (work.known.digestsAt.get(item.id) === item.digest) {
    addFate(work, item, 'unchanged', observerId, recordId, state.versionId);
    return { id: item.id, disposition: 'unchanged', recordId };
  }
  const versionId = addVersion(work, item, recordId, nextVersion(work, recordId));
  addFate(work, item, 'applied', observerId, recordId, versionId);
  appear(work, item, state, observerId);
  return { id: item.id, disposition: 'applied', recordId };
}

function applyChanged(
  work: Work,
  item: PreparedObservation,
  state: RecordState,
  observerId: string,
): Applied {
  const { recordId } = state;
  const record = work.records.get(recordId);
  if (record === undefined) throw new Error(`record ${recordId} was not fetched`);
  const versionId = addVersion(work, item, recordId, nextVersion(work, recordId));
  record.reidentify ||= record.stored === undefined || !isSameIdentity(record.stored, item);
  record.row = rowOf(item, recordId, record.row.former);
  record.told = item;
  work.dirtyCis.add(state.ciId);
  const { power: _, ...rest } = state;
  const changed = {
    ...rest,
    versionId,
    digest: item.digest,
    volatileHash: item.volatileHash,
    observedAt: item.observedAt,
  };
  appear(work, item, changed, observerId);
  addFate(work, item, 'applied', observerId, recordId, versionId);
  return { id: item.id, disposition: 'applied', recordId };
}

/** Moves presence: an unchanged check-in does nothing else. */
function appear(work: Work, item: Told, state: RecordState, observerId: string): void {
  const { observedAt: at, presence } = item;
  const moved = movePresence(state, { at, presence });
  const isLatest = at >= state.presenceAt;
  if (at < state.firstSeenAt) work.dirtyCis.add(state.ciId);
  const record = work.records.get(state.recordId);
  if (record !== undefined && (state.attention & WATCHED) !== 0) {
    record.reidentify ||= at < state.firstSeenAt || moved.lastSeenAt > state.lastSeenAt;
  }
  setState(work, item, {
    ...moved,
    firstSeenAt: Math.min(state.firstSeenAt, at),
    ...(isLatest ? { observerId, lastItemId: item.id } : {}),
    ...(isLatest && item.kind === 'touch' && item.power !== undefined ? { power: item.power } : {}),
  });
}

function setState(work: Work, item: Told, state: RecordState): void {
  work.states.set(recordKeyText(item), state);
  const record = work.records.get(state.recordId);
  if (record !== undefined) record.state = state;
}

/** Which addresses the records of this batch have laid down, now that all of it is told. */
export function settleFormer(work: Work): void {
  for (const [recordId, history] of work.histories) {
    const record = work.records.get(recordId);
    if (record === undefined || (history.length === 1 && record.row.former === undefined)) continue;
    const { votes, former: before } = record.row;
    const { observedAt, digest } = record.state;
    const former = formerOf([...history, { observedAt, digest, votes }]);
    if (isDeepStrictEqual(former, before ?? [])) continue;
    const { former: _, ...row } = record.row;
    record.row = former.length === 0 ? row : { ...row, former };
    record.reidentify = true;
    if (record.state.ciId !== 0) work.dirtyCis.add(record.state.ciId);
  }
}

function want({ id }: Told): Applied {
  return {
    id,
    disposition: 'parked',
    reason: 'its digest is not known here: the whole observation is wanted',
    wanted: true,
  };
}

function rowOf(
  item: PreparedObservation,
  id: number,
  former?: RecordWork['row']['former'],
): RecordWork['row'] {
  return {
    id,
    source: item.source,
    key: item.key,
    profile: item.profile,
    votes: item.votes,
    ...(former === undefined ? {} : { former }),
    ...(item.brief.class === undefined ? {} : { class: item.brief.class }),
    ...(item.volatile === undefined ? {} : { volatile: item.volatile }),
  };
}

function nextVersion(work: Work, recordId: number): number {
  const version = (work.lastVersions.get(recordId) ?? 1) + 1;
  work.lastVersions.set(recordId, version);
  return version;
}

function addVersion(
  work: Work,
  item: PreparedObservation,
  recordId: number,
  version: number,
): number {
  const id = work.draft.nextId('version');
  const history = work.histories.get(recordId) ?? (version === 1 ? [] : undefined);
  history?.push({ observedAt: item.observedAt, digest: item.digest, votes: item.votes });
  if (history !== undefined) work.histories.set(recordId, history);
  work.draft.versions.push({
    id,
    recordId,
    version,
    observedAt: item.observedAt,
    receivedAt: work.now,
    observationId: item.id,
    presence: item.presence,
    observer: item.observer,
    digest: item.digest,
    body: item.body,
  });
  return id;
}

function addFate(
  work: Work,
  { id, digest }: PreparedObservation,
  disposition: 'applied' | 'unchanged',
  observerId: string,
  recordId: number,
  versionId: number,
): void {
  work.fates.set(id, digest);
  work.draft.fates.push({ id, disposition, at: work.now, observerId, recordId, versionId });
}

function addSightings(
  work: Work,
  { attachments = [] }: Told,
  recordId: number,
  seenAt: number,
): void {
  for (const attachment of attachments) {
    work.draft.sightings.push({ ...attachment, byRecordId: recordId, seenAt });
  }
}
