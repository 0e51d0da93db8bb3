/**
 * The shapes in which the reconciler shows its state (DESIGN §2): to the console, the command line
 * and anyone who asks the API. What observers say is `observation.ts`; this is what came of it.
 */
import type { AssetView } from './assets.ts';
import type { DeviceClass, Observation, RiskTier, Source } from './observation.ts';

/** Typed claims to identity. Their canonical forms are in `identifiers.ts`. */
export const IDENTIFIER_SCHEMES = [
  'serial.system',
  'serial.chassis',
  'serial.board',
  'serial.module',
  'smbios-uuid',
  'mac',
  'eui64',
  'imei',
  'engine-id',
  'machine-id',
  'asset-tag',
  'hostname',
] as const;
export type IdentifierScheme = (typeof IDENTIFIER_SCHEMES)[number];

export interface Identifier {
  readonly scheme: IdentifierScheme;
  /** Within what the value is unique: the canonical maker for serials; absent when everywhere. */
  readonly scope?: string;
  /** Canonical form, for comparison. */
  readonly value: string;
  /** As observed, for display. */
  readonly printed: string;
  /** `impossible` never identifies, `suspect` needs another proof, `sound` may vote. */
  readonly trust: 'impossible' | 'suspect' | 'sound';
  /** Why it is not sound: the placeholder rule, the MAC's kind. */
  readonly why?: string;
}

/** How an observation ended. Nothing is dropped: each can be found by its id with the reason. */
export type Disposition = 'applied' | 'unchanged' | 'duplicate' | 'parked' | 'refused' | 'conflict';

/** One value of one attribute, as one record states it. */
export interface FactValue {
  readonly value: string | number | boolean;
  /** `person`: a lock. */
  readonly source: Source | 'person';
  readonly profile: string;
  readonly recordId: string;
  readonly observedAt: string;
}

/** An attribute of a CI: the winner, and the rejected values beside it, best first. */
export interface Fact extends FactValue {
  /** Dotted path as in the observation: "device.serial", "firmware.version". */
  readonly attribute: string;
  /** A person holds it at this value; the source is that of the person's word. */
  readonly lock?: LockView;
  readonly rejected: readonly FactValue[];
}

export interface CiSummary {
  readonly id: string;
  readonly class?: DeviceClass;
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly hostname?: string;
  readonly firmware?: string;
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
  readonly sources: readonly Source[];
  readonly presence: 'seen' | 'left';
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** The linked asset record's tag. */
  readonly assetTag?: string;
  readonly assetId?: string;
  /** Kinds of the open findings about it. */
  readonly findings: readonly FindingKind[];
}

export interface RecordView {
  readonly id: string;
  readonly source: Source;
  readonly key: string;
  readonly profile: string;
  readonly observerId: string;
  readonly version: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly presence: 'seen' | 'left';
  readonly observation: Observation;
}

export interface IdentifierView extends Identifier {
  readonly recordId: string;
}

export interface Evidence {
  readonly rule: string;
  readonly weight: number;
  readonly scheme?: IdentifierScheme;
  readonly value?: string;
  readonly recordId?: string;
  readonly says: string;
}

export interface DecisionView {
  readonly id: string;
  readonly kind:
    | 'join'
    | 'split'
    | 'never-same'
    | 'link'
    | 'unlink'
    | 'lock'
    | 'shared'
    | 'rules'
    | 'undo'
    | 'exception';
  readonly at: string;
  /** "rule" or the person's user name. */
  readonly actor: string;
  readonly ruleVersion?: string;
  /** Absent where it is about no CI in particular. */
  readonly ciId?: string;
  readonly recordId?: string;
  readonly assetId?: string;
  readonly reason: string;
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
  readonly runnerUp?: { readonly ciId: string; readonly weight: number };
  /** The other CI of which it speaks: from which records were split, or which is never the same. */
  readonly otherCiId?: string;
  /** The decision that it takes back. */
  readonly undoes?: string;
  /** The decision that took it back. */
  readonly undoneBy?: string;
}

/** A value that people, or the configuration, say many devices share. */
export interface SharedValueView {
  /** Of the decision. */
  readonly id: string;
  readonly scheme: IdentifierScheme;
  readonly value: string;
  readonly actor: string;
  readonly reason: string;
  readonly at: string;
}

/** A value that a person holds an attribute at. */
export interface LockView {
  /** Of the decision. */
  readonly id: string;
  readonly attribute: string;
  readonly value: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: string;
  /** When it ends by itself; absent when it does not. */
  readonly until?: string;
}

