/**
 * From the readers to the uplink: sightings wait here while the spool writes, in bounded number.
 * Readers that cannot wait (listeners) ask `hasRoom` and keep what they know to themselves.
 */
import type { Sighting } from '@muster/facts/observation';
import type { Sent, Uplink } from '@muster/uplink/uplink';
import type { Logger } from 'pino';

/** Sightings handed to the uplink at once: it makes batches of them. */
const SEND_ITEMS_MAX = 500;
/** What listeners may put here before they wait: a few batches. */
const ROOM_ITEMS = 2000;

export class Outlet {
  readonly #uplink: Pick<Uplink, 'send'>;
  readonly #logger: Logger;
  #waiting: Sighting[] = [];
  #pumping: Promise<void> | undefined;

  constructor(uplink: Pick<Uplink, 'send'>, logger: Logger) {
    this.#uplink = uplink;
    this.#logger = logger;
  }

  hasRoom(): boolean {
    return this.#waiting.length < ROOM_ITEMS;
  }

  /** Resolves when everything that waits is with the uplink. */
  put(sightings: readonly Sighting[]): Promise<void> {
    for (const sighting of sightings) this.#waiting.push(sighting);
    this.#pumping ??= this.#pump();
    return this.#pumping;
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#tell(await this.#uplink.send(this.#waiting.splice(0, SEND_ITEMS_MAX)));
    }
    this.#pumping = undefined;
  }

  #tell(sent: Sent): void {
    if (sent.kind === 'lost') {
      this.#logger.error({ lost: sent.lost, why: sent.why }, 'sightings were lost');
    }
  }
}
