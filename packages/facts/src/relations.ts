/** How things hang together, as people say it: a blade in its chassis, a guest on its host. */

export const RELATION_KINDS = ['contained-in', 'runs-on', 'part-of'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

export interface RelationView {
  readonly id: string;
  /** What is in, on or part of the other. */
  readonly ciId: string;
  readonly kind: RelationKind;
  /** The other: a CI, or an asset record that discovery has never met. */
  readonly toCiId?: string;
  readonly toAssetId?: string;
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
  /** Absent while it is in force. */
  readonly endedAt?: string;
  readonly endedBy?: string;
  readonly endedReason?: string;
}