export interface SightingView {
  readonly mac: string;
  readonly byRecordId: string;
  readonly byKey: string;
  readonly byHostname?: string;
  readonly port?: string;
  readonly vlan?: number;
  readonly address?: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

export interface CiDetail extends CiSummary {
  readonly facts: readonly Fact[];
  readonly identifiers: readonly IdentifierView[];
  readonly records: readonly RecordView[];
  readonly decisions: readonly DecisionView[];
  readonly sightings: readonly SightingView[];
  readonly locks: readonly LockView[];
  readonly openFindings: readonly FindingView[];
}

/** What other rules would do, were they in force: nothing is written for it. */
export interface RuleTrial {
  readonly ruleVersion: string;
  readonly records: number;
  readonly joins: number;
  readonly splits: number;
  /** Of the differences told: those by which an asset may come to another CI. */
  readonly ownerChanges: number;
  readonly differences: readonly RuleDifference[];
  /** There are more differences than are told one by one. */
  readonly truncated: boolean;
}

export interface RuleDifference {
  readonly kind: 'join' | 'split';
  /** Those that would be one, or the one that would be several. */
  readonly cis: readonly string[];
  /** Records of each side: of each CI joined, or of each part. */
  readonly records: readonly (readonly string[])[];
  /** Between the first two sides. */
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
  readonly assets: readonly {
    readonly id: string;
    readonly ciId: string;
    readonly tag?: string;
    readonly owner?: string;
  }[];
  readonly ownerChange: boolean;
}

/** A CI as it was known at a past time. */
export interface CiAsOf {
  /** The CI that answered then: a later merge is not known yet. */
  readonly id: string;
  readonly asOf: string;
  readonly facts: readonly Fact[];
  /** Each in the version known then; `lastSeenAt` is when that was observed. */
  readonly records: readonly RecordView[];
  readonly decisions: readonly DecisionView[];
  readonly findings: readonly FindingView[];
  /** The asset linked then, with the owner and custodian it had. */
  readonly asset?: AssetView;
}

export const FINDING_KINDS = [
  'rogue',
  'ghost',
  'zombie',
  'conflict',
  'collision',
  'duplicate',
  'orphan',
  'unserialised',
  'shared',
  'moved',
  'drift',
  'unowned',
  'outdated',
  'unobserved',
  'observer-silent',
  'coverage',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What is proposed to be done about a finding. */
export const FINDING_ACTIONS = [
  'register',
  'isolate',
  'investigate',
  'locate',
  'update',
  'assign',
  'accept',
] as const;
export type FindingAction = (typeof FINDING_ACTIONS)[number];

/** Where a device was seen, as far as anybody said. */
export interface FindingPlace {
  /** Native key of the switch, gateway or access point behind which it is. */
  readonly behind?: string;
  readonly port?: string;
  readonly vlan?: number;
  readonly segment?: string;
  readonly site?: string;
  readonly location?: string;
}

/** What a finding says beside its reason. */
export interface FindingParticulars {
  readonly place?: FindingPlace;
  /** Of the device. */
  readonly firstSeenAt?: string;
  /** What the device most likely is, where no source states its class. */
  readonly likelyKind?: string;
  readonly riskTier?: RiskTier;
  readonly action?: FindingAction;
  /** Name of the policy rule that opened it. */
  readonly rule?: string;
}

export interface FindingView extends FindingParticulars {
  readonly id: string;
  readonly kind: FindingKind;
  readonly state: 'open' | 'resolved' | 'excepted';
  readonly severity: 'low' | 'medium' | 'high';
  readonly ciId?: string;
  readonly assetId?: string;
  readonly observerId?: string;
  /** What it is about, in one line: "Apple Mac14,7 C02XK0AAJHD2". */
  readonly subject: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly openedAt: string;
  readonly resolvedAt?: string;
  readonly assignee?: string;
  readonly dueAt?: string;
  /** While it is excepted: until when, and who bears the risk. */
  readonly exceptedUntil?: string;
  readonly riskOwner?: string;
  /** When it was last passed on because nobody had dealt with it in time. */
  readonly escalatedAt?: string;
}

export interface ObserverView {
  readonly id: string;
  readonly kind: 'agent' | 'collector' | 'import';
  readonly name: string;
  readonly version?: string;
  readonly enrolledAt: string;
  readonly lastSeenAt?: string;
  readonly connected: boolean;
  readonly revoked: boolean;
  readonly sources: readonly Source[];
  /** The group of collectors with which it divides its targets. */
  readonly share?: string;
  /** What the observer lost at its spool's bound, as it reported. */
  readonly lost: number;
}

/** What the event stream (`GET /api/v1/events`, WebSocket) carries, one JSON object a message. */
export type InventoryEvent =
  | {
      readonly kind: 'ci';
      readonly at: string;
      readonly ciId: string;
      readonly change: 'created' | 'updated';
    }
  | { readonly kind: 'presence'; readonly at: string; readonly ciIds: readonly string[] }
  | { readonly kind: 'finding'; readonly at: string; readonly finding: FindingView }
  | {
      readonly kind: 'observer';
      readonly at: string;
      readonly observerId: string;
      readonly connected: boolean;
    };

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  /** Give it back as `cursor` for the next page; absent on the last. */
  readonly next?: string;
}
