/** How a CI hangs together with others: what people say of it, and what they take back. */
import { RELATION_KINDS, type RelationKind, type RelationView } from '@muster/facts/relations';
import { type Static, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import type { Same } from '../same.ts';
import { listOf } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String();
const time = Type.String({ format: 'date-time' });
const kind = Type.Unsafe<RelationKind>(Type.String({ enum: [...RELATION_KINDS] }));
const relation = Type.Object({
  id: text,
  ciId: text,
  kind,
  toCiId: Type.Optional(text),
  toAssetId: Type.Optional(text),
  actor: text,
  at: time,
  reason: text,
  endedAt: Type.Optional(time),
  endedBy: Type.Optional(text),
  endedReason: Type.Optional(text),
});
const isRelation: Same<Static<typeof relation>, RelationView> = true;
void isRelation;
const params = Type.Object({ id });

export function addRelationRoutes(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/cis/:id/relations',
    { config: { access: 'viewer' }, schema: { params, response: { 200: listOf(relation) } } },
    async ({ params: { id: ci } }) => ({ items: await core.ask('relations', ci) }),
  );
  app.post(
    '/api/v1/cis/:id/relations',
    {
      config: { access: 'operator' },
      schema: {
        params,
        body: Type.Object({ kind, to: id, reason }, closed),
        response: { 200: relation },
      },
    },
    async ({ params: { id: ci }, body, principal }) =>
      answerOf(await core.act('ci.relate', { ci, ...body }, actorOf(principal))),
  );
  app.post(
    '/api/v1/relations/:id/end',
    {
      config: { access: 'operator' },
      schema: { params, body: Type.Object({ reason }, closed), response: { 200: relation } },
    },
    async ({ params: { id: named }, body, principal }) =>
      answerOf(
        await core.act('ci.unrelate', { relation: named, reason: body.reason }, actorOf(principal)),
      ),
  );
}
