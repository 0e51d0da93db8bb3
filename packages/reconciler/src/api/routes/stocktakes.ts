/** Stocktakes: begun, scanned by as many as there are, looked at, closed. */
import {
  SCAN_VERDICTS,
  SCANS_MAX,
  type ScanVerdict,
  type ScanView,
  type StocktakeView,
} from '@muster/facts/stocktake';
import { type Static, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { STOCKTAKE_BYTES_MAX } from '../limits.ts';
import type { Same } from '../same.ts';
import { listOf, pageOf, views } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, paging } from './params.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String();
const time = Type.String({ format: 'date-time' });
const whole = Type.Integer({ minimum: 0 });
const name = Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' });
const verdict = Type.Unsafe<ScanVerdict>(Type.String({ enum: [...SCAN_VERDICTS] }));
const params = Type.Object({ id });

const stocktake = Type.Object({
  id: text,
  site: Type.Optional(text),
  location: Type.Optional(text),
  startedAt: time,
  startedBy: text,
  closedAt: Type.Optional(time),
  closedBy: Type.Optional(text),
  expected: whole,
  missing: whole,
  scanned: Type.Object({
    found: whole,
    elsewhere: whole,
    'serial-differs': whole,
    retired: whole,
    unknown: whole,
  }),
});
const scan = Type.Object({
  id: text,
  code: text,
  serial: Type.Optional(text),
  location: Type.Optional(text),
  at: time,
  by: text,
  verdict,
  says: text,
  assetId: Type.Optional(text),
  tag: Type.Optional(text),
});
interface Agreements {
  readonly stocktake: Same<Static<typeof stocktake>, StocktakeView>;
  readonly scan: Same<Static<typeof scan>, ScanView>;
}
const agreements: Agreements = { stocktake: true, scan: true };
void agreements;

export function addStocktakeRoutes(app: App, context: ApiContext): void {
  const { core } = context;
  app.get(
    '/api/v1/stocktakes',
    { config: { access: 'viewer' }, schema: { response: { 200: listOf(stocktake) } } },
    async () => ({ items: await core.ask('stocktakes', null) }),
  );
  app.post(
    '/api/v1/stocktakes',
    {
      config: { access: 'operator' },
      schema: {
        body: Type.Object({ site: Type.Optional(name), location: Type.Optional(name) }, closed),
        response: { 200: stocktake },
      },
    },
    async ({ body, principal }) =>
      answerOf(await core.act('stocktake.start', body, actorOf(principal))),
  );
  app.get(
    '/api/v1/stocktakes/:id',
    { config: { access: 'viewer' }, schema: { params, response: { 200: stocktake } } },
    async ({ params: { id: named } }) => there(await core.ask('stocktake', named), named),
  );
  app.post(
    '/api/v1/stocktakes/:id/close',
    { config: { access: 'operator' }, schema: { params, response: { 200: stocktake } } },
    async ({ params: { id: named }, principal }) =>
      answerOf(await core.act('stocktake.close', { stocktake: named }, actorOf(principal))),
  );
  addScanRoutes(app, context);
}

function addScanRoutes(app: App, { core }: ApiContext): void {
  app.post(
    '/api/v1/stocktakes/:id/scans',
    {
      bodyLimit: STOCKTAKE_BYTES_MAX,
      config: { access: 'operator' },
      schema: {
        params,
        body: Type.Object(
          {
            scans: Type.Array(
              Type.Object(
                {
                  code: Type.String({ minLength: 1, maxLength: 512, pattern: '\\S' }),
                  serial: Type.Optional(name),
                  location: Type.Optional(name),
                  at: Type.Optional(time),
                },
                closed,
              ),
              { minItems: 1, maxItems: SCANS_MAX },
            ),
          },
          closed,
        ),
        response: { 200: listOf(scan) },
      },
    },
    async ({ params: { id: named }, body, principal }) => ({
      items: answerOf(
        await core.act('stocktake.scan', { stocktake: named, ...body }, actorOf(principal)),
      ),
    }),
  );
  app.get(
    '/api/v1/stocktakes/:id/scans',
    {
      config: { access: 'viewer' },
      schema: {
        params,
        querystring: Type.Object({ ...paging, verdict: Type.Optional(verdict) }, closed),
        response: { 200: pageOf(scan) },
      },
    },
    async ({ params: { id: named }, query }) =>
      there(await core.ask('stocktake.scans', { stocktake: named, ...query }), named),
  );
  app.get(
    '/api/v1/stocktakes/:id/missing',
    {
      config: { access: 'viewer' },
      schema: {
        params,
        querystring: Type.Object(paging, closed),
        response: { 200: pageOf(views.asset) },
      },
    },
    async ({ params: { id: named }, query }) =>
      there(await core.ask('stocktake.missing', { stocktake: named, ...query }), named),
  );
}

function there<T>(found: T | undefined, named: string): T {
  if (found !== undefined) return found;
  throw new RequestFailure(404, 'not-found', `there is no stocktake ${named}`);
}
