/**
 * The spool: batches on disk from the moment they are accepted until they are acknowledged, in
 * order, within bounds. What it loses it counts.
 *
 * One writer at a time calls `append`; `take`, `done` and `setAside` may come in between.
 */
import { BATCH_ITEMS_MAX } from '@muster/facts/wire';
import type { Aside } from './aside.ts';
import {
  type BatchContent,
  type BatchName,
  type BatchRead,
  decodeBatch,
  encodeBatch,
  formatBatchName,
  parseBatchName,
  timeOfId,
} from './batch-file.ts';
import { type BatchKind, planRoom, type SpoolBounds } from './bounds.ts';
import type { Folder, FolderFile, Written } from './folder.ts';
import { BATCH_BYTES, GOING_MAX, JOIN_BYTES } from './limits.ts';
import type { Log } from './log.ts';
import type { LossBook, LossReason } from './losses.ts';
import type { Rim } from './rim.ts';
import { type Entry, SpoolIndex } from './spool-index.ts';

export interface SpoolOptions {
  readonly folder: Folder;
  readonly aside: Aside;
  readonly bounds: SpoolBounds;
  readonly book: LossBook;
  readonly rim: Rim;
  readonly logger: Log;
}

/** A batch handed out to be sent. */
export interface TakenBatch extends BatchContent {
  readonly id: string;
}

export type Appended =
  | { readonly kind: 'spooled' }
  | {
      readonly kind: 'lost';
      readonly why: 'spool-full' | 'disk-full' | 'disk-failed';
      readonly cause?: unknown;
    };

/** The newest batch while nobody has taken it: the next items may join it. */
interface Tail {
  readonly entry: Entry;
  readonly content: BatchContent;
}

export class Spool {
  readonly #options: SpoolOptions;
  readonly #index: SpoolIndex = new SpoolIndex();
  /** Wall clock at open less the steady clock then: the spool's own time does not jump. */
  readonly #epochMs: number;
  readonly #listeners: Set<() => void> = new Set();
  #tail: Tail | undefined;

