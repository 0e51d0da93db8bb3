/**
 * Identify, second half: which CI each record belongs to. Records whose identity changed are
 * partitioned anew together with all that share an identifier with them; joins, splits and ties
 * follow from comparing the result with what was.
 */
import type { DecisionRow, RecordRow, Vote } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { recordKeyText } from '../commit/known.ts';
import type { RecordWork, Work } from '../commit/work.ts';
import { componentsOf, findingSchemes, nameOf } from './components.ts';
import { asVotes, formerSelf } from './former.ts';
import { partition } from './partition.ts';
import { rulingsOf } from './rulings.ts';
import type { Crowd } from './shared.ts';
import { mayBeAliveTwice, type Party, type Weighed, weigh } from './weigh.ts';

const RULE = 'rule';

interface Settled {
  readonly group: readonly Party[];
  /** All that were compared with the group. */
  readonly component: readonly Party[];
}

export function joinRecords(work: Work): void {
  if (![...work.records.values()].some(({ reidentify }) => reidentify)) return;
  const { rules } = work.governance;
  const parties = [...work.records.values()].map(partyOf);
  const rulings = rulingsOf(work.rulings);
  const { components, crowds } = componentsOf(parties, rules, { shared: work.shared, rulings });
  noteCrowds(work, crowds);
  const settled: Settled[] = [];
  for (const component of concernedOf(work, components)) {
    if (component.length === 1) {
      settled.push({ group: component, component });
      continue;
    }
    const { groups, ties, collisions } = partition(component, rules, rulings);
    work.ties.push(...ties);
    work.collisions.push(...collisions);
    for (const group of groups) watch(work, group);
    for (const { group, candidates } of ties) {
      for (const each of candidates) watch(work, [...group, ...each.group]);
    }
    for (const group of groups) settled.push({ group, component });
  }
  settled.sort((a, b) => firstId(a.group) - firstId(b.group));
  const owners = ownersOf(work, settled);
  const ciIds = settled.map(({ group }) => ciIdFor(work, group, owners));
  for (const [index, each] of settled.entries()) {
    const ciId = ciIds[index] ?? 0;
    for (const party of each.group) move(work, party, each, ciId);
    work.dirtyCis.add(ciId);
    work.comparedCis.add(ciId);
  }
}

/** Of the values that may have been decided otherwise now: which have no vote, and which were seen. */
function noteCrowds(work: Work, crowds: ReadonlyMap<string, Crowd>): void {
  for (const { reidentify, row, stored } of work.records.values()) {
    if (!reidentify) continue;
    for (const vote of valuesOf(row, stored?.row)) {
      const name = nameOf(vote);
      work.lookedAt.add(name);
      const crowd = crowds.get(name);
      if (crowd !== undefined) work.crowds.set(name, crowd);
    }
  }
}

/** All that records state or stated. */
function valuesOf(...rows: readonly (RecordRow | undefined)[]): readonly Vote[] {
  return rows.flatMap((row) => [...(row?.votes ?? []), ...asVotes(row?.former)]);
}

/** Notes which of these another sign of life may show to be two things. */
function watch(work: Work, parties: readonly Party[]): void {
  const { vetoes } = work.governance.rules;
  const veto = vetoes.find((each) => each.veto === 'alive-twice');
  if (veto === undefined || parties.length === 1) return;
  for (const [index, one] of parties.entries()) {
    for (const other of parties.slice(index + 1)) {
      if (!mayBeAliveTwice(veto, one, other)) continue;
      work.watched.add(one.recordId).add(other.recordId);
    }
  }
}

/**
 * Components in which something may be decided otherwise now: those with a record whose identity
 * changed, those that hold a value which such a record states or stated (a rival may have gone, a
 * value may be held by too many now), and those with whom any of them stood in one CI.
 */
