/** Remembers which token ids were used, for as long as each token could be shown again. */

export class TokenIds {
  /** Key to the second after which it is of no use any more, in order of arrival. */
  readonly #expiries = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * `full`: too many unexpired ones are known. Forgetting one would let it be used again, so the
   * new one is not taken either.
   */
  use(key: string, expiresSeconds: number, nowSeconds: number): 'first' | 'again' | 'full' {
    const known = this.#expiries.get(key);
    if (known !== undefined && nowSeconds <= known) return 'again';
    if (this.#expiries.size >= this.#max) this.#forgetExpired(nowSeconds);
    if (this.#expiries.size >= this.#max) return 'full';
    this.#expiries.set(key, expiresSeconds);
    return 'first';
  }

  get size(): number {
    return this.#expiries.size;
  }

  #forgetExpired(nowSeconds: number): void {
    for (const [key, expires] of this.#expiries) {
      if (expires < nowSeconds) this.#expiries.delete(key);
    }
  }
}
