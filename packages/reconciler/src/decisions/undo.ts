/** Taking back what a person decided: all is then as rules and the other decisions have it. */
import type { DecisionRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import { fetchKnownCis, fetchKnownRecords } from '../commit/known.ts';
import type { Governance } from '../commit/work.ts';
import { nameOf } from '../identify/components.ts';
import type { Transaction } from '../store/port.ts';
import type { DecisionBy, DecisionInput, Prepared } from './decide.ts';
import { type Found, findCi, findDecision, refuse } from './find.ts';
import { takenLink } from './link.ts';
import { reach, reidentify } from './reach.ts';

/** Takes a decision of a person back. */
export async function prepareUndo(
  transaction: Transaction,
  { decision: id }: Extract<DecisionInput, { kind: 'undo' }>,
  { governance, now }: DecisionBy,
): Promise<Found<Prepared>> {
  const decision = await findDecision(transaction, id);
  if (decision === undefined) return { kind: 'unknown', reason: `there is no ${id}` };
  if (decision.undoneBy !== undefined) {
    return refuse(`${id} was undone before, by ${formatId('decision', decision.undoneBy)}`);
  }
  if (decision.actor === 'rule') {
    return refuse(`${id} is a rule's, which would decide so again: split the CI instead`);
  }
  const value = await taken(transaction, decision, governance, now);
  if (value === undefined) return refuse(`${id} (${decision.kind}) cannot be undone here`);
  const other = decision.otherCiId === undefined ? {} : { otherCiId: decision.otherCiId };
  const asset = decision.assetId === undefined ? {} : { assetId: decision.assetId };
  return {
    kind: 'found',
    value: {
      ...value,
      row: () => ({ kind: 'undo', ciId: decision.ciId, ...other, ...asset, undoes: decision.id }),
      payload: { undoes: id },
    },
  };
}

/** What taking a decision back does. */
async function taken(
  transaction: Transaction,
  decision: DecisionRow,
  { rules }: Governance,
  now: number,
): Promise<Pick<Prepared, 'known' | 'apply'> | undefined> {
  const { id, kind, ciId } = decision;
  if (kind === 'join' || kind === 'split' || kind === 'never-same') {
    const recordIds = await transaction.ruledRecords(id);
    return {
      known: await fetchKnownRecords(transaction, recordIds, rules),
      apply: (work) => {
        work.rulings = work.rulings.filter((ruling) => ruling.id !== id);
        work.draft.liftedRulings.push({ id, at: now });
        reidentify(work, recordIds);
      },
    };
  }
  if (kind === 'link' || kind === 'unlink') return takenLink(transaction, decision);
  if (kind === 'lock') {
    const survivor = await findCi(transaction, formatId('ci', ciId));
    const ciIds = survivor.kind === 'found' ? [survivor.value] : [];
    return {
      known: await fetchKnownCis(transaction, ciIds),
      apply: (work) => {
        work.draft.endedLocks.push({ id, at: now });
        work.locks = work.locks.filter((lock) => lock.id !== id);
        for (const each of ciIds) work.dirtyCis.add(each);
      },
    };
  }
  const [evidence] = decision.for;
  if (kind !== 'shared' || evidence?.scheme === undefined || evidence.value === undefined) {
    return undefined;
  }
  const { scheme, value } = evidence;
  const reached = await reach(transaction, { scheme, value }, { rules });
  return {
    known: reached.known,
    apply: (work) => {
      work.shared.delete(nameOf({ scheme, value }));
      work.draft.unsharedValues.push({ id, at: now });
      reidentify(work, reached.recordIds);
    },
  };
}
