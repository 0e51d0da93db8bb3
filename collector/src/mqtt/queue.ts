/**
 * Between the packet stream and the interpreter: as many messages as a slice holds are worked on as
 * they come, the rest waits here, bounded, for the next turns, so that acknowledgements, keep-alives
 * and other brokers get theirs. When it is full the stream is not read on, and TCP holds the broker
 * back: nothing is dropped, and nothing overtakes.
 */

export interface WorkQueueOptions<T> {
  readonly work: (item: T) => void;
  /** Called before each slice and turn: what does not change within one is looked up once. */
  readonly onSlice?: () => void;
  /** Called when everything that was queued has been worked on. */
  readonly onIdle: () => void;
  /** At 1 kB a message 10 MB at most. */
  readonly itemsMax?: number;
  /** About 5 ms at 5 µs a message. */
  readonly sliceItems?: number;
}

export class WorkQueue<T> {
  readonly #options: Required<Omit<WorkQueueOptions<T>, 'onSlice'>> &
    Pick<WorkQueueOptions<T>, 'onSlice'>;
  #items: T[] = [];
  #held: (() => void)[] = [];
  #isScheduled = false;
  /** How many items may still be worked on in this turn without waiting: none while others wait. */
  #atOnce = 0;
  #isClosed = false;

  constructor(options: WorkQueueOptions<T>) {
    this.#options = { itemsMax: 10_000, sliceItems: 1000, ...options };
  }

  get length(): number {
    return this.#items.length;
  }

  /**
   * Works on the item at once where the turn has time for it: what never waits is garbage before it
   * is old. `done` is called at once while there is room, else when there is room again.
   */
  push(item: T, done: () => void): void {
    if (this.#isClosed) return;
    if (!this.#isScheduled) {
      this.#options.onSlice?.();
      this.#atOnce = this.#options.sliceItems;
      this.#schedule();
    }
    if (this.#atOnce > 0) {
      this.#atOnce -= 1;
      this.#options.work(item);
      done();
      return;
    }
    this.#items.push(item);
    if (this.#items.length < this.#options.itemsMax) done();
    else this.#held.push(done);
  }

  /** Works on what waits, then takes no more. */
  close(): void {
    this.#isClosed = true;
    this.#options.onSlice?.();
    for (const item of this.#items) this.#options.work(item);
    this.#items = [];
    this.#held = [];
    this.#options.onIdle();
  }

  #schedule(): void {
    this.#isScheduled = true;
    setImmediate(() => this.#runSlice());
  }

  #runSlice(): void {
    this.#atOnce = 0;
    if (this.#items.length > 0) this.#options.onSlice?.();
    const slice = this.#items.splice(0, this.#options.sliceItems);
    for (const item of slice) this.#options.work(item);
    if (this.#items.length < this.#options.itemsMax / 2) {
      const held = this.#held;
      this.#held = [];
      for (const done of held) done();
    }
    if (this.#items.length > 0) {
      this.#schedule();
      return;
    }
    this.#isScheduled = false;
    this.#options.onIdle();
  }
}
