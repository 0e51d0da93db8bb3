/** What the timer keeps of who was heard and what was seen, and reads to judge absence by. */
import type { Draft } from '../commit/draft.ts';
import { type KeptTable, keep } from '../store/kept.ts';
import type { StoredObserver, Transaction } from '../store/port.ts';
import { ANYBODY, DAY_MS, OUTAGE_MIN_MS, openWatch, WATCH_DAYS, type Watch } from './watch.ts';

interface JudgeState {
  /** `swept`: up to which CI all were judged under the `policies` of that fingerprint. */
  readonly name: 'heard' | 'marked' | 'policies' | 'swept';
  readonly value: number;
}

export const JUDGE_STATE: KeptTable<JudgeState> = {
  name: 'judge_state',
  columns: ['name', 'value'],
  values: ({ name, value }) => [name, value],
};

const OBSERVER_OUTAGE: KeptTable<{
  readonly observerId: string;
  readonly from: number;
  readonly to: number;
}> = {
  name: 'observer_outage',
  columns: ['observer_id', 'from_at', 'to_at'],
  keys: 2,
  values: ({ observerId, from, to }) => [observerId, from, to],
};

/**
 * Who was heard when. That of each observer is kept as it is noted (`RegistryWrites.noteObserver`);
 * that nobody at all was heard is found here, at the first judgement after.
 */
export async function readWatch(
  transaction: Transaction,
  draft: Draft,
  observers: readonly StoredObserver[],
  now: number,
): Promise<Watch> {
  const { tables } = transaction;
  const rows = await tables
    .selectFrom('observer_outage')
    .selectAll()
    .where('to_at', '>', now - WATCH_DAYS * DAY_MS)
    .execute();
  const outages = rows.map((row) => ({
    observerId: row.observer_id,
    from: row.from_at,
    to: row.to_at,
  }));
  const watch = openWatch(observers, outages, now);
  const before = await readState(transaction, 'heard');
  const { heardAt } = watch;
  if (before !== undefined && heardAt - before <= 0) return watch;
  draft.kept.push(keep(JUDGE_STATE, { name: 'heard', value: heardAt }));
  if (before === undefined || heardAt - before <= OUTAGE_MIN_MS) return watch;
  const outage = { observerId: ANYBODY, from: before, to: heardAt };
  draft.kept.push(keep(OBSERVER_OUTAGE, outage));
  return openWatch(observers, [...outages, outage], now);
}

/** CIs marked in one round; all of them are met several times a day. */
const MARKED_MIN = 5_000;
const ROUNDS_A_SWEEP = 120;

/** Marks the day on which each CI was seen last, a slice of them at a time: see `rhythm.ts`. */
export async function markPresence(transaction: Transaction, draft: Draft): Promise<void> {
  const { ci: last } = await transaction.lastIds();
  if (last === 0) return;
  const before = (await readState(transaction, 'marked')) ?? 0;
  const after = before >= last ? 0 : before;
  const to = after + Math.max(MARKED_MIN, Math.ceil(last / ROUNDS_A_SWEEP));
  await transaction.markPresence(after, to);
  draft.kept.push(keep(JUDGE_STATE, { name: 'marked', value: to }));
}

export async function readState(
  { tables }: Transaction,
  name: JudgeState['name'],
): Promise<number | undefined> {
  const row = await tables
    .selectFrom('judge_state')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? undefined : Number(row.value);
}
