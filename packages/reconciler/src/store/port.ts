/**
 * The storage port: what the stages fetch and the one thing they write. One contract
 * (`test/contract/storage.ts`) runs against every implementation.
 */
import type { FindingKind, InventoryEvent, ObserverView } from '@muster/facts/inventory';
import type { Coverage, NotedCoverage, ObserverHealth } from '@muster/facts/wire';
import type { Kysely } from 'kysely';
import type {
  AssetRecord,
  ChangeSet,
  CiRow,
  CiStateRow,
  DecisionRow,
  FindingRow,
  LedgerRow,
  LinkRow,
  LinkRuling,
  LockRow,
  RecordKey,
  RecordRow,
  RecordState,
  RuleSetRow,
  RulingRow,
  SharedValueRow,
  Vote,
} from '../commit/change-set.ts';
import type { Standing } from '../judge/standing.ts';
import type { Tables } from '../read/schema.ts';

/** A record as the later stages need it: its rows, its version's number and text. */
export interface StoredRecord {
  readonly row: RecordRow;
  readonly state: RecordState;
  readonly version: number;
  readonly observer: string;
  readonly body: string;
}

/** A version of a record as it was told. */
export interface StoredPast {
  readonly observedAt: number;
  readonly digest: string;
  readonly body: string;
}

export interface Holding {
  readonly scheme: string;
  readonly value: string;
  readonly recordId: number;
}

export interface Governed {
  readonly rulings: boolean;
  readonly locks: boolean;
  readonly shared: boolean;
  /** Whether people ever decided about a link. */
  readonly links: boolean;
  /** Whether a finding about a value is unresolved. */
  readonly valueFindings: boolean;
}

export interface StoredRuleSet extends RuleSetRow {
  readonly settledTo: number;
  /** When all records had been compared under it. */
  readonly settledAt?: number;
}

export interface StoredLock extends LockRow {
  /** The CI for which it counts: its own, or the one into which that was merged. */
  readonly countsFor: number;
}

export interface StoredLinkRuling extends LinkRuling {
  /** The CI for which it counts: its own, or the one into which that was merged. */
  readonly countsFor: number;
}

export interface PastCi {
  readonly recordId: number;
  readonly ciId: number;
  readonly leftAt: number;
}

export interface StoredDecision extends DecisionRow {
  /** The decision that took it back. */
  readonly undoneBy?: number;
}

export interface StoredSighting {
  readonly mac: string;
  readonly byRecordId: number;
  readonly byKey: string;
  readonly port?: string;
  readonly vlan?: number;
  readonly address?: string;
  readonly lastSeenAt: number;
}

/** The last used id of each kind: new rows count on from here. */
export interface LastIds {
  readonly record: number;
  readonly version: number;
  readonly ci: number;
  readonly decision: number;
  readonly finding: number;
  readonly asset: number;
  readonly link: number;
}

