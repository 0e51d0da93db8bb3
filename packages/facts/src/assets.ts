/** What an organisation says it owns, in the shapes in which it is shown and brought in (DESIGN §7). */
import type { FindingView } from './inventory.ts';

export const LIFECYCLE_STATES = [
  'procured',
  'received',
  'provisioned',
  'deployed',
  'repair',
  'transfer',
  'retired',
  'sanitised',
  'disposed',
] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** Names of fields of the organisation's own, as a regular expression of Unicode: a word or several. */
export const FIELD_NAME_PATTERN = '^[\\p{L}\\p{N}][\\p{L}\\p{N} _.-]{0,63}$';

export interface AssetView {
  readonly id: string;
  readonly tag?: string;
  readonly serial?: string;
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
  readonly ciId?: string;
}

/** One asset record whole. */
export interface AssetDetail extends AssetView {
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly retiredAt?: string;
  /** The latest first; the one without end is in force. */
  readonly links: readonly {
    readonly ciId: string;
    readonly method: 'auto' | 'manual';
    readonly actor: string;
    readonly linkedAt: string;
    readonly unlinkedAt?: string;
    readonly decisionId?: string;
  }[];
  readonly openFindings: readonly FindingView[];
  /** What the ledger tells of it, oldest first. */
  readonly history: readonly LedgerEntry[];
}

export interface LedgerEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  /** "ci.created", "decision.join", "link.auto", "finding.opened", "asset.updated", … */
  readonly kind: string;
  readonly subject: string;
  readonly payload: unknown;
  /** SHA-256 over the previous hash and this entry's canonical JSON, lower-case hex. */
  readonly hash: string;
}

/** One row of an asset import, after its columns were mapped. Absent where the file had nothing. */
export interface AssetRow {
  /** 1-based line of the file, for messages. */
  readonly line: number;
  readonly tag?: string;
  readonly serial?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly state?: string;
  readonly owner?: string;
  readonly custodian?: string;
  readonly site?: string;
  /** RFC 3339 full-date. */
  readonly purchasedOn?: string;
  readonly technicalOwner?: string;
  readonly location?: string;
  readonly supplier?: string;
  readonly orderNumber?: string;
  readonly price?: string;
  /** RFC 3339 full-dates. */
  readonly warrantyUntil?: string;
  readonly supportUntil?: string;
  /** Fields of the organisation's own, by their names. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** What becomes of a row, decided and explained before anything is written. */
export interface AssetRowOutcome {
  readonly line: number;
  readonly disposition: 'create' | 'update' | 'link' | 'unchanged' | 'block' | 'review';
  readonly reason: string;
  readonly assetId?: string;
  readonly ciId?: string;
}
