/** Figures of past days, of the whole inventory or by site or class, from what was counted then. */
import { figuresOf, type MetricPoint } from '@muster/facts/metrics';
import { sql } from 'kysely';
import { MEDIAN, OLDEST } from '../metrics/metric-day.ts';
import type { QuestionContext } from './questions.ts';

export interface MetricsQuery {
  /** RFC 3339 full-dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly by?: 'site' | 'class';
}

/** By day, within a day by group. */
export async function listMetrics(
  { db }: QuestionContext,
  { from, to, by }: MetricsQuery,
): Promise<readonly MetricPoint[]> {
  const group = by === undefined ? sql<string>`''` : sql.ref<string>(`metric_day.${by}`);
  const rows = await db
    .selectFrom('metric_day')
    .select(({ fn }) => [
      'day',
      'name',
      group.as('group'),
      fn.sum<number>('value').as('sum'),
      fn.max('value').as('max'),
    ])
    .where('day', '>=', from)
    .where('day', '<=', to)
    .where('value', '<>', 0)
    .groupBy(by === undefined ? ['day', 'name'] : ['day', by, 'name'])
    .execute();
  const points = Map.groupBy(rows, (row) => JSON.stringify([row.day, row.group]));
  const median = by === undefined ? MEDIAN.whole : MEDIAN[by];
  return [...points.values()]
    .map((all): MetricPoint => {
      const [{ day, group: name } = { day: '', group: '' }] = all;
      const counts = new Map(all.map((each) => [each.name, Number(each.sum)]));
      const oldest = Number(all.find((each) => each.name === OLDEST)?.max ?? 0);
      const middle = counts.get(median) ?? 0;
      return {
        day,
        ...(name === '' ? {} : { group: name }),
        figures: figuresOf({
          counts,
          ...(oldest > 0 ? { oldestConflictDays: oldest } : {}),
          ...(middle > 0 ? { medianConflictDays: middle } : {}),
        }),
      };
    })
    .sort((a, b) => compare(a.day, b.day) || compare(a.group ?? '', b.group ?? ''));
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
