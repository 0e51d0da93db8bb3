/** Puts today's counts in the place of those counted before, and opens or resolves the coverage alarm. */
import { closeDraft, openDraft } from '../commit/draft.ts';
import { applyFindings } from '../judge/apply.ts';
import { judgeCoverage } from '../metrics/coverage.ts';
import { dayOf, METRIC_DAY, type MetricRow } from '../metrics/metric-day.ts';
import { keep } from '../store/kept.ts';
import type { Transaction } from '../store/port.ts';
import type { ActContext, ActOutcome } from './act.ts';

export interface KeepMetrics {
  readonly rows: readonly MetricRow[];
  readonly coverageTargetPercent: number;
}

/** Under which the one finding about the whole inventory is kept. */
const WHOLE = { valueKey: 'inventory' } as const;

export async function keepMetrics(
  transaction: Transaction,
  { rows, coverageTargetPercent }: KeepMetrics,
  { now }: ActContext,
): Promise<ActOutcome<undefined>> {
  const draft = openDraft(await transaction.lastIds());
  const told = new Set(rows.map(keyOf));
  const before = await transaction.tables
    .selectFrom('metric_day')
    .selectAll()
    .where('day', '=', dayOf(now))
    .where('value', '<>', 0)
    .execute();
  // Counted before and not any more: there are none now.
  const gone = before.filter((row) => !told.has(keyOf(row))).map((row) => ({ ...row, value: 0 }));
  const known = new Map(before.map((row) => [keyOf(row), row.value]));
  const changed = rows.filter((row) => known.get(keyOf(row)) !== row.value);
  draft.kept.push(...[...changed, ...gone].map((row) => keep(METRIC_DAY, row)));
  const wanted = judgeCoverage(rows, coverageTargetPercent);
  const unresolved = await transaction.unresolvedFindings({ kinds: ['coverage'] });
  applyFindings(draft, unresolved, wanted === undefined ? [] : [wanted], WHOLE, now);
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: undefined, events: draft.events };
}

function keyOf({ day, site, class: deviceClass, name }: MetricRow): string {
  return JSON.stringify([day, site, deviceClass, name]);
}
