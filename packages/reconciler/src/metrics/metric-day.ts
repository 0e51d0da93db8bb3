/** The table of daily counts, and the names of what is kept there that cannot be added up. */
import type { KeptTable } from '../store/kept.ts';

export interface MetricRow {
  /** RFC 3339 full-date, UTC. */
  readonly day: string;
  /** "" where there is none. */
  readonly site: string;
  readonly class: string;
  readonly name: string;
  readonly value: number;
}

export const METRIC_DAY: KeptTable<MetricRow> = {
  name: 'metric_day',
  columns: ['day', 'site', 'class', 'name', 'value'],
  keys: 4,
  values: ({ day, site, class: deviceClass, name, value }) => [day, site, deviceClass, name, value],
};

/** Kept per site and class; of several the highest counts. */
export const OLDEST = 'oldestConflictDays';
/** Of the whole inventory, of a site over all its classes, of a class over all sites. */
export const MEDIAN = { whole: 'median', site: 'median.site', class: 'median.class' } as const;

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
