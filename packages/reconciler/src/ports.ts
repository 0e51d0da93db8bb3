/**
 * What the reconciler's rim (HTTP, WebSocket, command line) asks of its core, and nothing else.
 * One implementation runs the five stages in a worker thread, on SQLite or PostgreSQL behind the
 * storage port below it.
 *
 * Every promise that resolves after a write resolves after the write is durable.
 */

import type { AssetRow, AssetRowOutcome, AssetView, LedgerEntry } from '@muster/facts/assets';
import type {
  CiAsOf,
  CiDetail,
  CiSummary,
  Disposition,
  FindingKind,
  FindingView,
  InventoryEvent,
  ObserverView,
  Page,
  RuleTrial,
  SharedValueView,
} from '@muster/facts/inventory';
import type { Observation, Source } from '@muster/facts/observation';
import type { NotedCoverage, ObserverHealth, Outcome } from '@muster/facts/wire';
import type { Acted, OnProgress } from './acts/act.ts';
import type { ActInput, ActName, ActValue } from './acts/acts.ts';
import type { Decided, DecisionInput } from './decisions/decide.ts';
import type { RuleSet } from './identify/rules.ts';
import type { Answer, QuestionInput, QuestionName } from './read/questions.ts';

export interface IngestResult {
  readonly counts: Readonly<Partial<Record<Disposition, number>>>;
  /** What did not simply apply, in the order of the batch. */
  readonly exceptions: readonly Outcome[];
  /** Touches whose digest is not known here: the observer must send these whole. */
  readonly wanted: readonly { readonly source: Source; readonly key: string }[];
}

export interface Intake {
  /**
   * Takes a batch of observations and touches, unvalidated. A bad item is parked with its reason;
   * its neighbors are applied. Each item counts once by its id, however often it is sent.
   */
  ingest(observerId: string, items: readonly unknown[]): Promise<IngestResult>;
}

/** How one observation ended; `GET /api/v1/observations/{id}`. */
export interface ObservationFate {
  readonly id: string;
  readonly disposition: Disposition;
  readonly reason?: string;
  readonly at: string;
  readonly observerId: string;
  readonly ciId?: string;
  readonly observation?: Observation;
}

export interface CiQuery {
  /** Parsed by `query.ts`: `class:switch vendor:cisco rogue:true seen:<7d words`. */
  readonly q?: string;
  readonly sort?: 'lastSeen' | 'firstSeen' | 'hostname' | 'vendor' | 'model' | 'serial' | 'class';
  readonly descending?: boolean;
  readonly cursor?: string;
  /** 1 to 1,000; 100 where absent. */
  readonly limit?: number;
}

/** A query that cannot be understood is the asker's error, named with its place. */
export type Queried<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'bad-query'; readonly message: string };

export interface Stats {
  readonly cis: number;
  readonly records: number;
  readonly assets: number;
  readonly linked: number;
  readonly openFindings: Readonly<Partial<Record<FindingKind, number>>>;
}

