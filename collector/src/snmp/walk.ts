/**
 * Walking columns by GETBULK: several at once and in step, never backwards, within bounds, and
 * keeping what was read. The library's own walk is used for none of it: it goes on for ever on an
 * agent that repeats itself, has no caps, and gives up where half as much would have been answered.
 */
import type { Column, Trouble, Unfinished, WalkLimits } from './agent.ts';
import { Cells, type Staged } from './cells.ts';
import { type ColumnOid, columnOid, type Varbinds } from './varbind.ts';

/** One request: the rows that follow each OID, a row of each in turn. */
export type BulkOutcome =
  | { readonly kind: 'answered'; readonly varbinds: Varbinds }
  | { readonly kind: 'tooBig' }
  | Trouble;

export type Bulk = (oids: readonly string[], repetitions: number) => Promise<BulkOutcome>;

/** Columns asked for in one request: some agents stumble over long requests. */
const COLUMNS_MAX = 12;
const START_VARBINDS = 24;
/** About what fits an Ethernet frame; agents that can do no more cut the answer themselves. */
const VARBINDS_MAX = 120;
/** So often a request is made smaller and repeated without an answer before the walk is given up. */
const TIMEOUTS_MAX = 2;

/** How much one device answers at once: grows while it does, halves when it does not. */
export class Pace {
  #varbinds: number;
  #ceiling: number = VARBINDS_MAX;

  constructor(varbinds: number = START_VARBINDS) {
    this.#varbinds = varbinds;
  }

  get varbinds(): number {
    return this.#varbinds;
  }

  grow(): void {
    this.#varbinds = Math.min(this.#ceiling, Math.ceil(this.#varbinds * 1.5));
  }

  /** Remembers that so much was too much, and does not go there again. */
  halve(asked: number): void {
    this.#ceiling = Math.max(1, Math.min(this.#ceiling, asked - 1));
    this.#varbinds = Math.max(1, Math.floor(asked / 2));
  }
}

/**
 * @param nowMs a monotonic clock, for the walk's own wall-clock bound.
 * @returns the columns in the order asked, each with what was read and why it ends early, if it does.
 */
export async function walkColumns(
  bulk: Bulk,
  columns: readonly string[],
  limits: WalkLimits,
  pace: Pace,
  nowMs: () => number,
): Promise<readonly Column[]> {
  const budget: Budget = { rows: 0, bytes: 0, untilMs: nowMs() + limits.wallClockMs };
  const cursors = columns.map((oid) => new Cursor(oid, limits.unordered === true));
  await walkInStep(bulk, cursors, { limits, pace, nowMs, budget });
  return cursors.map((cursor) => cursor.column());
}

interface Budget {
  rows: number;
  bytes: number;
  readonly untilMs: number;
}

interface Walk {
  readonly limits: WalkLimits;
  readonly pace: Pace;
  readonly nowMs: () => number;
  readonly budget: Budget;
}

async function walkInStep(bulk: Bulk, cursors: readonly Cursor[], walk: Walk): Promise<void> {
  let width = COLUMNS_MAX;
  let timeouts = 0;
  for (;;) {
    const open = cursors.filter((cursor) => !cursor.closed);
    if (open.length === 0) return;
    const over = exceeded(walk);
    if (over !== undefined) return close(open, over);

    const asked = open.slice(0, width);
    const repetitions = repetitionsFor(asked, cursors, walk.pace);
    const outcome = await bulk(
      asked.map((cursor) => cursor.at),
      repetitions,
    );
    if (outcome.kind === 'answered') {
      timeouts = 0;
      if (!take(asked, outcome.varbinds, repetitions, walk)) return close(asked, 'failed');
      continue;
    }
    const more = repetitions * asked.length;
    if (outcome.kind === 'timeout') timeouts += 1;
    const hopeless =
      (outcome.kind !== 'timeout' && outcome.kind !== 'tooBig') || timeouts > TIMEOUTS_MAX;
    if (hopeless || more === 1)
      return close(open, outcome.kind === 'timeout' ? 'timeout' : 'failed');
    walk.pace.halve(more);
    if (repetitions === 1) width = Math.ceil(asked.length / 2);
  }
}

