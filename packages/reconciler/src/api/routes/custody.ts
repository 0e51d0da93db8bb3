/** Who has an asset and where: handed out, taken back, passed on; and who had it when. */
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { lifecycleViews } from '../lifecycle-views.ts';
import { listOf } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const params = Type.Object({ asset: id });
const name = Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' });
const date = Type.String({ format: 'date' });
const where = { site: Type.Optional(name), location: Type.Optional(name) } as const;
const received = { dueOn: Type.Optional(date), accepted: Type.Optional(Type.Boolean()) } as const;
const moved = { 200: lifecycleViews.moved } as const;

export function addCustodyRoutes(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/assets/:asset/custody',
    {
      config: { access: 'viewer' },
      schema: {
        params,
        querystring: Type.Object(
          { on: Type.Optional(Type.Union([date, Type.String({ format: 'date-time' })])) },
          closed,
        ),
        response: { 200: listOf(lifecycleViews.custody) },
      },
    },
    async ({ params: { asset }, query }) => {
      const items = await core.ask('asset.custody', { asset, ...query });
      if (items !== undefined) return { items };
      throw new RequestFailure(404, 'not-found', `there is no asset record ${asset}`);
    },
  );
  const config = { access: 'operator' } as const;
  app.post(
    '/api/v1/assets/:asset/check-out',
    {
      config,
      schema: {
        params,
        body: Type.Object(
          { to: name, ...where, ...received, reason: Type.Optional(reason) },
          closed,
        ),
        response: moved,
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.checkOut', { asset, ...body }, actorOf(principal))),
  );
  app.post(
    '/api/v1/assets/:asset/check-in',
    {
      config,
      schema: {
        params,
        body: Type.Object({ ...where, reason: Type.Optional(reason) }, closed),
        response: moved,
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.checkIn', { asset, ...body }, actorOf(principal))),
  );
  app.post(
    '/api/v1/assets/:asset/transfer',
    {
      config,
      schema: {
        params,
        body: Type.Object(
          { to: name, ...where, ...received, reason, approver: Type.Optional(name) },
          closed,
        ),
        response: moved,
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.transfer', { asset, ...body }, actorOf(principal))),
  );
  app.post(
    '/api/v1/assets/:asset/accept',
    {
      config,
      schema: {
        params,
        body: Type.Object({ by: name }, closed),
        response: { 200: lifecycleViews.custody },
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.accept', { asset, ...body }, actorOf(principal))),
  );
}
