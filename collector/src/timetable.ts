/** When each device is asked next. Pure: the time and chance are given. */

/** How far a rhythm is moved each time, so that devices asked together drift apart. */
const JITTER = 0.1;
/** A silent address is asked again at most this much more rarely than a speaking one. */
const SILENCE_FACTOR_MAX = 8;
/** First questions are spread at this distance: a restart must not be a storm on the segment. */
const START_SPACING_MS = 20;
const START_SPREAD_MAX_MS = 60_000;

export interface Slot {
  readonly id: string;
  readonly atMs: number;
}

/** The wait until a device's first question: in the order of the configuration, in any case soon. */
export function firstWaitMs(index: number, count: number): number {
  const spreadMs = Math.min(START_SPREAD_MAX_MS, count * START_SPACING_MS);
  return Math.round((spreadMs * index) / Math.max(count, 1));
}

/**
 * The wait until the next question.
 * @param failures in a row; a device that answered has none
 * @param random in [0, 1)
 */
export function nextWaitMs(everyMs: number, failures: number, random: number): number {
  const factor = Math.min(SILENCE_FACTOR_MAX, 2 ** Math.max(failures - 1, 0));
  return Math.round(everyMs * factor * (1 - JITTER + 2 * JITTER * random));
}

/** Ids by time, earliest first: a binary heap, since a sweep of a /16 has 65,536 of them. */
export class Timetable {
  readonly #heap: Slot[] = [];

  get nextMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  add(slot: Slot): void {
    const heap = this.#heap;
    heap.push(slot);
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** Takes the earliest id whose time has come. */
  takeDue(nowMs: number): string | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.atMs > nowMs) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first.id;
  }

  /** All ids, out of the table. */
  clear(): readonly string[] {
    return this.#heap.splice(0).map(({ id }) => id);
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, index)) return;
      this.#swap(index, child);
      index = child;
    }
  }

  #isBefore(index: number, other: number): boolean {
    return (this.#heap[index]?.atMs ?? 0) < (this.#heap[other]?.atMs ?? 0);
  }

  #swap(index: number, other: number): void {
    const [one, two] = [this.#heap[index], this.#heap[other]];
    if (one === undefined || two === undefined) return;
    this.#heap[index] = two;
    this.#heap[other] = one;
  }
}