/**
 * No more rows than are likely to be there: a column that may be empty is not asked for as many as
 * the device can give, and one whose neighbor in the table has ended has hardly more rows than that.
 */
function repetitionsFor(asked: readonly Cursor[], all: readonly Cursor[], pace: Pace): number {
  const isFresh = asked.some((cursor) => cursor.isFresh);
  const varbinds = isFresh ? Math.min(START_VARBINDS, pace.varbinds) : pace.varbinds;
  let likely = 1;
  for (const cursor of asked) likely = Math.max(likely, cursor.likelyLeft(all));
  return Math.max(1, Math.min(likely, Math.floor(varbinds / asked.length)));
}

/** False when the answer holds nothing that brings the walk forward. */
function take(
  cursors: readonly Cursor[],
  varbinds: Varbinds,
  repetitions: number,
  { budget, pace }: Walk,
): boolean {
  for (let i = 0; i < varbinds.length; i++) {
    const cursor = cursors[i % cursors.length];
    if (cursor === undefined || cursor.closed) continue;
    const bytes = cursor.take(varbinds, i);
    if (bytes === 0) continue;
    budget.rows += 1;
    budget.bytes += bytes;
  }
  if (varbinds.length === repetitions * cursors.length) pace.grow();
  return varbinds.length > 0;
}

function exceeded({ limits, budget, nowMs }: Walk): Unfinished | undefined {
  if (budget.rows >= limits.rowsMax) return 'rows';
  if (budget.bytes >= limits.bytesMax) return 'bytes';
  return nowMs() >= budget.untilMs ? 'clock' : undefined;
}

function close(cursors: readonly Cursor[], why: Unfinished): void {
  for (const cursor of cursors) cursor.giveUp(why);
}

/** One column's place in the walk. */
class Cursor {
  readonly #oid: ColumnOid;
  /** The table that the column belongs to. */
  readonly #table: string;
  readonly #cells: Cells = new Cells();
  readonly #seen: Set<string> | undefined;
  #unfinished: Unfinished | undefined;
  #closed = false;

  constructor(oid: string, unordered: boolean) {
    this.#oid = columnOid(oid);
    this.#table = oid.slice(0, oid.lastIndexOf('.'));
    this.#seen = unordered ? new Set() : undefined;
  }

  /** The OID to go on from. */
  get at(): string {
    const { text } = this.#oid;
    return this.isFresh ? text : `${text}.${this.#cells.lastIndex}`;
  }

  /** Nothing is known of the column yet. */
  get isFresh(): boolean {
    return this.#cells.length === 0;
  }

  /** Rows that this column will still have if it is as long as the longest that has ended there. */
  likelyLeft(all: readonly Cursor[]): number {
    let longest = 0;
    for (const other of all) {
      if (other.#closed && other.#table === this.#table) {
        longest = Math.max(longest, other.#cells.length);
      }
    }
    const more = longest - this.#cells.length;
    if (longest === 0 || more < 0) return Number.POSITIVE_INFINITY;
    // One more shows that it ends there.
    return more + 1;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Takes the next row in; returns about how many octets it takes, 0 when it was the end. */
  take(varbinds: Varbinds, i: number): number {
    const staged = varbinds.stage(i, this.#oid, this.#cells);
    if (staged === 'elsewhere') {
      this.#closed = true;
      return 0;
    }
    if (staged === 'not an index' || this.#isDisorder(varbinds, i, staged)) {
      this.giveUp('disorder');
      return 0;
    }
    return varbinds.keep(i, this.#cells);
  }

  giveUp(why: Unfinished): void {
    this.#unfinished = why;
    this.#closed = true;
  }

  column(): Column {
    const read = { oid: this.#oid.text, cells: this.#cells };
    return this.#unfinished === undefined ? read : { ...read, unfinished: this.#unfinished };
  }

  /** Strictly increasing OIDs cannot repeat; where a device's disorder is allowed, they are noted. */
  #isDisorder(varbinds: Varbinds, i: number, staged: Staged): boolean {
    if (this.#seen === undefined) return staged === 'not after';
    const oid = varbinds.oid(i);
    if (this.#seen.has(oid)) return true;
    this.#seen.add(oid);
    return false;
  }
}
