/** Figures of the inventory with history; Prometheus has its own at `/metrics`. */
import {
  COUNTS,
  type CountName,
  type MetricFigures,
  type MetricPoint,
} from '@muster/facts/metrics';
import { type Static, type TSchema, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import type { Same } from '../same.ts';
import { listOf } from '../views.ts';

const DAY_MS = 86_400_000;
/** Shown where nobody says from when. */
const DAYS = 90;
/** Three years; by site or class there are many points a day. */
const DAYS_MAX = 1100;
const DAYS_BY_MAX = 100;
/** What was counted within it is still true enough to be shown. */
export const FRESH_MS = 30_000;

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' });
const metricsQuery = Type.Object(
  {
    from: Type.Optional(day),
    to: Type.Optional(day),
    by: Type.Optional(Type.Unsafe<'site' | 'class'>(Type.String({ enum: ['site', 'class'] }))),
  },
  { additionalProperties: false },
);

const count = Type.Integer({ minimum: 0 });
const optional = Type.Optional(Type.Number({ minimum: 0 }));
const figures = Type.Object({
  ...(Object.fromEntries(COUNTS.map((name) => [name, count])) as Record<CountName, typeof count>),
  orphanedCis: count,
  unlinkedAssets: count,
  lifecycle: Type.Unsafe<MetricFigures['lifecycle']>(Type.Record(Type.String(), count)),
  oldestConflictDays: optional,
  medianConflictDays: optional,
  coveragePercent: optional,
  assetCoveragePercent: optional,
  visibilityPercent: optional,
  businessOwnedPercent: optional,
  technicallyOwnedPercent: optional,
  fullyOwnedPercent: optional,
  firmwarePercent: optional,
});
const point = Type.Object({ day, group: Type.Optional(Type.String()), figures });
export const metricPoint: TSchema = point;
const agreement: Same<Static<typeof point>, MetricPoint> = true;
void agreement;

export function addMetricRoutes(app: App, { core, nowMs }: ApiContext): void {
  app.get(
    '/api/v1/metrics/inventory',
    {
      config: { access: 'viewer' },
      schema: { querystring: metricsQuery, response: { 200: listOf(metricPoint) } },
    },
    async ({ query: { by, ...asked } }) => {
      const { from, to } = rangeOf(asked, nowMs(), by === undefined ? DAYS_MAX : DAYS_BY_MAX);
      await core.measure(FRESH_MS);
      return { items: await core.ask('metrics', { from, to, ...(by && { by }) }) };
    },
  );
}

function rangeOf(
  asked: { readonly from?: string; readonly to?: string },
  now: number,
  daysMax: number,
): { readonly from: string; readonly to: string } {
  const to = asked.to ?? dayOf(now);
  const from = asked.from ?? dayOf(Date.parse(to) - (DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= daysMax) return { from, to };
  const why = days < 1 ? `${from} is after ${to}` : `${days} days, and at most ${daysMax} are told`;
  throw new RequestFailure(400, 'bad-request', why);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
