/** When a child that ended by itself is started again: soon at first, then ever more patiently. */

/** A child that lived this long was well: its next end counts as the first. */
const WELL_AFTER_MS = 60_000;
const DELAY_MIN_MS = 1_000;
/** Half a minute of absence is felt, a loop of crashes is not. */
const DELAY_MAX_MS = 30_000;

/** Exit code of wrong usage (DESIGN §9): the next start would end the same way. */
const WRONG_USAGE = 2;

export type NextStart =
  | { readonly kind: 'restart'; readonly afterMs: number; readonly crashes: number }
  | { readonly kind: 'give-up' };

/** @param crashes how many ends in a row went before this one */
export function planRestart(end: {
  readonly code: number | null;
  readonly livedMs: number;
  readonly crashes: number;
}): NextStart {
  if (end.code === WRONG_USAGE) return { kind: 'give-up' };
  const crashes = end.livedMs >= WELL_AFTER_MS ? 1 : end.crashes + 1;
  const afterMs = Math.min(DELAY_MAX_MS, DELAY_MIN_MS * 2 ** (crashes - 1));
  return { kind: 'restart', afterMs, crashes };
}
