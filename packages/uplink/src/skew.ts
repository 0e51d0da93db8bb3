/**
 * How far this host's clock is from the reconciler's, learned from the Date header of its answers
 * (RFC 9110 §6.6.1). Tokens live a minute; a clock that is off by more would lock the host out.
 */

/** The header counts whole seconds and the answer travelled: less than this is not a difference. */
const TOLERANCE_MS = 5_000;

export class Skew {
  #ms = 0;

  /** To be added to this host's time. */
  get ms(): number {
    return this.#ms;
  }

  /** @returns whether the difference has changed, so that a refusal may have been its fault */
  learn(date: string | undefined, nowMs: number): boolean {
    const theirsMs = date === undefined ? Number.NaN : Date.parse(date);
    if (Number.isNaN(theirsMs)) return false;
    const ms = theirsMs - nowMs;
    const next = Math.abs(ms) <= TOLERANCE_MS ? 0 : ms;
    const hasChanged = Math.abs(next - this.#ms) > TOLERANCE_MS;
    if (hasChanged) this.#ms = next;
    return hasChanged;
  }
}
