/**
 * The change set: everything one transaction writes, as plain rows (DESIGN §3, commit). The stages
 * fill it; each database writes it in its own way. Times are milliseconds since the Unix epoch.
 */
import type { LifecycleState } from '@muster/facts/assets';
import type {
  DecisionView,
  Disposition,
  Evidence,
  FindingKind,
  FindingParticulars,
  FindingView,
  IdentifierScheme,
  InventoryEvent,
} from '@muster/facts/inventory';
import type { DeviceClass, Source } from '@muster/facts/observation';

export interface RecordKey {
  readonly source: Source;
  readonly key: string;
}

/** An identifier that may vote. `scope` is "" where the value counts everywhere or it is unknown. */
export interface Vote {
  readonly scheme: IdentifierScheme;
  /** What is compared: the canonical form, for UUIDs the lesser of both byte orders. */
  readonly value: string;
  readonly scope: string;
  readonly trust: 'suspect' | 'sound';
}

/** A record's narrow part: all that a check-in moves. */
export interface RecordState {
  readonly recordId: number;
  readonly ciId: number;
  readonly versionId: number;
  readonly digest: string;
  readonly volatileHash: string;
  /** Of the latest observation that stated the current version; touches state nothing. */
  readonly observedAt: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly presence: 'seen' | 'left';
  readonly presenceAt: number;
  readonly joinedAt: number;
  readonly observerId: string;
  readonly lastItemId: string;
  readonly attention: number;
  readonly power?: string;
}

export interface RecordRow extends RecordKey {
  readonly id: number;
  readonly profile: string;
  readonly class?: DeviceClass;
  readonly votes: readonly Vote[];
  /** Addresses it stated before, and serials of other makers; absent where there are none. */
  readonly former?: readonly Former[];
  readonly volatile?: string;
}

/** What a record stated before, and since when it does not. */
export interface Former {
  /** Absent for an address. */
  readonly scheme?: 'serial.system';
  readonly value: string;
  readonly scope: string;
  readonly until: number;
}

export interface VersionRow {
  readonly id: number;
  readonly recordId: number;
  readonly version: number;
  readonly observedAt: number;
  readonly receivedAt: number;
  readonly observationId: string;
  readonly presence: 'seen' | 'left';
  /** Who spoke, as it described itself: JSON. */
  readonly observer: string;
  readonly digest: string;
  /** The text that the digest covers. */
  readonly body: string;
}

/** A check-in that changed nothing: only presence moves, and never backwards. */
export interface PresenceRow {
  readonly recordId: number;
  readonly ciId: number;
  readonly observedAt: number;
  readonly lastSeenAt: number;
  readonly presence: 'seen' | 'left';
  readonly presenceAt: number;
  readonly observerId: string;
  readonly lastItemId: string;
  readonly power?: string;
}

export interface CiRow {
  readonly id: number;
  readonly class?: DeviceClass;
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly hostname?: string;
  readonly firmware?: string;
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
  readonly sources: readonly Source[];
  readonly words: string;
  readonly firstSeenAt: number;
  readonly createdAt: number;
  readonly assetId?: number;
  readonly mergedInto?: number;
}

export interface CiStateRow {
  readonly ciId: number;
  readonly lastSeenAt: number;
  readonly presence: 'seen' | 'left';
  readonly presenceAt: number;
}

export interface DecisionRow {
  readonly id: number;
  readonly kind: DecisionView['kind'];
  readonly at: number;
  readonly actor: string;
  readonly ruleVersion?: string;
  readonly ciId: number;
  readonly recordId?: number;
  readonly assetId?: number;
  readonly reason: string;
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
  readonly runnerUp?: { readonly ciId: number; readonly weight: number };
  /** The other CI of which it speaks: from which records were split, or which is never the same. */
  readonly otherCiId?: number;
  /** The decision that it takes back. */
  readonly undoes?: number;
}

/** What a person ruled about records, under the id of the decision. */
export interface RulingRow {
  readonly id: number;
  /** All records of both sides are one CI, or none of one side is in a CI with one of the other. */
  readonly kind: 'together' | 'apart';
  readonly sides: readonly [readonly number[], readonly number[]];
}

/** A value that a person holds an attribute at, under the id of the decision. */
export interface LockRow {
  readonly id: number;
  readonly ciId: number;
  readonly attribute: string;
  readonly value: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
  readonly until?: number;
}

/** A person's word on the link of a CI with an asset record, under the id of the decision. */
export interface LinkRuling {
  readonly id: number;
  readonly kind: 'link' | 'unlink';
  readonly ciId: number;
  readonly assetId: number;
  readonly reason: string;
}

/** Rules put in force, under the id of the decision; without rules, those it was started with. */
export interface RuleSetRow {
  readonly id: number;
  readonly version: string;
  readonly rules?: string;
}

/** A value that a person says many devices share, under the id of the decision. */
export interface SharedValueRow {
  readonly id: number;
  readonly scheme: IdentifierScheme;
  readonly value: string;
}

export interface PastJoinRow {
  readonly recordId: number;
  readonly ciId: number;
  readonly joinedAt: number;
  readonly leftAt: number;
  readonly decisionId?: number;
}

