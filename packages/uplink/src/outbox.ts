/**
 * From sightings to batches: stamps what was seen, decides whether it travels whole or as a touch,
 * and writes all that waits in one go (group commit), so that a flood costs few fsyncs.
 */
import type { Observation, Observer, Sighting } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';
import { formatUuid7 } from '@muster/facts/uuid7';
import { BATCH_ITEMS_MAX, FRAME_BYTES_MAX } from '@muster/facts/wire';
import type { BatchContent } from './batch-file.ts';
import type { BatchKind } from './bounds.ts';
import type { KnownRecords } from './known.ts';
import { BATCH_BYTES, OUTBOX_BYTES_MAX } from './limits.ts';
import type { LossBook } from './losses.ts';
import type { Rim } from './rim.ts';
import type { ItemRecord } from './schemas.ts';
import type { Spool } from './spool.ts';
import { fingerprintOf, type RecordKey, touchOf } from './travel.ts';
import type { Sent } from './uplink.ts';
import type { WantableWholes } from './wholes.ts';

/** What a frame needs around its items. */
const FRAME_OVERHEAD_BYTES = 1024;
const ITEM_BYTES_MAX: number = FRAME_BYTES_MAX - FRAME_OVERHEAD_BYTES;

export interface OutboxOptions {
  readonly spool: Spool;
  readonly known: KnownRecords;
  readonly wholes: WantableWholes;
  readonly book: LossBook;
  readonly rim: Rim;
  /** As whom to speak now; `enrolledAs` is absent while that is not settled. */
  readonly speaker: () => { readonly observer: Observer; readonly enrolledAs?: string };
}

type LossWhy = Extract<Sent, { kind: 'lost' }>['why'];

interface Waiting {
  readonly kind: BatchKind;
  readonly record: ItemRecord;
  readonly line: string;
  readonly bytes: number;
  readonly enrolledAs: string | undefined;
  readonly settle: (lost?: { readonly why: LossWhy; readonly cause?: unknown }) => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Resolves when each is durable in the spool or counted as lost. */
  async send(sightings: readonly Sighting[]): Promise<Exclude<Sent, { kind: 'closed' }>> {
    const ends = sightings.map((sighting) => this.#accept(this.#stamp(sighting)));
    const counts = { wholes: 0, touches: 0, lost: 0 };
    let loss: { readonly why: LossWhy; readonly cause?: unknown } | undefined;
    for (const end of await Promise.all(ends)) {
      if (end.lost === undefined) counts[end.kind === 'touches' ? 'touches' : 'wholes'] += 1;
      else counts.lost += 1;
      loss ??= end.lost;
    }
    const { wholes, touches, lost } = counts;
    if (loss === undefined) return { kind: 'spooled', wholes, touches };
    return { kind: 'lost', lost, spooled: wholes + touches, ...loss };
  }

  /**
   * The reconciler wants these whole. What is not in memory any more travels whole the next time
   * it is seen.
   */
  async sendWhole(records: readonly RecordKey[]): Promise<void> {
    const { known, wholes } = this.#options;
    const ends = records.flatMap((record) => {
      known.forget(record);
      const whole = wholes.take(record);
      if (whole === undefined) return [];
      return [this.#queue('observations', whole.record, whole.line, whole.enrolledAs)];
    });
    await Promise.all(ends);
  }

  /** Resolves when all that was accepted so far is durable or lost. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  #stamp(sighting: Sighting): Observation {
    const { rim, speaker } = this.#options;
    const { observer } = speaker();
    return stampObservation(sighting, { observer, nowMs: rim.nowMs, random: rim.random });
  }

  #accept(observation: Observation): Promise<End> {
    const { known, wholes, rim, speaker } = this.#options;
    const { id, source, key } = observation;
    const { enrolledAs } = speaker();
    const fingerprint = fingerprintOf(observation);
    const record: ItemRecord = { id, source, key, fingerprint };
    const line = JSON.stringify(observation);
    if (!known.has(record, fingerprint)) {
      // Until this one is acknowledged nothing later of the record may rest on what was before.
      known.forget(record);
      wholes.forget(record);
      return this.#queue('observations', record, line, enrolledAs);
    }
    const touch = touchOf(observation, formatUuid7(rim.nowMs(), rim.random(10)));
    wholes.keep({ record, line, enrolledAs });
    return this.#queue('touches', { id: touch.id, source, key }, JSON.stringify(touch), enrolledAs);
  }

  #queue(
    kind: BatchKind,
    record: ItemRecord,
    line: string,
    enrolledAs: string | undefined,
  ): Promise<End> {
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > ITEM_BYTES_MAX) return this.#refuse(kind, 'too-large');
    if (this.#waitingBytes + bytes > OUTBOX_BYTES_MAX) return this.#refuse(kind, 'spool-full');
    return new Promise((resolve) => {
      const settle: Waiting['settle'] = (lost) => resolve({ kind, ...(lost && { lost }) });
      this.#waiting.push({ kind, record, line, bytes, enrolledAs, settle });
      this.#waitingBytes += bytes;
      this.#writing ??= this.#writeAll().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  async #refuse(kind: BatchKind, why: 'too-large' | 'spool-full'): Promise<End> {
    await this.#options.book.count(why, 1);
    return { kind, lost: { why } };
  }

  async #writeAll(): Promise<void> {
    // One turn of the loop later, so that what is sent in a row is written in one go.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, groupLength(this.#waiting));
      for (const { bytes } of group) this.#waitingBytes -= bytes;
      // For one record touches precede wholes (see #accept), so this keeps the order that counts.
      await this.#writeBatch(
        'touches',
        group.filter(({ kind }) => kind === 'touches'),
      );
      await this.#writeBatch(
        'observations',
        group.filter(({ kind }) => kind === 'observations'),
      );
    }
  }

  async #writeBatch(kind: BatchKind, items: readonly Waiting[]): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const content: BatchContent = {
      ...(first.enrolledAs !== undefined && { observerId: first.enrolledAs }),
      records: items.map(({ record }) => record),
      lines: items.map(({ line }) => line),
    };
    const appended = await this.#options.spool.append(kind, content);
    for (const { settle } of items) {
      if (appended.kind === 'spooled') settle();
      else settle({ why: appended.why, ...('cause' in appended && { cause: appended.cause }) });
    }
  }
}

interface End {
  readonly kind: BatchKind;
  readonly lost?: { readonly why: LossWhy; readonly cause?: unknown };
}

/** How many of those waiting make one batch: bounded by count, bytes, and one speaker. */
function groupLength(waiting: readonly Waiting[]): number {
  let bytes = 0;
  let length = 0;
  for (const item of waiting) {
    bytes += item.bytes;
    const isOver = bytes > BATCH_BYTES || length >= BATCH_ITEMS_MAX;
    if (length > 0 && (isOver || item.enrolledAs !== waiting[0]?.enrolledAs)) break;
    length += 1;
  }
  return length;
}