function concernedOf(
  work: Work,
  components: readonly (readonly Party[])[],
): ReadonlySet<readonly Party[]> {
  const touched = touchedValues(work);
  const concerned = new Set<readonly Party[]>();
  const ciIds = new Set<number>();
  const isConcerned = ({ recordId }: Party): boolean => {
    const { reidentify, state, row } = recordOf(work, recordId);
    if (reidentify || ciIds.has(state.ciId)) return true;
    if (touched.size === 0) return false;
    return [...row.votes, ...asVotes(row.former)].some((vote) => touched.has(nameOf(vote)));
  };
  let before = -1;
  while (concerned.size > before) {
    before = concerned.size;
    for (const component of components) {
      if (concerned.has(component) || !component.some(isConcerned)) continue;
      concerned.add(component);
      for (const { recordId } of component) {
        const { ciId } = recordOf(work, recordId).state;
        if (ciId !== 0) ciIds.add(ciId);
      }
    }
  }
  return concerned;
}

/** Empty when all that changed is new and nobody else was fetched: nearly always. */
function touchedValues(work: Work): ReadonlySet<string> {
  const records = [...work.records.values()];
  const touched = new Set<string>();
  if (records.every(({ reidentify }) => reidentify)) return touched;
  const finding = findingSchemes(work.governance.rules);
  for (const { reidentify, row, stored } of records) {
    if (!reidentify) continue;
    for (const vote of valuesOf(row, stored?.row)) {
      if (finding.has(vote.scheme)) touched.add(nameOf(vote));
    }
  }
  return touched;
}

/** Each CI goes on with the group of the record that is in it for the longest time. */
function ownersOf(work: Work, settled: readonly Settled[]): ReadonlyMap<number, readonly Party[]> {
  const owners = new Map<number, { readonly group: readonly Party[]; readonly since: number }>();
  for (const { group } of settled) {
    for (const { recordId, former } of group) {
      const { ciId, joinedAt } = recordOf(work, recordId).state;
      const owner = owners.get(ciId);
      // What is about something else now comes last. Of those that came at once, the first does.
      const since = formerSelf(former) === undefined ? joinedAt : Number.POSITIVE_INFINITY;
      if (ciId !== 0 && (owner === undefined || since < owner.since)) {
        owners.set(ciId, { group, since });
      }
    }
  }
  return new Map([...owners].map(([ciId, { group }]) => [ciId, group]));
}

/**
 * A group keeps the oldest CI that is its own; else it goes back to the one that its records were in
 * last, where that is empty since; else it is a new one.
 */
function ciIdFor(
  work: Work,
  group: readonly Party[],
  owners: ReadonlyMap<number, readonly Party[]>,
): number {
  const own = group
    .map(({ recordId }) => recordOf(work, recordId).state.ciId)
    .filter((ciId) => owners.get(ciId) === group);
  if (own.length > 0) return Math.min(...own);
  const recordIds = new Set(group.map(({ recordId }) => recordId));
  const [past] = work.known.pastCis
    .filter(({ recordId, ciId }) => recordIds.has(recordId) && isVacant(work, ciId))
    .toSorted((a, b) => b.leftAt - a.leftAt || a.ciId - b.ciId);
  if (past !== undefined) {
    work.revivedCiIds.add(past.ciId);
    return past.ciId;
  }
  const ciId = work.draft.nextId('ci');
  work.newCiIds.add(ciId);
  return ciId;
}

function isVacant(work: Work, ciId: number): boolean {
  if (work.revivedCiIds.has(ciId)) return false;
  return work.known.inventory.cis.get(ciId)?.mergedInto !== undefined;
}