export interface FindingRow {
  readonly id: number;
  readonly kind: FindingKind;
  readonly state: FindingView['state'];
  readonly severity: FindingView['severity'];
  readonly ciId?: number;
  readonly assetId?: number;
  readonly observerId?: string;
  /** The value it is about: "mac 00:1a:7d:da:71:13". */
  readonly valueKey?: string;
  readonly subject: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly particulars?: FindingParticulars;
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly assignee?: string;
  readonly dueAt?: number;
  /** While it is excepted: until when, and who bears the risk. */
  readonly exceptedUntil?: number;
  readonly riskOwner?: string;
  readonly escalatedAt?: number;
}

export interface AssetRecord {
  readonly id: number;
  readonly tag?: string;
  readonly serial?: string;
  /** Canonical serial; absent when there is none that can identify. */
  readonly serialKey?: string;
  /** Canonical maker; "" where it is not known. */
  readonly makerKey: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly state: LifecycleState;
  readonly owner?: string;
  readonly custodian?: string;
  readonly site?: string;
  readonly purchasedOn?: string;
  /** Who answers for its running, where `owner` answers for its use. */
  readonly technicalOwner?: string;
  readonly location?: string;
  readonly supplier?: string;
  readonly orderNumber?: string;
  /** As the books have it: "1249.00 EUR". */
  readonly price?: string;
  /** RFC 3339 full-dates. */
  readonly warrantyUntil?: string;
  readonly supportUntil?: string;
  /** Fields of the organisation's own, by their names. */
  readonly fields?: Readonly<Record<string, string>>;
  /** A person accepted that another living asset has the same serial. */
  readonly duplicateAccepted?: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly retiredAt?: number;
}

export interface LinkRow {
  readonly id: number;
  readonly ciId: number;
  readonly assetId: number;
  readonly method: 'auto' | 'manual';
  readonly actor: string;
  readonly linkedAt: number;
  readonly decisionId?: number;
}

export interface FateRow {
  readonly id: string;
  readonly disposition: Disposition;
  readonly at: number;
  readonly observerId: string;
  readonly recordId?: number;
  readonly versionId?: number;
  readonly reason?: string;
  readonly body?: string;
}

export interface SightingRow {
  readonly mac: string;
  readonly byRecordId: number;
  readonly port?: string;
  readonly vlan?: number;
  readonly address?: string;
  readonly seenAt: number;
}

/** An entry before it has its place in the chain. */
export interface LedgerDraft {
  readonly at: number;
  readonly actor: string;
  readonly kind: string;
  readonly subject: string;
  readonly payload: unknown;
}

export interface LedgerRow {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly kind: string;
  readonly subject: string;
  /** Canonical JSON. */
  readonly payload: string;
  readonly hash: string;
}

/** A row of a table outside the hot path, with all its columns; see `store/kept.ts`. */
export interface KeptRow {
  readonly table: string;
  readonly columns: readonly string[];
  /** How many of the first columns are the key. */
  readonly keys: number;
  /** In the order of the columns. */
  readonly values: readonly (string | number | null)[];
}

export interface ChangeSet {
  readonly newRecords: readonly RecordRow[];
  /** Profile, class, votes or volatile part changed. */
  readonly changedRecords: readonly RecordRow[];
  readonly newStates: readonly RecordState[];
  readonly changedStates: readonly RecordState[];
  readonly presence: readonly PresenceRow[];
  readonly versions: readonly VersionRow[];
  readonly votesGone: readonly { readonly recordId: number; readonly vote: Vote }[];
  readonly votesCome: readonly { readonly recordId: number; readonly vote: Vote }[];
  readonly newCis: readonly CiRow[];
  readonly changedCis: readonly CiRow[];
  /** Nothing of them changed but the asset record they are linked to. */
  readonly relinkedCis: readonly Pick<CiRow, 'id' | 'assetId'>[];
  readonly ciStates: readonly CiStateRow[];
  readonly pastJoins: readonly PastJoinRow[];
  readonly decisions: readonly DecisionRow[];
  readonly rulings: readonly RulingRow[];
  readonly liftedRulings: readonly { readonly id: number; readonly at: number }[];
  readonly locks: readonly LockRow[];
  readonly endedLocks: readonly { readonly id: number; readonly at: number }[];
  readonly sharedValues: readonly SharedValueRow[];
  readonly unsharedValues: readonly { readonly id: number; readonly at: number }[];
  readonly ruleSets: readonly RuleSetRow[];
  /** How far records were compared anew under a rule set. */
  readonly settledRuleSets: readonly {
    readonly id: number;
    readonly settledTo: number;
    readonly settledAt?: number;
  }[];
  readonly newAssets: readonly AssetRecord[];
  readonly changedAssets: readonly AssetRecord[];
  /** Records that were never right and go, by their ids; what they said stays in the ledger. */
  readonly removedAssets: readonly number[];
  readonly linked: readonly LinkRow[];
  readonly unlinked: readonly { readonly ciId: number; readonly at: number }[];
  readonly openedFindings: readonly FindingRow[];
  /** Resolved, or its reason or evidence changed. */
  readonly changedFindings: readonly FindingRow[];
  readonly sightings: readonly SightingRow[];
  readonly fates: readonly FateRow[];
  /** Rows of tables that people's acts keep, written by their keys: the last word on a key stays. */
  readonly kept: readonly KeptRow[];
  readonly ledger: readonly LedgerRow[];
  /** Published once the transaction is durable. */
  readonly events: readonly InventoryEvent[];
}
