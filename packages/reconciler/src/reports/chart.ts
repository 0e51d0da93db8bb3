/** A line over days as SVG, from nothing but its points. */
import { escapeHtml } from './escape.ts';

export interface ChartPoint {
  /** RFC 3339 full-date. */
  readonly day: string;
  readonly value: number;
}

const WIDTH = 720;
const HEIGHT = 140;
const LEFT = 48;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 22;

/** @param points at least one, by day; days without one are bridged */
export function lineChart(label: string, points: readonly ChartPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const values = points.map(({ value }) => value);
  const high = Math.max(...values);
  const low = Math.min(...values, high === 0 ? 0 : high * 0.8);
  const [from, to] = [Date.parse(first.day), Date.parse(last.day)];
  const x = (day: string): number =>
    to === from
      ? WIDTH - RIGHT
      : LEFT + ((Date.parse(day) - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    high === low
      ? HEIGHT - BOTTOM
      : TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const places = points.map(({ day, value }) => `${x(day).toFixed(1)},${y(value).toFixed(1)}`);
  const said = `${label}: ${told(first.value)} on ${first.day}, ${told(last.value)} on ${last.day}`;
  const lines = [high, low].map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/><text x="${LEFT - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${told(value)}</text>`,
  );
  const days =
    first.day === last.day
      ? `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${escapeHtml(last.day)}</text>`
      : `<text x="${LEFT}" y="${HEIGHT - 6}">${escapeHtml(first.day)}</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${escapeHtml(last.day)}</text>`;
  const [lastX = '', lastY = ''] = (places.at(-1) ?? '').split(',');
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(said)}"><title>${escapeHtml(said)}</title>${lines.join('')}${days}<polyline points="${places.join(' ')}"/><circle cx="${lastX}" cy="${lastY}" r="3"/></svg>`;
}

function told(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}
