/** A budget that refills steadily: so much a second, and a burst after a pause. Time is given. */

export interface BucketSize {
  readonly perSecond: number;
  /** What may be taken at once after a pause. */
  readonly burst: number;
}

export class TokenBucket {
  readonly #size: BucketSize;
  #tokens: number;
  #atMs: number;

  constructor(size: BucketSize, nowMs: number) {
    this.#size = size;
    this.#tokens = size.burst;
    this.#atMs = nowMs;
  }

  /** `false`: there is not enough; nothing was taken. */
  take(amount: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < amount) return false;
    this.#tokens -= amount;
    return true;
  }

  /**
   * Takes what was used anyway, if need be on credit: a budget that is known only afterwards.
   */
  charge(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens -= amount;
  }

  /** How long until so much is there; more than the burst is waited for as if it were the burst. */
  waitMs(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    const missing = Math.min(amount, this.#size.burst) - this.#tokens;
    return missing <= 0 ? 0 : Math.ceil((missing * 1000) / this.#size.perSecond);
  }

  #refill(nowMs: number): void {
    const { perSecond, burst } = this.#size;
    // A clock that was set back gives nothing and takes nothing.
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs * perSecond) / 1000);
    this.#atMs = nowMs;
  }
}
