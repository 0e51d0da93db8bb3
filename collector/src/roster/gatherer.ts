/** Tells what a roster has gathered a moment after it was stated, and waits while nobody takes it. */
import type { Sighting } from '@muster/facts/observation';

/** What an announcement in several messages takes to arrive whole; far below a second for a rogue. */
const GATHER_MS = 100;

export interface GathererOptions {
  readonly take: () => readonly Sighting[];
  readonly onSighting: (sighting: Sighting) => void;
  readonly hasRoom?: (() => boolean) | undefined;
  readonly gatherMs?: number | undefined;
}

export class Gatherer {
  readonly #options: GathererOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /** Something was stated. */
  gather(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#options.hasRoom?.() === false) this.gather();
      else this.flush();
    }, this.#options.gatherMs ?? GATHER_MS);
  }

  /** Now, at the end. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const sighting of this.#options.take()) this.#options.onSighting(sighting);
  }
}
