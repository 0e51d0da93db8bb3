/** A change set in the making: stages add rows, ids count on, the ledger is chained at the end. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { appendEntries } from '../ledger/chain.ts';
import type { LastIds } from '../store/port.ts';
import type { ChangeSet, LedgerDraft, LedgerRow } from './change-set.ts';

type Rows = { -readonly [K in Exclude<keyof ChangeSet, 'ledger'>]: ChangeSet[K][number][] };

export interface Draft extends Rows {
  readonly ledger: LedgerDraft[];
  readonly events: InventoryEvent[];
  nextId(kind: keyof LastIds): number;
}

export function openDraft(lastIds: LastIds): Draft {
  const last = { ...lastIds };
  return {
    newRecords: [],
    changedRecords: [],
    newStates: [],
    changedStates: [],
    presence: [],
    versions: [],
    votesGone: [],
    votesCome: [],
    newCis: [],
    changedCis: [],
    relinkedCis: [],
    ciStates: [],
    pastJoins: [],
    decisions: [],
    ruleSets: [],
    settledRuleSets: [],
    rulings: [],
    liftedRulings: [],
    locks: [],
    endedLocks: [],
    sharedValues: [],
    unsharedValues: [],
    newAssets: [],
    changedAssets: [],
    removedAssets: [],
    linked: [],
    unlinked: [],
    openedFindings: [],
    changedFindings: [],
    sightings: [],
    fates: [],
    kept: [],
    ledger: [],
    events: [],
    nextId: (kind) => {
      last[kind] += 1;
      return last[kind];
    },
  };
}

export function closeDraft(draft: Draft, head: Pick<LedgerRow, 'seq' | 'hash'>): ChangeSet {
  const { nextId: _, ...rows } = draft;
  return { ...rows, ledger: appendEntries(head, draft.ledger) };
}
