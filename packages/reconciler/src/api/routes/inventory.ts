/** Reading the inventory: CIs, findings, observations, numbers, the ledger. */
import { FINDING_KINDS, type FindingKind } from '@muster/facts/inventory';
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { listOf, pageOf, views } from '../views.ts';
import { id, paging } from './params.ts';

const closed = { additionalProperties: false } as const;
const sorts = ['lastSeen', 'firstSeen', 'hostname', 'vendor', 'model', 'serial', 'class'] as const;
const ciQuery = Type.Object(
  {
    ...paging,
    q: Type.Optional(Type.String({ maxLength: 1024 })),
    sort: Type.Optional(Type.Unsafe<(typeof sorts)[number]>(Type.String({ enum: [...sorts] }))),
    descending: Type.Optional(Type.Boolean()),
  },
  closed,
);
const states = ['open', 'resolved', 'excepted'] as const;
const findingQuery = Type.Object(
  {
    ...paging,
    state: Type.Optional(Type.Unsafe<(typeof states)[number]>(Type.String({ enum: [...states] }))),
    kind: Type.Optional(Type.Unsafe<FindingKind>(Type.String({ enum: [...FINDING_KINDS] }))),
  },
  closed,
);
const ledgerQuery = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: paging.limit,
  },
  closed,
);
const LEDGER_LIMIT = 100;

const time = Type.String({ format: 'date-time' });
const asOfQuery = Type.Object({ ...paging, at: time }, closed);

export function addInventoryRoutes(app: App, { core }: ApiContext): void {
  const config = { access: 'viewer' } as const;
  const params = Type.Object({ id });
  app.get(
    '/api/v1/cis',
    { config, schema: { querystring: ciQuery, response: { 200: pageOf(views.ciSummary) } } },
    async ({ query }) => {
      const queried = await core.listCis(query);
      if (queried.kind === 'found') return queried.value;
      throw new RequestFailure(400, 'bad-query', queried.message);
    },
  );
  app.get(
    '/api/v1/cis/:id',
    { config, schema: { params, response: { 200: views.ciDetail } } },
    async ({ params }) => found(await core.getCi(params.id), 'CI', params.id),
  );
  app.get(
    '/api/v1/cis/:id/as-of',
    {
      config,
      schema: {
        params,
        querystring: Type.Object({ at: time }, closed),
        response: { 200: views.ciAsOf },
      },
    },
    async ({ params, query }) => {
      const ci = await core.getCiAsOf(params.id, new Date(query.at));
      return found(ci, `CI at ${query.at} with the id`, params.id);
    },
  );
  app.get(
    '/api/v1/as-of/cis',
    { config, schema: { querystring: asOfQuery, response: { 200: pageOf(views.ciAsOf) } } },
    async ({ query: { at, ...page } }) => core.listCisAsOf({ at: new Date(at), ...page }),
  );
  app.get(
    '/api/v1/findings',
    { config, schema: { querystring: findingQuery, response: { 200: pageOf(views.finding) } } },
    async ({ query }) => core.listFindings(query),
  );
  app.get(
    '/api/v1/observations/:id',
    { config, schema: { params, response: { 200: views.fate } } },
    async ({ params }) => found(await core.getObservation(params.id), 'observation', params.id),
  );
  app.get('/api/v1/stats', { config, schema: { response: { 200: views.stats } } }, async () =>
    core.stats(),
  );
  app.get(
    '/api/v1/ledger',
    { config, schema: { querystring: ledgerQuery, response: { 200: listOf(views.ledgerEntry) } } },
    async ({ query: { after = 0, limit = LEDGER_LIMIT } }) => ({
      items: await core.ledger(after, limit),
    }),
  );
}

function found<T>(value: T | undefined, what: string, id: string): T {
  if (value !== undefined) return value;
  throw new RequestFailure(404, 'not-found', `there is no ${what} ${id}`);
}
