/** The state that the stages of one batch share: what was known, as changed so far. */

import type { PastVersion } from '../identify/former.ts';
import type { Collision, Tie } from '../identify/partition.ts';
import type { RuleSet } from '../identify/rules.ts';
import type { Crowd } from '../identify/shared.ts';
import type { PreparedObservation } from '../intake/prepare.ts';
import { composeObservation, type Volatile } from '../intake/volatile.ts';
import type { Duty } from '../judge/duty.ts';
import type { Policies } from '../judge/policies.ts';
import { type Brief, briefOf } from '../merge/claims.ts';
import type { Ranks } from '../merge/ranks.ts';
import { parseStored } from '../store/json.ts';
import type { StoredLinkRuling, StoredLock, StoredRecord } from '../store/port.ts';
import type { RecordRow, RecordState, RulingRow } from './change-set.ts';
import type { Draft } from './draft.ts';
import type { Known } from './known.ts';

/** What governs all batches alike. */
export interface Governance {
  readonly rules: RuleSet;
  readonly ranks: Ranks;
  readonly policies: Policies;
  readonly duty: Duty;
}

/** A record within a batch. */
export interface RecordWork {
  row: RecordRow;
  state: RecordState;
  /** The observation that gave it its present version, when that is part of this batch. */
  told?: PreparedObservation;
  readonly stored?: StoredRecord;
  /** Identifiers or class differ from what was stored. */
  reidentify: boolean;
}

export interface Work {
  readonly now: number;
  /** The same as RFC 3339, for events. */
  readonly at: string;
  readonly known: Known;
  readonly governance: Governance;
  readonly draft: Draft;
  /** Records that do not merely move presence, by id. */
  readonly records: Map<number, RecordWork>;
  /** Present states of all records met, by `recordKeyText`. */
  readonly states: Map<string, RecordState>;
  /** What ended somehow, before or in this batch: its content by its id (`knownFates`). */
  readonly fates: Map<string, string>;
  readonly lastVersions: Map<number, number>;
  /** What records stated before and in this batch, where their addresses may have changed. */
  readonly histories: Map<number, PastVersion[]>;
  /** CIs to be merged and judged. */
  readonly dirtyCis: Set<number>;
  readonly newCiIds: Set<number>;
  /** Where the first record of a CI went that left it. */
  readonly movedTo: Map<number, number>;
  readonly ties: Tie[];
  readonly collisions: Collision[];
  /** Records of which another sign of life may show that they are two things. */
  readonly watched: Set<number>;
  /** What people ruled, as it is to be from now on. */
  rulings: readonly RulingRow[];
  /** Names of values that people say are shared. */
  readonly shared: Set<string>;
  /** Locks in force from now on. */
  locks: readonly StoredLock[];
  /** What people say of links from now on. */
  linkRulings: readonly StoredLinkRuling[];
  /** Values that lost their vote among what was compared, and all that were looked at. */
  readonly crowds: Map<string, Crowd>;
  readonly lookedAt: Set<string>;
  /** The person's decision under which records move; without one, rules move them. */
  decisionId?: number;
  /** Who makes that decision. */
  actor?: string;
  /** CIs that were merged and have records again. */
  readonly revivedCiIds: Set<number>;
  /** CIs whose records were compared with others in this batch: only their ties are known. */
  readonly comparedCis: Set<number>;
}

export function openWork(known: Known, governance: Governance, draft: Draft, now: number): Work {
  return {
    now,
    at: new Date(now).toISOString(),
    known,
    governance,
    draft,
    records: new Map(
      [...known.records].map(([id, stored]): [number, RecordWork] => [
        id,
        {
          row: stored.row,
          state: stored.state,
          stored,
          reidentify: false,
        },
      ]),
    ),
    states: new Map(known.states),
    fates: new Map(known.fates),
    lastVersions: new Map(known.lastVersions),
    histories: new Map([...known.histories].map(([id, versions]) => [id, [...versions]])),
    dirtyCis: new Set(),
    newCiIds: new Set(),
    movedTo: new Map(),
    rulings: known.rulings,
    shared: new Set(known.shared),
    locks: known.inventory.locks,
    linkRulings: known.inventory.linkRulings,
    crowds: new Map(),
    lookedAt: new Set(),
    revivedCiIds: new Set(),
    ties: [],
    collisions: [],
    watched: new Set(),
    comparedCis: new Set(),
  };
}

/** What the record claims, from this batch or from its stored version. */
export function briefOfRecord({ told, stored, row, state }: RecordWork): Brief {
  if (told !== undefined) return told.brief;
  if (stored === undefined) return { macs: [], addresses: [] };
  const volatile = row.volatile === undefined ? undefined : parseStored<Volatile>(row.volatile);
  return briefOf(
    composeObservation(
      {
        observationId: state.lastItemId,
        observedAt: new Date(state.observedAt).toISOString(),
        presence: state.presence,
        observer: stored.observer,
        digest: state.digest,
        body: stored.body,
      },
      volatile,
    ),
  );
}
