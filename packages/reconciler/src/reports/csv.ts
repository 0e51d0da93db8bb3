/** Reports as CSV: the whole inventory by day, then the latest day's sites and classes. */
import type { MetricPoint } from '@muster/facts/metrics';
import { formatCsvRow } from '../cli/csv.ts';
import { figureValue, kindOf, type Reports } from './report.ts';

export function formatReportCsv({ reports }: Reports): string {
  const names = [
    ...new Set(reports.flatMap(({ name }) => kindOf(name).figures.map((figure) => figure.name))),
  ];
  const row = (by: string, { day, group, figures }: MetricPoint): string =>
    formatCsvRow([
      day,
      by,
      group ?? '',
      ...names.map((name) => String(figureValue(figures, name) ?? '')),
    ]);
  // All reports of one page are made from the same figures.
  const [report] = reports;
  const rows = [
    ...(report?.history ?? []).map((point) => row('all', point)),
    ...(report?.sites ?? []).map((point) => row('site', point)),
    ...(report?.classes ?? []).map((point) => row('class', point)),
  ];
  return `${[formatCsvRow(['day', 'by', 'group', ...names]), ...rows].join('\r\n')}\r\n`;
}
