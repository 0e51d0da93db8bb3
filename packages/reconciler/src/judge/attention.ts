/**
 * Attention: why a record's next check-in is judged although nothing changed. Nearly all records
 * need none, which is what makes an unchanged check-in cheap.
 */
import type { RecordKey } from '../commit/change-set.ts';

/** Two records of one source are one CI: which of them was heard last decides facts. */
export const CONTESTED = 1;
/** The next sign of life resolves or opens a finding: a ghost returns, a retired device answers. */
export const AWAITED = 2;

/** Another sign of life may show that what was joined is two things (`identify/weigh.ts`). */
export const WATCHED = 4;

export function attentionOf(
  records: readonly Pick<RecordKey, 'source'>[],
  isAwaited: boolean,
): number {
  const isContested = new Set(records.map(({ source }) => source)).size < records.length;
  return (isContested ? CONTESTED : 0) | (isAwaited ? AWAITED : 0);
}
