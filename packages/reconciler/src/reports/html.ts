/**
 * Reports as one page for screen and paper: no script, nothing fetched, charts as SVG. Whatever devices
 * and people wrote is escaped, and stands in elements and quoted attributes only.
 */
import { createHash } from 'node:crypto';
import type { MetricPoint } from '@muster/facts/metrics';
import { lineChart } from './chart.ts';
import { escapeHtml } from './escape.ts';
import { figureValue, kindOf, type Report, type ReportFigure, type Reports } from './report.ts';

const STYLE = `
body { font: 14px/1.45 system-ui, sans-serif; color: #1b1f24; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; border-bottom: 2px solid #1b1f24; margin-top: 2.5rem; }
p.by { color: #57606a; }
dl { display: flex; flex-wrap: wrap; gap: 1rem 2rem; margin: 1rem 0; }
dl div { min-width: 8rem; } dt { color: #57606a; } dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; break-inside: avoid; } figcaption { color: #57606a; }
svg { width: 100%; height: auto; max-height: 12rem; }
svg path, svg polyline { fill: none; stroke: #0b62c4; stroke-width: 2; } svg line { stroke: #d0d7de; }
svg circle { fill: #0b62c4; } svg text { font-size: 11px; fill: #57606a; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; } caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border-bottom: 1px solid #d0d7de; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead { display: table-header-group; } tr { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; } h2 { break-before: page; } h2:first-of-type { break-before: auto; } }
`;

/** For the policy under which the page is served: this style sheet, and nothing else. */
export const REPORT_CSP: string = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(STYLE)
  .digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function formatReportHtml({ madeAt, madeFor, reports }: Reports): string {
  const [only] = reports;
  const title =
    reports.length === 1 && only !== undefined
      ? `${kindOf(only.name).title} report`
      : 'Inventory report';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}, ${madeAt.slice(0, 10)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="by">Made by Muster at <time datetime="${escapeHtml(madeAt)}">${escapeHtml(madeAt)}</time> for ${escapeHtml(madeFor)}.</p>
${reports.map(sectionOf).join('\n')}
</body>
</html>
`;
}

function sectionOf(report: Report): string {
  const { title, says, figures } = kindOf(report.name);
  const latest = report.history.at(-1);
  return `<section aria-labelledby="${report.name}">
<h2 id="${report.name}">${escapeHtml(title)}</h2>
<p>${escapeHtml(says)}</p>
${latest === undefined ? '<p>Nothing was counted yet.</p>' : tilesOf(figures, latest)}
${figures
  .filter(({ isDrawn }) => isDrawn)
  .map((figure) => chartOf(figure, report.history))
  .join('\n')}
${tableOf(`By class, ${latest?.day ?? ''}`, 'Class', figures, report.classes)}
${tableOf(`By site, ${latest?.day ?? ''}`, 'Site', figures, report.sites)}
${report.lists.map(listOf).join('\n')}
</section>`;
}

function tilesOf(figures: readonly ReportFigure[], { figures: values }: MetricPoint): string {
  const tiles = figures.map(
    (figure) =>
      `<div><dt>${escapeHtml(figure.title)}</dt><dd>${formatFigure(figure, figureValue(values, figure.name))}</dd></div>`,
  );
  return `<dl>${tiles.join('')}</dl>`;
}

/** Nothing known is a dash, never 0. */
function formatFigure({ unit }: ReportFigure, value: number | undefined): string {
  if (value === undefined) return '–';
  const number = value.toLocaleString('en', { maximumFractionDigits: 1 });
  if (unit === '%') return `${number} %`;
  return unit === 'days' ? `${number} d` : number;
}

function chartOf({ title, name, unit }: ReportFigure, history: readonly MetricPoint[]): string {
  const points = history.flatMap(({ day, figures }) => {
    const value = figureValue(figures, name);
    return value === undefined ? [] : [{ day, value }];
  });
  if (points.length === 0) return '';
  const label = `${title}${unit === undefined ? '' : ` (${unit})`}`;
  return `<figure>${lineChart(label, points)}<figcaption>${escapeHtml(label)}</figcaption></figure>`;
}

function tableOf(
  caption: string,
  first: string,
  figures: readonly ReportFigure[],
  points: readonly MetricPoint[],
): string {
  if (points.length === 0) return '';
  const header = figures.map(({ title }) => `<th scope="col" class="n">${escapeHtml(title)}</th>`);
  const rows = points.map(({ group, figures: values }) => {
    const cells = figures.map(
      (figure) => `<td class="n">${formatFigure(figure, figureValue(values, figure.name))}</td>`,
    );
    return `<tr><th scope="row">${escapeHtml(group ?? '(not known)')}</th>${cells.join('')}</tr>`;
  });
  return `<table><caption>${escapeHtml(caption)}</caption>
<thead><tr><th scope="col">${first}</th>${header.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`;
}

function listOf({ kind, total, rows }: Report['lists'][number]): string {
  if (total === 0) return '';
  const shown = total > rows.length ? `, the first ${rows.length} of ${total}` : '';
  const body = rows.map(
    ({ subject, reason, openedAt, assignee }) =>
      `<tr><th scope="row">${escapeHtml(subject)}</th><td>${escapeHtml(reason)}</td><td>${escapeHtml(openedAt.slice(0, 10))}</td><td>${escapeHtml(assignee ?? '')}</td></tr>`,
  );
  return `<table><caption>Open: ${escapeHtml(kind)}${shown}</caption>
<thead><tr><th scope="col">About</th><th scope="col">Reason</th><th scope="col">Opened</th><th scope="col">With</th></tr></thead>
<tbody>
${body.join('\n')}
</tbody></table>`;
}
