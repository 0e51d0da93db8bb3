/** What the organisation says it owns: its list. */
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { pageOf, views } from '../views.ts';
import { paging } from './params.ts';

const closed = { additionalProperties: false } as const;
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
}
