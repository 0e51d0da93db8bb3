/**
 * CIs judged again although nothing happened to them: their time of grace ended, or all of them are
 * to be judged under other policies. In rounds of one transaction each, so that others have their turn.
 */
import type { InventoryEvent } from '@muster/facts/inventory';
import { fetchKnownCis } from '../commit/known.ts';
import { planJudgement } from '../commit/plan.ts';
import type { Governance } from '../commit/work.ts';
import { keep } from '../store/kept.ts';
import type { Transaction } from '../store/port.ts';
import { CI_DUE } from './ci-due.ts';
import { JUDGE_STATE, readState } from './watched.ts';

const ROUND = 500;

/** Rounds at each call of the timer: some 20,000 CIs a minute, most of which nothing is written of. */
export const DUE_ROUNDS_MAX = 40;

export interface DueRound {
  readonly events: readonly InventoryEvent[];
  readonly isDone: boolean;
}

export async function judgeDue(
  transaction: Transaction,
  governance: Governance,
  now: number,
): Promise<DueRound> {
  const due = await readDue(transaction, now);
  const left = ROUND - due.length;
  const sweep = left === 0 ? undefined : await readSweep(transaction, governance, left);
  if (due.length === 0 && sweep === undefined) return { events: [], isDone: true };
  const ciIds = [...new Set([...due, ...(sweep?.ciIds ?? [])])];
  const known = await fetchKnownCis(transaction, ciIds);
  const present = ciIds.filter((ciId) => {
    const ci = known.inventory.cis.get(ciId);
    return ci !== undefined && ci.mergedInto === undefined;
  });
  const { kept, ...changes } = planJudgement(known, present, governance, now);
  const done = due.map((ciId) => keep(CI_DUE, { ciId }));
  // The last word on a CI stays: one that is due again later is put off.
  await transaction.commit({ ...changes, kept: [...done, ...(sweep?.kept ?? []), ...kept] });
  return { events: changes.events, isDone: due.length < ROUND && sweep?.isLast !== false };
}

async function readDue({ tables }: Transaction, now: number): Promise<readonly number[]> {
  const rows = await tables
    .selectFrom('ci_due')
    .select('ci_id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(ROUND)
    .execute();
  return rows.map((row) => row.ci_id);
}

interface Sweep {
  readonly ciIds: readonly number[];
  readonly kept: readonly ReturnType<typeof keep>[];
  readonly isLast: boolean;
}

/** @returns `undefined` where all CIs were judged under these policies */
async function readSweep(
  transaction: Transaction,
  { policies: { fingerprint } }: Governance,
  limit: number,
): Promise<Sweep | undefined> {
  const isSame = (await readState(transaction, 'policies')) === fingerprint;
  const after = isSame ? await readState(transaction, 'swept') : 0;
  if (after === undefined || after === SWEPT) return undefined;
  const rows = await transaction.tables
    .selectFrom('ci')
    .select('id')
    .where('id', '>', after)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  const isLast = rows.length < limit;
  const swept = isLast ? SWEPT : (rows.at(-1)?.id ?? SWEPT);
  return {
    ciIds: rows.map(({ id }) => id),
    kept: [
      keep(JUDGE_STATE, { name: 'policies', value: fingerprint }),
      keep(JUDGE_STATE, { name: 'swept', value: swept }),
    ],
    isLast,
  };
}

/** Begins anew: something changed that all are judged by. */
export function sweepAgain(): readonly ReturnType<typeof keep>[] {
  return [keep(JUDGE_STATE, { name: 'swept', value: 0 })];
}

/** No id: all were met. */
const SWEPT = -1;