  private constructor(options: SpoolOptions) {
    this.#options = options;
    this.#epochMs = options.rim.nowMs() - options.rim.monotonicMs();
  }

  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    const going = new Set(options.book.going);
    for (const file of await options.folder.list()) {
      // Counted as lost before the process died: only the deletion is missing.
      if (going.has(file.name)) await options.folder.remove(file.name);
      else await spool.#admit(file);
    }
    return spool;
  }

  get batches(): number {
    return this.#index.size;
  }

  get bytes(): number {
    return this.#index.bytes;
  }

  get items(): number {
    return this.#index.items;
  }

  get setAsideCount(): number {
    return this.#options.aside.count;
  }

  /** The newest batch's id, acknowledged or not. */
  get lastId(): string | undefined {
    return this.#index.lastId;
  }

  /** Whether a batch up to and including this id is unacknowledged. */
  holdsUpTo(id: string): boolean {
    const { oldest } = this.#index;
    return oldest !== undefined && oldest.id <= id;
  }

  /** Called after every change. @returns how to stop */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Durable when it resolves as spooled. At most `BATCH_ITEMS_MAX` items. */
  async append(kind: BatchKind, content: BatchContent): Promise<Appended> {
    const tail = this.#joinable(kind, content);
    const whole = tail === undefined ? content : joined(tail.content, content);
    const text = encodeBatch(whole);
    const size = { items: whole.lines.length, bytes: Buffer.byteLength(text) };
    if (tail !== undefined) tail.entry.state = 'busy';
    const growth = size.bytes - (tail?.entry.bytes ?? 0);
    if (!(await this.#makeRoom(kind, growth, tail === undefined ? 1 : 0))) {
      if (tail !== undefined) tail.entry.state = 'ready';
      return this.#lose('spool-full', content.lines.length);
    }
    const entry = tail?.entry ?? this.#newEntry(kind);
    const written = await this.#write(entry, text, size);
    entry.state = 'ready';
    if (written.kind === 'written') this.#tail = { entry, content: whole };
    else if (tail === undefined) this.#index.remove(entry.id);
    this.#changed();
    if (written.kind === 'written') return { kind: 'spooled' };
    return this.#lose(written.kind, content.lines.length, written.cause);
  }

  /**
   * The oldest batch not handed out yet. Damaged ones are set aside on the way. `undefined` when
   * there is none, or the next is just being written (then a change follows).
   */
  async take(): Promise<TakenBatch | undefined> {
    for (;;) {
      const entry = this.#index.next();
      if (entry === undefined) return undefined;
      entry.state = 'out';
      if (this.#tail?.entry === entry) this.#tail = undefined;
      const read = await this.#read(entry);
      if (read.kind === 'read') return { id: entry.id, ...read.content };
      await this.setAside(entry.id, 'damaged', read.reason);
    }
  }

  /** All that was handed out and is unanswered is to be taken again. */
  giveBack(): void {
    this.#index.giveBack();
    this.#changed();
  }

  /** Acknowledged. A file that cannot be deleted is sent again after a restart: a duplicate. */
  async done(id: string): Promise<void> {
    const entry = this.#index.remove(id);
    if (entry === undefined) return;
    await this.#options.folder.remove(entry.name).catch((cause: unknown) => {
      this.#options.logger.warn({ batch: id, err: cause }, 'acknowledged batch not deleted');
    });
    this.#changed();
  }

  /** It will never arrive: counted as lost, kept for a look, out of the way of the others. */
  async setAside(id: string, reason: LossReason, said: string): Promise<void> {
    const { folder, aside, book, logger } = this.#options;
    const entry = this.#index.remove(id);
    if (entry === undefined) return;
    const { name, items } = entry;
    logger.error({ batch: id, items, reason, said }, 'batch set aside');
    await book.count(reason, items, [name], () => aside.keep(name, folder));
    this.#changed();
  }

  async #admit({ name, bytes }: FolderFile): Promise<void> {
    const { folder, aside } = this.#options;
    const parsed = parseBatchName(name);
    if (parsed === undefined) return aside.keep(name, folder);
    // Killed between writing a joined batch and deleting what it replaces: the longer one is it.
    const twin = this.#index.get(parsed.id);
    if (twin !== undefined && twin.items >= parsed.items) return folder.remove(name);
    if (twin !== undefined) {
      this.#index.remove(twin.id);
      await folder.remove(twin.name);
    }
    this.#index.add(entryOf(parsed, { name, bytes, spooledAtMs: timeOfId(parsed.id) }));
  }

  #newEntry(kind: BatchKind): Entry {
    const { rim } = this.#options;
    const id = this.#index.nextId(rim.nowMs(), rim.random(10));
    const spooledAtMs = this.#nowMs();
    const entry = entryOf({ id, kind, items: 0 }, { name: '', bytes: 0, spooledAtMs });
    entry.state = 'busy';
    this.#index.add(entry);
    return entry;
  }

  /** Writes the batch; on a full disk makes room by the same rule as at the bound, once. */
  async #write(
    entry: Entry,
    text: string,
    size: { readonly items: number; readonly bytes: number },
  ): Promise<Written> {
    const { folder } = this.#options;
    const { id, kind, name: before } = entry;
    const name = formatBatchName({ id, kind, items: size.items });
    let written = await folder.write(name, text);
    if (written.kind === 'disk-full' && (await this.#evictFor(kind, size.bytes)))
      written = await folder.write(name, text);
    if (written.kind !== 'written') return written;
    // Should it stay, the next start knows it by its id.
    if (before !== '' && before !== name) await folder.remove(before).catch(() => undefined);
    entry.name = name;
    this.#index.resize(entry, size);
    return written;
  }

  async #makeRoom(kind: BatchKind, bytes: number, batches: 0 | 1): Promise<boolean> {
    const { bounds } = this.#options;
    const { oldest, size } = this.#index;
    const isOld = oldest !== undefined && this.#nowMs() - oldest.spooledAtMs > bounds.ageMs;
    const isFull = this.bytes + bytes > bounds.bytes || size + batches > bounds.batches;
    if (!isOld && !isFull) return true;
    const plan = planRoom(this.#index.held, { kind, bytes, batches }, bounds, this.#nowMs());
    await this.#drop('spool-age', plan.expired);
    await this.#drop('spool-full', plan.evicted);
    return plan.fits;
  }

  async #evictFor(kind: BatchKind, bytes: number): Promise<boolean> {
    const bounds = { ...this.#options.bounds, bytes: this.bytes };
    const plan = planRoom(this.#index.held, { kind, bytes, batches: 0 }, bounds, this.#nowMs());
    await this.#drop('disk-full', plan.evicted);
    return plan.evicted.length > 0;
  }

  /** Counts first, deletes then: a kill in between neither hides a loss nor counts it twice. */
  async #drop(reason: LossReason, ids: readonly string[]): Promise<void> {
    const { folder, book, logger } = this.#options;
    for (let start = 0; start < ids.length; start += GOING_MAX) {
      const entries = ids
        .slice(start, start + GOING_MAX)
        .flatMap((id) => this.#index.remove(id) ?? []);
      if (entries.some((entry) => entry === this.#tail?.entry)) this.#tail = undefined;
      const items = entries.reduce((sum, entry) => sum + entry.items, 0);
      const names = entries.map(({ name }) => name);
      logger.warn({ reason, batches: names.length, items }, 'spooled items lost');
      await book.count(reason, items, names, async () => {
        for (const name of names) await folder.remove(name).catch(() => undefined);
      });
    }
  }

  async #lose(
    why: 'spool-full' | 'disk-full' | 'disk-failed',
    items: number,
    cause?: unknown,
  ): Promise<Appended> {
    this.#options.logger.error({ reason: why, items, err: cause }, 'sightings lost');
    await this.#options.book.count(why, items);
    return { kind: 'lost', why, ...(cause !== undefined && { cause }) };
  }

  #joinable(kind: BatchKind, { observerId, lines }: BatchContent): Tail | undefined {
    const tail = this.#tail;
    if (tail === undefined || tail.entry.kind !== kind || tail.entry.state !== 'ready') return;
    if (tail.content.observerId !== observerId) return;
    if (tail.entry.items + lines.length > BATCH_ITEMS_MAX) return;
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), tail.entry.bytes);
    return tail.entry.bytes < JOIN_BYTES && bytes <= BATCH_BYTES ? tail : undefined;
  }

  async #read({ name }: Entry): Promise<BatchRead> {
    try {
      const content = await this.#options.folder.read(name);
      if (content === undefined) return { kind: 'damaged', reason: 'it is gone' };
      return decodeBatch(content);
    } catch (cause) {
      return { kind: 'damaged', reason: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  #nowMs(): number {
    return this.#epochMs + this.#options.rim.monotonicMs();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function entryOf(
  { id, kind, items }: BatchName,
  file: { readonly name: string; readonly bytes: number; readonly spooledAtMs: number },
): Entry {
  return { id, kind, items, ...file, state: 'ready' };
}

function joined(before: BatchContent, next: BatchContent): BatchContent {
  return {
    ...before,
    records: [...before.records, ...next.records],
    lines: [...before.lines, ...next.lines],
  };
}
