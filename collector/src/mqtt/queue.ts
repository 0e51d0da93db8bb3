/**
 * Between the packet stream and the interpreter: messages wait here, bounded, and are worked on in
 * slices, so that acknowledgements, keep-alives and other brokers get their turn. When it is full
 * the stream is not read on, and TCP holds the broker back: nothing is dropped.
 */

export interface WorkQueueOptions<T> {
  readonly work: (item: T) => void;
  /** Called before each slice: what does not change within one is looked up once. */
  readonly onSlice?: () => void;
  /** Called when everything that was queued has been worked on. */
  readonly onIdle: () => void;
  /** At 1 kB a message 10 MB at most. */
  readonly itemsMax?: number;
  /** About 5 ms at 20 µs a message. */
  readonly sliceItems?: number;
}

export class WorkQueue<T> {
  readonly #options: Required<Omit<WorkQueueOptions<T>, 'onSlice'>> &
    Pick<WorkQueueOptions<T>, 'onSlice'>;
  #items: T[] = [];
  #held: (() => void)[] = [];
  #isScheduled = false;
  #isClosed = false;

  constructor(options: WorkQueueOptions<T>) {
    this.#options = { itemsMax: 10_000, sliceItems: 256, ...options };
  }

  get length(): number {
    return this.#items.length;
  }

  /** `done` is called at once while there is room, else when there is room again. */
  push(item: T, done: () => void): void {
    if (this.#isClosed) return;
    this.#items.push(item);
    if (this.#items.length < this.#options.itemsMax) done();
    else this.#held.push(done);
    this.#schedule();
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
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#runSlice());
  }

  #runSlice(): void {
    this.#isScheduled = false;
    this.#options.onSlice?.();
    const slice = this.#items.splice(0, this.#options.sliceItems);
    for (const item of slice) this.#options.work(item);
    if (this.#items.length < this.#options.itemsMax / 2) {
      const held = this.#held;
      this.#held = [];
      for (const done of held) done();
    }
    if (this.#items.length > 0) this.#schedule();
    else this.#options.onIdle();
  }
}
