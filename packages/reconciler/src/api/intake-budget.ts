/**
 * Bounds what was read from observers and is not yet durable: beyond it, sockets are not read until
 * the core has caught up, and TCP tells the senders to wait.
 */
export class IntakeBudget {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;
  #batches = 0;

  constructor(bytesMax: number) {
    this.#max = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get batches(): number {
    return this.#batches;
  }

  /** Counts a batch that was read. `false`: there is room for no other, see `whenRoom`. */
  take(bytes: number): boolean {
    this.#bytes += bytes;
    this.#batches += 1;
    return this.#bytes < this.#max;
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
    this.#batches -= 1;
    while (this.#bytes < this.#max) {
      const resume = this.#waiting.shift();
      if (resume === undefined) return;
      resume();
    }
  }

  /** Called once, when there is room again; first come, first served. */
  whenRoom(resume: () => void): void {
    this.#waiting.push(resume);
  }
}
