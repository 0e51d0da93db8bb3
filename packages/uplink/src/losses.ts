/**
 * The book of losses: how many items will never reach the reconciler, and why. It survives
 * kill -9 and a full disk, and counts each loss once.
 *
 * Two files of fixed size are overwritten in turn, in place: that needs no room on a full disk,
 * and a torn write spoils only the older of the two. Batches about to be deleted are named in the
 * same write that counts them; a start that finds such a batch deletes it without counting again.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isLossRecord } from './checks.ts';
import type { LossRecord } from './schemas.ts';

export const LOSS_REASONS = [
  'spool-full',
  'spool-age',
  'disk-full',
  'disk-failed',
  'too-large',
  'damaged',
  'refused',
] as const;
export type LossReason = (typeof LOSS_REASONS)[number];
export type LossCounts = Readonly<Partial<Record<LossReason, number>>>;

export interface Losses {
  readonly counts: LossCounts;
  /** Batches counted already that may still lie in the spool. At most `GOING_MAX`. */
  readonly going: readonly string[];
}

/** One disk block: 32 names of 64 octets, seven counts, a checksum. */
const SLOT_BYTES = 4096;

export class LossBook {
  readonly #paths: readonly [string, string];
  #turn: number;
  #counts: Partial<Record<LossReason, number>>;
  /** As it was at open. */
  readonly going: readonly string[];
  #last: Promise<void> = Promise.resolve();

  private constructor(paths: readonly [string, string], turn: number, losses: Losses) {
    this.#paths = paths;
    this.#turn = turn;
    this.#counts = { ...losses.counts };
    this.going = losses.going;
  }

  /** Both slots are made here, at their full size, so that later writes need no room. */
  static async open(folder: string): Promise<LossBook> {
    const paths = pathsIn(folder);
    const slots = await Promise.all(paths.map(readSlot));
    const newest = newestOf(slots);
    const book = new LossBook(paths, newest?.turn ?? 0, newest ?? { counts: {}, going: [] });
    if (slots.some((slot) => slot === undefined)) {
      await book.#write(book.going);
      await book.#write(book.going);
    }
    return book;
  }

  get counts(): LossCounts {
    return { ...this.#counts };
  }

  get total(): number {
    return totalOf(this.#counts);
  }

  /**
   * Counts, and then erases what held the lost items. Both in one turn: a kill in between neither
   * hides a loss nor, with `going`, counts it twice.
   */
  count(
    reason: LossReason,
    items: number,
    going: readonly string[] = [],
    erase: () => Promise<void> = async () => {},
  ): Promise<void> {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + items;
    return this.#inTurn(async () => {
      await this.#write(going);
      await erase();
    });
  }

  /** One after the other: the slot not being written is the one that is whole. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** A disk that refuses is no fault of the caller: the next write carries all counts. */
  async #write(going: readonly string[]): Promise<void> {
    this.#turn += 1;
    const path = this.#paths[this.#turn % 2 === 0 ? 0 : 1];
    const text = JSON.stringify({ turn: this.#turn, counts: this.#counts, going });
    await writeSlot(path, text).catch(() => undefined);
  }
}

/** To look without touching, lock or no lock. */
export async function readLosses(folder: string): Promise<LossCounts> {
  return newestOf(await Promise.all(pathsIn(folder).map(readSlot)))?.counts ?? {};
}

export function totalOf(counts: LossCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function pathsIn(folder: string): readonly [string, string] {
  return [join(folder, 'losses.0'), join(folder, 'losses.1')];
}

function newestOf(slots: readonly (LossRecord | undefined)[]): LossRecord | undefined {
  return slots
    .filter((slot) => slot !== undefined)
    .toSorted((a, b) => b.turn - a.turn)
    .at(0);
}

async function writeSlot(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const block = Buffer.alloc(SLOT_BYTES, ' ');
    block.write(`${checksumOf(text)} ${text}\n`);
    await file.write(block, 0, SLOT_BYTES, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readSlot(path: string): Promise<LossRecord | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SLOT_BYTES), 0, SLOT_BYTES, 0);
      return parseSlot(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    // Not there yet, or not readable: the other slot counts.
    return undefined;
  }
}

function parseSlot(content: string): LossRecord | undefined {
  const [checksum, text] = splitOnce(content.split('\n', 1)[0] ?? '', ' ');
  if (checksum !== checksumOf(text)) return undefined;
  const record: unknown = JSON.parse(text);
  return isLossRecord(record) ? record : undefined;
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
