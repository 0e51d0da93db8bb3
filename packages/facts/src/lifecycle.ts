/** The life of an asset record (DESIGN §7), in the shapes in which it is shown. */
import type { AssetView, LifecycleState } from './assets.ts';

/** What a file attached to an asset record proves. */
export const EVIDENCE_KINDS = [
  'purchase-order',
  'tag-photo',
  'enrolment',
  'handover',
  'wipe-certificate',
  'no-data-statement',
  'disposal-manifest',
  'calibration-certificate',
  'other',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What evidence may be: no more than a browser shows without running anything. */
export const EVIDENCE_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'text/plain'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** A scanned manifest of many pages is some megabytes. */
export const EVIDENCE_BYTES_MAX: number = 16 * 1024 * 1024;

export interface EvidenceView {
  readonly id: string;
  readonly assetId: string;
  readonly kind: EvidenceKind;
  /** The file's name as it was given. */
  readonly name: string;
  readonly type: EvidenceType;
  readonly sizeBytes: number;
  /** Of the file's octets, lower-case hex; the ledger has it too. */
  readonly sha256: string;
  readonly at: string;
  readonly actor: string;
  /** The state that was reached by it: a file proves one step. */
  readonly usedFor?: LifecycleState;
}

/** One thing that a step demands. */
export interface NeedView {
  readonly what: string;
  readonly met: boolean;
  /** How it is given, where it is not met. */
  readonly how?: string;
}

/** A state that may come next. */
export interface StepView {
  readonly to: LifecycleState;
  readonly needs: readonly NeedView[];
  /** Another person, who may approve, has to agree. */
  readonly approval: boolean;
}

export interface ApprovalView {
  readonly id: string;
  readonly act: 'asset.transition' | 'asset.transfer';
  readonly assetId: string;
  readonly tag?: string;
  /** In one line: "deployed → retired". */
  readonly what: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  /** Who alone is asked; absent: whoever may approve. */
  readonly approver?: string;
  readonly state: 'pending' | 'approved' | 'refused';
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly verdict?: string;
}

/** What comes due while an asset lives, whatever its state. */
export const OBLIGATION_KINDS = [
  'calibration',
  'battery',
  'firmware-support',
  'certification',
] as const;
export type ObligationKind = (typeof OBLIGATION_KINDS)[number];

export interface ObligationView {
  readonly kind: ObligationKind;
  /** RFC 3339 full-date; absent: nothing is due any more. */
  readonly dueOn?: string;
  readonly doneOn?: string;
  readonly overdue: boolean;
}

/** Where an asset record stands, and what may come next. */
export interface AssetLifecycle {
  readonly assetId: string;
  readonly state: LifecycleState;
  readonly steps: readonly StepView[];
  /** The latest first. */
  readonly evidence: readonly EvidenceView[];
  readonly obligations: readonly ObligationView[];
  /** Those that wait, and the latest that were decided. */
  readonly approvals: readonly ApprovalView[];
}

/** What an act about an asset's life came to: it is done, or it waits for another person. */
export interface Moved {
  readonly asset: AssetView;
  readonly approval?: ApprovalView;
}

export const CUSTODY_KINDS = ['stated', 'check-out', 'check-in', 'transfer'] as const;
export type CustodyKind = (typeof CUSTODY_KINDS)[number];

/** With whom, and where, an asset was from one time to another. */
export interface CustodyView {
  readonly from: string;
  /** Absent: until now. */
  readonly until?: string;
  readonly custodian?: string;
  readonly site?: string;
  readonly location?: string;
  /** `stated`: by an import or an edit, without a handover. */
  readonly kind: CustodyKind;
  readonly actor: string;
  readonly approver?: string;
  readonly reason?: string;
  /** RFC 3339 full-date by which it is to be back. */
  readonly dueOn?: string;
  /** When the custodian said to have received it. */
  readonly acceptedAt?: string;
}
