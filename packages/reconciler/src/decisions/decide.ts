/**
 * What a person decides: joins, splits, "never the same", locks, shared values, links, and taking any
 * of it back. Each is one transaction and one decision; rules never reverse it.
 */
import type { DecisionView, IdentifierScheme } from '@muster/facts/inventory';
import type { DecisionRow, RulingRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { fetchKnownCis, fetchKnownRecords, type Known } from '../commit/known.ts';
import { planDecision } from '../commit/plan.ts';
import type { Governance, Work } from '../commit/work.ts';
import { nameOf } from '../identify/components.ts';
import { rulingsOf } from '../identify/rulings.ts';
import type { Transaction } from '../store/port.ts';
import { canonicalShared, type Found, findCi, findRecords, refuse } from './find.ts';
import { prepareLink, prepareUnlink } from './link.ts';
import { reach, reidentify } from './reach.ts';
import { prepareUndo } from './undo.ts';
import { decisionView } from './view.ts';

export type DecisionInput =
  | { readonly kind: 'join'; readonly cis: readonly string[]; readonly reason: string }
  | {
      readonly kind: 'split';
      readonly ci: string;
      readonly records: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'never-same'; readonly cis: readonly string[]; readonly reason: string }
  | {
      readonly kind: 'lock';
      readonly ci: string;
      readonly attribute: string;
      readonly value: string;
      readonly reason: string;
      /** RFC 3339. */
      readonly until?: string;
    }
  | {
      readonly kind: 'shared';
      readonly scheme: IdentifierScheme;
      readonly value: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'link';
      readonly ci: string;
      /** Its id or its tag. */
      readonly asset: string;
      /** Instead of the links that either has. */
      readonly replace?: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'unlink'; readonly ci: string; readonly reason: string }
  | { readonly kind: 'undo'; readonly decision: string; readonly reason: string };

export type Decided =
  | { readonly kind: 'decided'; readonly decision: DecisionView }
  /** It cannot be so: with the reason, and what to do. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface DecisionBy {
  readonly actor: string;
  readonly now: number;
  readonly governance: Governance;
}

/** A decision ready to be made: what is known for it, and what it does to that. */
export interface Prepared {
  readonly known: Known;
  apply(work: Work, decisionId: number): void;
  /** The rest of the decision, once it is seen where records went. */
  row(work: Work): Pick<DecisionRow, 'kind' | 'ciId'> & Partial<DecisionRow>;
  /** What the ledger keeps beside the reason. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export async function decide(
  transaction: Transaction,
  input: DecisionInput,
  by: DecisionBy,
): Promise<{
  readonly decided: Decided;
  readonly events: readonly Work['draft']['events'][number][];
}> {
  const prepared = await prepare(transaction, input, by);
  if (prepared.kind !== 'found') return { decided: prepared, events: [] };
  const { value } = prepared;
  const { changes, decision } = planDecision(value, input.reason, by);
  await transaction.commit(changes);
  return { decided: { kind: 'decided', decision: decisionView(decision) }, events: changes.events };
}

function prepare(
  transaction: Transaction,
  input: DecisionInput,
  by: DecisionBy,
): Promise<Found<Prepared>> {
  switch (input.kind) {
    case 'join':
      return prepareJoin(transaction, input, by);
    case 'split':
      return prepareSplit(transaction, input, by);
    case 'never-same':
      return prepareNeverSame(transaction, input, by);
    case 'lock':
      return prepareLock(transaction, input, by);
    case 'shared':
      return prepareShared(transaction, input, by);
    case 'link':
      return prepareLink(transaction, input);
    case 'unlink':
      return prepareUnlink(transaction, input);
    case 'undo':
      return prepareUndo(transaction, input, by);
  }
}

/** Two or more different CIs, with the records of each. */
async function findCis(
  transaction: Transaction,
  ids: readonly string[],
): Promise<Found<readonly { readonly ciId: number; readonly recordIds: readonly number[] }[]>> {
  const found: { readonly ciId: number; readonly recordIds: readonly number[] }[] = [];
  for (const id of ids) {
    const ci = await findCi(transaction, id);
    if (ci.kind !== 'found') return ci;
    if (found.some(({ ciId }) => ciId === ci.value)) {
      return refuse(`${id} is ${formatId('ci', ci.value)} already: they are one CI`);
    }
    found.push({ ciId: ci.value, recordIds: await transaction.recordIdsOf([ci.value]) });
  }
  return found.length < 2 ? refuse('name two CIs') : { kind: 'found', value: found };
}

async function prepareJoin(
  transaction: Transaction,
  { cis: ids }: Extract<DecisionInput, { kind: 'join' }>,
  { governance }: DecisionBy,
): Promise<Found<Prepared>> {
  const cis = await findCis(transaction, ids);
  if (cis.kind !== 'found') return cis;
  const recordIds = cis.value.flatMap((ci) => ci.recordIds);
  const known = await fetchKnownRecords(transaction, recordIds, governance.rules);
  const against = contradiction(known, recordIds);
  if (against !== undefined) {
    const id = formatId('decision', against);
    return refuse(`${id} says that they are never the same: undo it first (muster ci undo ${id})`);
  }
  const ruling = { kind: 'together' as const, sides: [recordIds, []] as const };
  return {
    kind: 'found',
    value: {
      ...ruled(known, recordIds, ruling),
      row: (work) => ({ kind: 'join', ciId: ciOf(work, recordIds[0]) }),
      payload: { cis: cis.value.map(({ ciId }) => formatId('ci', ciId)) },
    },
  };
}

async function prepareSplit(
  transaction: Transaction,
  { ci: id, records }: Extract<DecisionInput, { kind: 'split' }>,
  { governance }: DecisionBy,
): Promise<Found<Prepared>> {
  const ci = await findCi(transaction, id);
  if (ci.kind !== 'found') return ci;
  const all = await transaction.recordIdsOf([ci.value]);
  const leaving = findRecords(records, all, id);
  if (leaving.kind !== 'found') return leaving;
  const staying = all.filter((recordId) => !leaving.value.includes(recordId));
  if (staying.length === 0) return refuse(`these are all the records of ${id}: nothing would stay`);
  const known = await fetchKnownRecords(transaction, all, governance.rules);
  const held = known.rulings.find(({ kind, sides }) => {
    const both = sides.flat();
    return (
      kind === 'together' &&
      both.some((recordId) => leaving.value.includes(recordId)) &&
      both.some((recordId) => staying.includes(recordId))
    );
  });
  if (held !== undefined) {
    const decision = formatId('decision', held.id);
    return refuse(`${decision} joined them: undo it first (muster ci undo ${decision})`);
  }
  const ruling = { kind: 'apart' as const, sides: [leaving.value, staying] as const };
  return {
    kind: 'found',
    value: {
      ...ruled(known, all, ruling),
      row: (work) => ({
        kind: 'split',
        ciId: ciOf(work, leaving.value[0]),
        otherCiId: ciOf(work, staying[0]),
      }),
      payload: {
        from: formatId('ci', ci.value),
        records: leaving.value.map((recordId) => formatId('record', recordId)),
      },
    },
  };
}

async function prepareNeverSame(
  transaction: Transaction,
  { cis: ids }: Extract<DecisionInput, { kind: 'never-same' }>,
  { governance }: DecisionBy,
): Promise<Found<Prepared>> {
  const cis = await findCis(transaction, ids);
  if (cis.kind !== 'found') return cis;
  const [one, other, more] = cis.value;
  if (one === undefined || other === undefined || more !== undefined) {
    return refuse('name two CIs, no more: each pair is a decision of its own');
  }
  const recordIds = [...one.recordIds, ...other.recordIds];
  const known = await fetchKnownRecords(transaction, recordIds, governance.rules);
  const ruling = { kind: 'apart' as const, sides: [one.recordIds, other.recordIds] as const };
  return {
    kind: 'found',
    value: {
      ...ruled(known, recordIds, ruling),
      row: () => ({ kind: 'never-same', ciId: one.ciId, otherCiId: other.ciId }),
      payload: { cis: [formatId('ci', one.ciId), formatId('ci', other.ciId)] },
    },
  };
}

async function prepareLock(
  transaction: Transaction,
  input: Extract<DecisionInput, { kind: 'lock' }>,
  { actor, now }: DecisionBy,
): Promise<Found<Prepared>> {
  const { ci: id, attribute, value, reason, until } = input;
  const ci = await findCi(transaction, id);
  if (ci.kind !== 'found') return ci;
  const end = until === undefined ? undefined : Date.parse(until);
  if (end !== undefined && !(end > now)) return refuse(`${until} is not a time to come`);
  const known = await fetchKnownCis(transaction, [ci.value]);
  const ending = known.inventory.locks.filter((lock) => lock.attribute === attribute);
  return {
    kind: 'found',
    value: {
      known,
      apply: (work, decisionId) => {
        const lock = {
          id: decisionId,
          ciId: ci.value,
          countsFor: ci.value,
          attribute,
          value,
          reason,
          actor,
          at: now,
          ...(end === undefined ? {} : { until: end }),
        };
        for (const { id: ended } of ending) work.draft.endedLocks.push({ id: ended, at: now });
        const { countsFor: _, ...row } = lock;
        work.draft.locks.push(row);
        work.locks = [...work.locks.filter((each) => !ending.includes(each)), lock];
        work.dirtyCis.add(ci.value);
      },
      row: () => ({
        kind: 'lock',
        ciId: ci.value,
        reason: `${attribute} is held at ${value}${until === undefined ? '' : ` until ${until}`}: ${reason}`,
      }),
      payload: { ci: formatId('ci', ci.value), attribute, value, ...(until && { until }) },
    },
  };
}

async function prepareShared(
  transaction: Transaction,
  { scheme, value: printed }: Extract<DecisionInput, { kind: 'shared' }>,
  { governance }: DecisionBy,
): Promise<Found<Prepared>> {
  const value = canonicalShared(scheme, printed);
  if (value === undefined) return refuse(`${printed} is no ${scheme}`);
  const [before] = await transaction.sharedValues([{ scheme, value }]);
  if (before !== undefined) {
    return refuse(`${formatId('decision', before.id)} says so already`);
  }
  const reached = await reach(transaction, { scheme, value }, governance);
  return {
    kind: 'found',
    value: {
      known: reached.known,
      apply: (work, id) => {
        work.shared.add(nameOf({ scheme, value }));
        work.draft.sharedValues.push({ id, scheme, value });
        reidentify(work, reached.recordIds);
      },
      row: () => ({
        kind: 'shared',
        ciId: 0,
        for: [{ rule: 'shared', weight: 0, scheme, value, says: `${printed} identifies nothing` }],
      }),
      payload: { scheme, value },
    },
  };
}

/** The ruling by which some of these records are never one with others of them. */
function contradiction(known: Known, recordIds: readonly number[]): number | undefined {
  const parties = [...known.records.values()]
    .filter(({ row }) => recordIds.includes(row.id))
    .map(({ row, state }) => ({ ...row, ...state }));
  return rulingsOf(known.rulings).apart(parties, parties);
}

function ruled(
  known: Known,
  recordIds: readonly number[],
  ruling: Omit<RulingRow, 'id'>,
): Pick<Prepared, 'known' | 'apply'> {
  return {
    known,
    apply: (work, id) => {
      work.draft.rulings.push({ id, ...ruling });
      work.rulings = [...work.rulings, { id, ...ruling }];
      reidentify(work, recordIds);
    },
  };
}

function ciOf(work: Work, recordId: number | undefined): number {
  return work.records.get(recordId ?? 0)?.state.ciId ?? 0;
}
