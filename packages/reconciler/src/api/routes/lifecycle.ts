/** The life of asset records: next steps, what comes due, and what waits for another person. */
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import {
  approvalState,
  lifecycleState,
  lifecycleViews,
  obligationKind,
} from '../lifecycle-views.ts';
import { listOf } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const params = Type.Object({ asset: id });
const person = Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' });
const date = Type.String({ format: 'date' });

export function addLifecycleRoutes(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/assets/:asset/lifecycle',
    {
      config: { access: 'viewer' },
      schema: { params, response: { 200: lifecycleViews.lifecycle } },
    },
    async ({ params: { asset } }) => {
      const found = await core.ask('asset.lifecycle', asset);
      if (found !== undefined) return found;
      throw new RequestFailure(404, 'not-found', `there is no asset record ${asset}`);
    },
  );
  app.post(
    '/api/v1/assets/:asset/transition',
    {
      config: { access: 'operator' },
      schema: {
        params,
        body: Type.Object({ to: lifecycleState, reason, approver: Type.Optional(person) }, closed),
        response: { 200: lifecycleViews.moved },
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.transition', { asset, ...body }, actorOf(principal))),
  );
  app.post(
    '/api/v1/assets/:asset/obligations',
    {
      config: { access: 'operator' },
      schema: {
        params,
        body: Type.Object(
          {
            kind: obligationKind,
            dueOn: Type.Optional(Type.Union([date, Type.Null()])),
            doneOn: Type.Optional(date),
            reason,
          },
          closed,
        ),
        response: { 200: lifecycleViews.obligation },
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.obligation', { asset, ...body }, actorOf(principal))),
  );
  app.get(
    '/api/v1/lifecycle',
    { config: { access: 'viewer' }, schema: { response: { 200: lifecycleData } } },
    async () => core.ask('lifecycle', null),
  );
  app.post(
    '/api/v1/lifecycle',
    {
      config: { access: 'approver' },
      schema: {
        body: Type.Object({ lifecycle: Type.Unknown(), reason }, closed),
        response: { 200: lifecycleData },
      },
    },
    async ({ body, principal }) =>
      answerOf(await core.act('lifecycle.set', body, actorOf(principal))),
  );
  addApprovalRoutes(app, core);
}

const lifecycleData = Type.Object(
  {},
  {
    description: 'Steps, custody and obligations, as `muster lifecycle show` prints them',
  },
);

function addApprovalRoutes(app: App, core: ApiContext['core']): void {
  app.get(
    '/api/v1/approvals',
    {
      config: { access: 'viewer' },
      schema: {
        querystring: Type.Object({ state: Type.Optional(approvalState) }, closed),
        response: { 200: listOf(lifecycleViews.approval) },
      },
    },
    async ({ query: { state = 'pending' } }) => ({ items: await core.ask('approvals', { state }) }),
  );
  app.post(
    '/api/v1/approvals/:id',
    {
      config: { access: 'approver' },
      schema: {
        params: Type.Object({ id }),
        body: Type.Object(
          { verdict: Type.Union([Type.Literal('approve'), Type.Literal('refuse')]), reason },
          closed,
        ),
        response: { 200: lifecycleViews.approval },
      },
    },
    async ({ params: { id: approval }, body, principal }) =>
      answerOf(await core.act('approval.decide', { approval, ...body }, actorOf(principal))),
  );
}
