/** Shapes of what people work through: rounds of linking, the queue of findings, relations between CIs. */

/** One round over the asset records that are linked to nothing. */
export interface LinkRound {
  readonly looked: number;
  readonly linked: number;
  /** How many are still to be looked at. */
  readonly left: number;
  /** Give it back as `after` for the next round; absent after the last. */
  readonly next?: string;
}