export interface Inventory {
  listCis(query: CiQuery): Promise<Queried<Page<CiSummary>>>;
  /** Merged ids answer too. `undefined`: no such CI. */
  getCi(id: string): Promise<CiDetail | undefined>;
  /** As it was known at a time; `undefined`: there was no such CI yet. */
  getCiAsOf(id: string, at: Date): Promise<CiAsOf | undefined>;
  listCisAsOf(query: {
    readonly at: Date;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<CiAsOf>>;
  listFindings(filter: {
    readonly state?: FindingView['state'];
    readonly kind?: FindingKind;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<FindingView>>;
  listAssets(filter: {
    readonly q?: string;
    /** `false`: living ones that no CI is linked to. */
    readonly linked?: boolean;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<AssetView>>;
  getObservation(id: string): Promise<ObservationFate | undefined>;
  stats(): Promise<Stats>;
  /** Entries after `seq`, oldest first. */
  ledger(afterSeq: number, limit: number): Promise<readonly LedgerEntry[]>;
}

export interface Assets {
  /**
   * Rows of no file, each for itself: the act `import.apply`, in brief. With `apply` false nothing is
   * written and the outcomes are what would happen.
   */
  importAssets(
    rows: readonly AssetRow[],
    options: { readonly apply: boolean; readonly actor: string },
  ): Promise<readonly AssetRowOutcome[]>;
}

export interface Decisions {
  /** What a person decides about identity; see `decisions/decide.ts`. */
  decide(input: DecisionInput, actor: string): Promise<Decided>;
  /** Values that people, or the configuration, say many devices share; oldest first. */
  sharedValues(): Promise<readonly SharedValueView[]>;
  /** The identity rules in force. */
  rules(): Promise<RuleSet>;
  /**
   * What other rules would do, over all records, without writing. `onProgress` is told how much is done.
   *
   * @returns why they are no rules, where they are none
   */
  tryRules(
    input: unknown,
    onProgress: (done: number, total: number) => void,
  ): Promise<Queried<RuleTrial>>;
  /** Puts rules in force; resolves when all records were compared under them. */
  applyRules(input: unknown, reason: string, actor: string): Promise<Decided>;
}

export interface AccessEntry {
  readonly kind: 'user.added' | 'user.removed' | 'person.signed-in' | 'sign-in-code.created';
  /** The user concerned. */
  readonly subject: string;
  readonly actor: string;
  /** No secrets: an address, a role, how somebody signed in. */
  readonly payload: Readonly<Record<string, string>>;
}

/** Who may speak: enrolment tokens, observers and their keys, people and their sessions. */
export interface Registry {
  createEnrolmentToken(input: {
    readonly tokenHash: string;
    readonly expiresAt: string;
    readonly maxUses: number;
    readonly actor: string;
  }): Promise<{ readonly id: string }>;
  revokeEnrolmentToken(id: string, actor: string): Promise<boolean>;
  /** Spends one use of the token and admits the observer, in one transaction. */
  enrol(input: {
    readonly tokenHash: string;
    readonly kind: 'agent' | 'collector';
    readonly name: string;
    readonly version: string;
    readonly publicKeyX: string;
  }): Promise<
    | { readonly kind: 'enrolled'; readonly observerId: string }
    | {
        readonly kind: 'refused';
        readonly reason: 'unknown-token' | 'expired' | 'used-up' | 'revoked';
      }
  >;
  /** The Ed25519 public key (`x`, base64url) of an observer that may speak; else `undefined`. */
  observerKey(observerId: string): Promise<string | undefined>;
  revokeObserver(observerId: string, actor: string): Promise<boolean>;
  /** Puts into the ledger who came in and who may, though users themselves are kept elsewhere. */
  recordAccess(input: AccessEntry): Promise<void>;
  listObservers(): Promise<readonly ObserverView[]>;
  /** Connected or gone, and what it says of itself; feeds coverage and `observer-silent`. */
  noteObserver(
    observerId: string,
    state: {
      readonly connected: boolean;
      readonly version?: string;
      readonly coverage?: NotedCoverage;
      readonly health?: ObserverHealth;
    },
  ): Promise<void>;
}

/** What people do beside decisions about identity, and what they ask of what is kept of it. */
export interface Desk {
  /** Resolves when it is durable. */
  act<N extends ActName>(
    name: N,
    input: ActInput<N>,
    actor: string,
    onProgress?: OnProgress,
  ): Promise<Acted<ActValue<N>>>;
  ask<N extends QuestionName>(name: N, input: QuestionInput<N>): Promise<Answer<N>>;
  /** Counts today's metrics anew where they are older than that; what was counted is then kept. */
  measure(maxAgeMs: number): Promise<void>;
}

export interface Reconciler extends Intake, Inventory, Assets, Decisions, Desk, Registry {
  /** Events after each commit, in commit order. A listener must not block. */
  onEvent(listener: (event: InventoryEvent) => void): () => void;
  /**
   * The events of all reconcilers on one database, our own included, in the order of their commits;
   * they come by `onEvent` too. None where there can be but one.
   */
  onPeerEvent(listener: (event: InventoryEvent, isOwn: boolean) => void): () => void;
  /** Told when events of other reconcilers may have been missed: state is to be asked for again. */
  onMissedEvents(listener: () => void): () => void;
  /**
   * Re-judges what depends on time alone (ghosts); called by a timer at the rim. Of several
   * reconcilers on one database one does it, the others return at once.
   */
  judge(): Promise<void>;
  /** Intake stops, what is acknowledged is durable, files are closed. */
  close(): Promise<void>;
}
