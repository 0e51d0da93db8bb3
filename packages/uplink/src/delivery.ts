/**
 * What a batch's way to the reconciler and the answer mean for the spool and for what is known,
 * whichever road it takes: session and POST both speak through this.
 */
import type { Disposition } from '@muster/facts/inventory';
import type { Outcome } from '@muster/facts/wire';
import { isSpooledItem } from './checks.ts';
import type { KnownRecords } from './known.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import type { Spool, TakenBatch } from './spool.ts';
import type { RecordKey } from './travel.ts';

/** Exceptions written to the log of one answer; the rest is a number. */
const EXCEPTIONS_LOGGED_MAX = 5;

export interface DeliveryOptions {
  readonly spool: Spool;
  readonly known: KnownRecords;
  readonly outbox: Outbox;
  readonly logger: Log;
  /** Whose name the items must bear. */
  readonly observerId: () => string;
}

export interface OutgoingBatch {
  readonly id: string;
  /** JSON texts. */
  readonly lines: readonly string[];
  readonly records: TakenBatch['records'];
}

export interface Answer {
  readonly counts: Readonly<Partial<Record<Disposition, number>>>;
  readonly exceptions: readonly Outcome[];
}

export class Delivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** The next batch in order, in the name this observer bears now. */
  async take(): Promise<OutgoingBatch | undefined> {
    const batch = await this.#options.spool.take();
    if (batch === undefined) return undefined;
    const observerId = this.#options.observerId();
    if (batch.observerId === observerId) return batch;
    return { ...batch, lines: batch.lines.map((line) => renamed(line, observerId)) };
  }

  /** It is durable there: what was whole and simply applied may be touched from now on. */
  async acknowledged(batch: OutgoingBatch, { counts, exceptions }: Answer): Promise<void> {
    const { known, spool, logger } = this.#options;
    const excepted = new Set(exceptions.map(({ id }) => id));
    for (const record of batch.records) {
      if (excepted.has(record.id)) known.forget(record);
      else if (record.fingerprint !== undefined) known.learn(record, record.fingerprint);
    }
    if (exceptions.length > 0) {
      const some = exceptions.slice(0, EXCEPTIONS_LOGGED_MAX);
      logger.warn({ batch: batch.id, counts, exceptions: some }, 'not all of a batch applied');
    }
    await spool.done(batch.id);
  }

  /** Sending it again cannot help. */
  async refused(batch: OutgoingBatch, reason: string): Promise<void> {
    for (const record of batch.records) this.#options.known.forget(record);
    await this.#options.spool.setAside(batch.id, 'refused', reason);
  }

  async wanted(records: readonly RecordKey[]): Promise<void> {
    await this.#options.outbox.sendWhole(records);
  }

  /** The road is cut: what is unanswered is sent again, in order. */
  giveBack(): void {
    this.#options.spool.giveBack();
  }
}

/** What was spooled before the observer had its name, or had another, says so under the new one. */
function renamed(line: string, observerId: string): string {
  const item: unknown = JSON.parse(line);
  // What is no item is parked there with its reason: it travels as it is.
  if (!isSpooledItem(item)) return line;
  return JSON.stringify({ ...item, observer: { ...item.observer, id: observerId } });
}
