/** What the organisation says it owns: its list, and the gate through which rows come in. */
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { IMPORT_BYTES_MAX, IMPORT_ROWS_MAX } from '../limits.ts';
import { pageOf, views } from '../views.ts';
import { actorOf } from './actor.ts';
import { paging } from './params.ts';

const closed = { additionalProperties: false } as const;
const cell = Type.Optional(Type.String({ minLength: 1, maxLength: 256 }));
const importBody = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          line: Type.Integer({ minimum: 1 }),
          tag: cell,
          serial: cell,
          vendor: cell,
          model: cell,
          state: cell,
          owner: cell,
          custodian: cell,
          site: cell,
          purchasedOn: cell,
          technicalOwner: cell,
          location: cell,
          supplier: cell,
          orderNumber: cell,
          price: cell,
          warrantyUntil: cell,
          supportUntil: cell,
        },
        closed,
      ),
      { maxItems: IMPORT_ROWS_MAX },
    ),
  },
  closed,
);
const assetQuery = Type.Object(
  {
    ...paging,
    q: Type.Optional(Type.String({ maxLength: 1024 })),
    /** Whether a CI answers for it; `false` leaves retired ones out. */
    linked: Type.Optional(Type.Boolean()),
  },
  closed,
);

export function addAssetRoutes(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/assets',
    {
      config: { access: 'viewer' },
      schema: { querystring: assetQuery, response: { 200: pageOf(views.asset) } },
    },
    async ({ query }) => core.listAssets(query),
  );
  app.post(
    '/api/v1/assets/import',
    {
      bodyLimit: IMPORT_BYTES_MAX,
      config: { access: 'operator' },
      schema: {
        body: importBody,
        querystring: Type.Object({ apply: Type.Optional(Type.Boolean()) }, closed),
        response: { 200: Type.Object({ outcomes: Type.Array(views.assetOutcome) }) },
      },
    },
    async ({ body, query: { apply = false }, principal }) => ({
      outcomes: await core.importAssets(body.rows, { apply, actor: actorOf(principal) }),
    }),
  );
}
