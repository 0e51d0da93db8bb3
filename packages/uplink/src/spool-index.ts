/** What lies in the spool, in memory: order, sizes and where each batch stands. No I/O. */
import { formatUuid7 } from '@muster/facts/uuid7';
import { timeOfId } from './batch-file.ts';
import type { BatchKind, Held } from './bounds.ts';

export interface Entry {
  readonly id: string;
  readonly kind: BatchKind;
  readonly spooledAtMs: number;
  items: number;
  bytes: number;
  /** The file; empty until it is first written. */
  name: string;
  /** `busy`: being written. `out`: handed out, unanswered. */
  state: 'ready' | 'busy' | 'out';
}

export class SpoolIndex {
  /** By id, which is the order: ids only ever ascend. */
  readonly #entries: Map<string, Entry> = new Map();
  #lastId: string | undefined;
  #bytes = 0;

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get items(): number {
    let items = 0;
    for (const entry of this.#entries.values()) items += entry.items;
    return items;
  }

  /** The newest id there ever was in this process. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  get oldest(): Entry | undefined {
    const [oldest] = this.#entries.values();
    return oldest;
  }

  /** For the plan of what gives way. */
  get held(): readonly Held[] {
    return Array.from(this.#entries.values(), (entry) => ({
      ...entry,
      pinned: entry.state !== 'ready',
    }));
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** An id after all others, whatever the wall clock does: their order is the order of sending. */
  nextId(nowMs: number, random: Uint8Array): string {
    const lastMs = this.#lastId === undefined ? 0 : timeOfId(this.#lastId);
    this.#lastId = formatUuid7(Math.max(lastMs + 1, nowMs), random);
    return this.#lastId;
  }

  add(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    this.#bytes += entry.bytes;
    if (this.#lastId === undefined || entry.id > this.#lastId) this.#lastId = entry.id;
  }

  resize(entry: Entry, size: { readonly items: number; readonly bytes: number }): void {
    this.#bytes += size.bytes - entry.bytes;
    entry.items = size.items;
    entry.bytes = size.bytes;
  }

  remove(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    this.#bytes -= entry.bytes;
    return entry;
  }

  /** The oldest to be handed out. None while an older one is just being written. */
  next(): Entry | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.state === 'busy') return undefined;
      if (entry.state === 'ready') return entry;
    }
    return undefined;
  }

  giveBack(): void {
    for (const entry of this.#entries.values()) if (entry.state === 'out') entry.state = 'ready';
  }
}
