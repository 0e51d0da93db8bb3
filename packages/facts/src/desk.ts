/** Shapes of what people work through: rounds of linking, the queue of findings, conflicts side by side. */
import type { AssetView, LedgerEntry } from './assets.ts';
import type { CiSummary, FindingView } from './inventory.ts';

/** One round over the asset records that are linked to nothing. */
export interface LinkRound {
  readonly looked: number;
  readonly linked: number;
  /** At most so many are still to be looked at: to count them would cost as much as to link them. */
  readonly left: number;
  /** Give it back as `after` for the next round; absent after the last. */
  readonly next?: string;
}

/** A finding that waits for a person. */
export interface QueueItem extends FindingView {
  readonly overdue: boolean;
  /** Since it was opened. */
  readonly ageHours: number;
}

export const RESOLUTIONS = ['retire', 'correct-serial', 'override', 'procurement-review'] as const;
/** How a conflict of asset records ends (DESIGN §7). */
export type ResolutionKind = (typeof RESOLUTIONS)[number];

/** What is to be done about a conflict; `proposed`: what its evidence speaks for. */
export type Resolution =
  | { readonly kind: 'proposed' }
  /** The asset's id or tag. Its lifecycle may want another person's approval first. */
  | { readonly kind: 'retire'; readonly asset: string }
  /** `null`: it has none that is known. */
  | { readonly kind: 'correct-serial'; readonly asset: string; readonly serial: string | null }
  /** That asset is linked by hand; the others keep their serial, as accepted duplicates. */
  | { readonly kind: 'override'; readonly asset: string }
  /** Handed to those who look at purchases; it stays open. */
  | { readonly kind: 'procurement-review'; readonly to?: string };

export interface Proposal {
  readonly resolution: ResolutionKind;
  /** On which asset record it acts. */
  readonly assetId?: string;
  readonly reason: string;
}

/** An asset record of a conflict, with what speaks for and against its being the one. */
export interface RivalView extends AssetView {
  readonly createdAt: string;
  readonly for: readonly string[];
  readonly against: readonly string[];
}

/** A finding with all that is needed to decide it. */
export interface QueueCase {
  readonly finding: QueueItem;
  /** The CI that waits. */
  readonly ci?: CiSummary;
  /** Of a conflict: the asset records side by side, and the serial that they share. */
  readonly assets: readonly RivalView[];
  readonly serial?: string;
  readonly proposal?: Proposal;
  /** What the ledger tells of the finding, oldest first. */
  readonly history: readonly LedgerEntry[];
}

/** What became of one of the findings that an act named. */
export interface FindingOutcome {
  readonly finding: string;
  readonly outcome: 'done' | 'refused' | 'unknown';
  readonly says: string;
}

export interface FindingsAnswer {
  /** Without it nothing was written, and this is what would be. */
  readonly applied: boolean;
  /** In the order in which they were named. */
  readonly outcomes: readonly FindingOutcome[];
}