function move(work: Work, party: Party, settled: Settled, ciId: number): void {
  const { group } = settled;
  const record = recordOf(work, party.recordId);
  const from = record.state.ciId;
  if (from === ciId) return;
  const isFounder = from === 0 && work.newCiIds.has(ciId) && party.recordId === firstId(group);
  const isRuled = work.decisionId !== undefined;
  const decision = isFounder || isRuled ? undefined : decide(work, party, settled, ciId);
  if (decision !== undefined) recordDecision(work, party, decision, from);
  const decisionId = work.decisionId ?? decision?.id;
  if (from !== 0) {
    work.draft.pastJoins.push({
      recordId: party.recordId,
      ciId: from,
      joinedAt: record.state.joinedAt,
      leftAt: work.now,
      ...(decisionId === undefined ? {} : { decisionId }),
    });
    work.dirtyCis.add(from);
    if (!work.movedTo.has(from)) work.movedTo.set(from, ciId);
  }
  record.state = { ...record.state, ciId, joinedAt: work.now };
  const text = recordKeyText(record.row);
  if (work.states.has(text)) work.states.set(text, record.state);
}

function recordDecision(work: Work, party: Party, decision: DecisionRow, from: number): void {
  work.draft.decisions.push(decision);
  work.draft.ledger.push({
    at: work.now,
    actor: RULE,
    kind: `decision.${decision.kind}`,
    subject: formatId('ci', decision.ciId),
    payload: {
      decision: formatId('decision', decision.id),
      record: formatId('record', party.recordId),
      key: recordKeyText(party),
      ruleVersion: decision.ruleVersion,
      reason: decision.reason,
      ...(from === 0 ? {} : { from: formatId('ci', from) }),
    },
  });
}

function decide(work: Work, party: Party, settled: Settled, ciId: number): DecisionRow {
  const { rules } = work.governance;
  const others = settled.group.filter((other) => other !== party);
  const isSplit = others.length === 0;
  const compared = isSplit ? formerMates(work, party, settled) : others;
  const weighed = weigh([party], compared, rules);
  const runnerUp = isSplit ? undefined : runnerUpOf(work, party, settled);
  return {
    id: work.draft.nextId('decision'),
    kind: isSplit ? 'split' : 'join',
    at: work.now,
    actor: RULE,
    ruleVersion: rules.version,
    ciId,
    recordId: party.recordId,
    reason: isSplit ? 'What joined it no longer holds.' : reasonOf(weighed),
    for: weighed.for,
    against: weighed.against,
    ...(runnerUp === undefined ? {} : { runnerUp }),
  };
}

function formerMates(work: Work, party: Party, { component }: Settled): readonly Party[] {
  const former = recordOf(work, party.recordId).stored?.state.ciId;
  return component.filter(
    (other) => other !== party && recordOf(work, other.recordId).stored?.state.ciId === former,
  );
}

function reasonOf({ weight, for: pros }: Weighed): string {
  const best = pros[0]?.says;
  return best === undefined
    ? 'Joined through records that share identifiers with both.'
    : `Weight ${weight}: ${best}.`;
}

/** The best other CI that the record could have joined. */
function runnerUpOf(
  work: Work,
  party: Party,
  { group, component }: Settled,
): DecisionRow['runnerUp'] {
  let best: { readonly ciId: number; readonly weight: number } | undefined;
  for (const rival of component) {
    if (group.includes(rival)) continue;
    const { ciId } = recordOf(work, rival.recordId).state;
    if (ciId === 0) continue;
    const { weight } = weigh([party], [rival], work.governance.rules);
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { ciId, weight };
  }
  return best;
}

export function partyOf({ row, state }: RecordWork): Party {
  return {
    recordId: row.id,
    source: row.source,
    key: row.key,
    votes: row.votes,
    ...(row.former === undefined ? {} : { former: row.former }),
    firstSeenAt: state.firstSeenAt,
    lastSeenAt: state.lastSeenAt,
    ...(row.class === undefined ? {} : { class: row.class }),
  };
}

function recordOf(work: Work, recordId: number): RecordWork {
  const record = work.records.get(recordId);
  if (record === undefined) throw new Error(`record ${recordId} is not part of this batch`);
  return record;
}

function firstId(group: readonly Party[]): number {
  return Math.min(...group.map(({ recordId }) => recordId));
}
