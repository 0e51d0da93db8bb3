/** Which records a decision is about, to be compared anew. */
import type { Vote } from '../commit/change-set.ts';
import { fetchKnownRecords, type Known } from '../commit/known.ts';
import type { Governance, Work } from '../commit/work.ts';
import type { Transaction } from '../store/port.ts';

/** More than any component has; a value that more hold has lost its vote anyway. */
const HOLDERS_MAX = 4096;

/** The holders of a value, and all that is to be known of them. */
export async function reach(
  transaction: Transaction,
  { scheme, value }: Pick<Vote, 'scheme' | 'value'>,
  { rules }: Pick<Governance, 'rules'>,
): Promise<{ readonly recordIds: readonly number[]; readonly known: Known }> {
  const holdings = await transaction.holders([{ scheme, value }], HOLDERS_MAX);
  const recordIds = holdings.map(({ recordId }) => recordId);
  const vote: Vote = { scheme, value, scope: '', trust: 'sound' };
  return { recordIds, known: await fetchKnownRecords(transaction, recordIds, rules, [vote]) };
}

export function reidentify(work: Work, recordIds: readonly number[]): void {
  for (const recordId of recordIds) {
    const record = work.records.get(recordId);
    if (record !== undefined) record.reidentify = true;
  }
}