/** Reads inside the transaction that will write. Order of results is free unless stated. */
export interface Fetches {
  /** By position; `undefined`: no such record. */
  recordStates(keys: readonly RecordKey[]): Promise<readonly (RecordState | undefined)[]>;
  /**
   * Which of these ids ended somehow before, and as what: the digest of the observation, the text
   * of what was parked.
   */
  knownFates(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Records that hold these values, at most `limit` of each value. */
  holders(
    values: readonly Pick<Vote, 'scheme' | 'value'>[],
    limit: number,
  ): Promise<readonly Holding[]>;
  records(ids: readonly number[]): Promise<readonly StoredRecord[]>;
  recordIdsOf(ciIds: readonly number[]): Promise<readonly number[]>;
  /** By position: the digest of the version in effect at a time, the latest observed at or before it. */
  digestsAt(
    asked: readonly { readonly recordId: number; readonly observedAt: number }[],
  ): Promise<readonly (string | undefined)[]>;
  lastVersions(recordIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** The latest versions by what was observed, at most `limit`. */
  history(recordId: number, limit: number): Promise<readonly StoredPast[]>;
  cis(ids: readonly number[]): Promise<readonly CiRow[]>;
  ciStates(ids: readonly number[]): Promise<readonly CiStateRow[]>;
  linksOf(ciIds: readonly number[]): Promise<readonly LinkRow[]>;
  assets(ids: readonly number[]): Promise<readonly AssetRecord[]>;
  assetsBySerial(serialKeys: readonly string[]): Promise<readonly AssetRecord[]>;
  assetsByTag(tags: readonly string[]): Promise<readonly AssetRecord[]>;
  linksOfAssets(assetIds: readonly number[]): Promise<readonly LinkRow[]>;
  hasAssets(): Promise<boolean>;
  /** CIs whose records hold one of these system serials, sound or suspect. */
  ciIdsBySerial(serialKeys: readonly string[]): Promise<readonly number[]>;
  unresolvedFindings(about: {
    readonly ciIds?: readonly number[];
    readonly assetIds?: readonly number[];
    readonly kinds?: readonly FindingKind[];
    readonly valueKeys?: readonly string[];
  }): Promise<readonly FindingRow[]>;
  /** Whether there is anything of a kind that few inventories have: most questions need not be asked. */
  governed(): Promise<Governed>;
  /** Rulings in force that name one of these records. */
  rulings(recordIds: readonly number[]): Promise<readonly RulingRow[]>;
  /** Locks in force of these CIs, and of all that were merged into them. */
  locks(ciIds: readonly number[]): Promise<readonly StoredLock[]>;
  /** What people say of the links of these CIs, and of all that were merged into them; what was undone is not said. */
  linkRulings(ciIds: readonly number[]): Promise<readonly StoredLinkRuling[]>;
  /** CIs that people ever linked to these assets. */
  ciIdsLinkedByHand(assetIds: readonly number[]): Promise<readonly number[]>;
  /** Locks in force whose time was up before a time, under the CI they were made for. */
  overdueLocks(now: number, limit: number): Promise<readonly LockRow[]>;
  /** Those of these values that people say are shared. */
  sharedValues(
    values: readonly Pick<Vote, 'scheme' | 'value'>[],
  ): Promise<readonly SharedValueRow[]>;
  /** CIs that these records were in before and that were merged since. */
  pastCis(recordIds: readonly number[]): Promise<readonly PastCi[]>;
  /** The rule set in force, if people ever put one in force; or the last one before an id. */
  ruleSet(before?: number): Promise<StoredRuleSet | undefined>;
  /** In the order of their ids. */
  recordIdsAfter(recordId: number, limit: number): Promise<readonly number[]>;
  decision(id: number): Promise<StoredDecision | undefined>;
  /** Records that a ruling names, in force or not. */
  ruledRecords(rulingId: number): Promise<readonly number[]>;
  sightings(macs: readonly string[], limit: number): Promise<readonly StoredSighting[]>;
  hasSightings(): Promise<boolean>;
  /** What is kept of these CIs and records for judging them, and the segments that are learned. */
  standing(ciIds: readonly number[], recordIds: readonly number[]): Promise<Standing>;
  ledgerHead(): Promise<Pick<LedgerRow, 'seq' | 'hash'>>;
  lastIds(): Promise<LastIds>;
  /**
   * Deployed assets that were not seen since a time, with their CI where linked, and those that were
   * bought and have none; paged by id.
   */
  quietAssets(
    since: number,
    afterId: number,
    limit: number,
  ): Promise<readonly { readonly asset: AssetRecord; readonly ciId?: number }[]>;
  observers(): Promise<readonly StoredObserver[]>;
}

export interface StoredObserver extends Omit<ObserverView, 'enrolledAt' | 'lastSeenAt' | 'lost'> {
  readonly enrolledAt: number;
  readonly lastSeenAt?: number;
  readonly coverage?: Coverage;
  readonly health?: ObserverHealth;
}

export interface Transaction extends Fetches {
  /** Reads of what has no fetch of its own, within the transaction; not for the hot path. */
  readonly tables: Kysely<Tables>;
  /** Its events are announced with it. */
  commit(changes: ChangeSet): Promise<void>;
  /** Tells other reconcilers on the same database, where there can be any, once this is durable. */
  announce(events: readonly InventoryEvent[]): Promise<void>;
  /**
   * Forgets how observations ended that were made before a time, at most `limit` of them.
   *
   * @returns how many were forgotten
   */
  forgetFates(before: number, limit: number): Promise<number>;
  /** Forgets sightings not repeated since a time, at most `limit` of them. */
  forgetSightings(before: number, limit: number): Promise<number>;
  /** Marks the days on which CIs were seen last, of those after one id and up to another. */
  markPresence(afterCiId: number, toCiId: number): Promise<void>;
  /** Forgets outages of observers that ended before a time. */
  forgetOutages(before: number): Promise<void>;
  readonly registry: RegistryWrites;
}

export interface StoredToken {
  readonly id: string;
  readonly expiresAt: number;
  readonly maxUses: number;
  readonly uses: number;
  readonly revokedAt?: number;
}

export interface RegistryWrites {
  tokenByHash(tokenHash: string): Promise<StoredToken | undefined>;
  insertToken(
    token: StoredToken & {
      readonly tokenHash: string;
      readonly createdAt: number;
      readonly createdBy: string;
    },
  ): Promise<void>;
  spendToken(id: string): Promise<void>;
  /** @returns whether there was such a token that was not revoked yet */
  revokeToken(id: string, at: number): Promise<boolean>;
  insertObserver(observer: {
    readonly id: string;
    readonly kind: 'agent' | 'collector';
    readonly name: string;
    readonly version: string;
    readonly publicKeyX: string;
    readonly tokenId: string;
    readonly enrolledAt: number;
  }): Promise<void>;
  /** The id of the observer that this token admitted with this key, unless it was revoked. */
  observerAdmitted(publicKeyX: string, tokenId: string): Promise<string | undefined>;
  revokeObserver(id: string, at: number): Promise<boolean>;
  /** Keeps an outage where a collector was not heard for long (`judge/watch.ts`). */
  noteObserver(
    id: string,
    note: {
      readonly at: number;
      readonly connected?: boolean;
      readonly version?: string;
      readonly coverage?: NotedCoverage;
      readonly health?: ObserverHealth;
    },
  ): Promise<boolean>;
  /** At start, when no other runs: nobody is connected to a reconciler that was not running. */
  disconnectAll(): Promise<void>;
  /**
   * Observers that count as connected and were not heard since a time: what they were connected to
   * ended without a word.
   *
   * @returns their ids
   */
  disconnectUnheard(since: number): Promise<readonly string[]>;
}

/**
 * The storage could not take it: a full disk, a broken file, a lock held too long. Nothing was
 * written, and sending it again may help. Anything else that a store throws is a fault of ours.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

export interface Store {
  /**
   * Runs `work` in one transaction: all of it is durable when the promise resolves, none of it is
   * there when it rejects. Transactions on one database run one after the other, whichever store
   * they belong to. Where the world undid one before its end (a connection lost), `work` is run
   * again: it does nothing but through its transaction.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
