/** Asset tags by a scheme: the scheme, the tags reserved under it, and the next one for an asset record. */
import {
  type ReservedTag,
  type ReservedTags,
  TAG_CODE,
  TAGS_MAX,
  type TagSchemeView,
  type TagsView,
} from '@muster/facts/tags';
import { type Static, Type } from 'typebox';
import { TEMPLATE_MAX } from '../../assets/tag-scheme.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import type { Same } from '../same.ts';
import { listOf, views } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String();
const time = Type.String({ format: 'date-time' });
const whole = Type.Integer({ minimum: 0 });
const code = Type.String({ pattern: TAG_CODE });
const codes = { site: Type.Optional(code), type: Type.Optional(code) } as const;
const tag = Type.String({ minLength: 1, maxLength: 256 });

const scheme = Type.Object({
  template: text,
  types: Type.Record(Type.String(), text),
  at: time,
  actor: text,
});
const tags = Type.Object({
  scheme: Type.Optional(scheme),
  sequences: Type.Array(Type.Object({ around: text, last: whole })),
});
const reserved = Type.Object({
  tag: text,
  reservedAt: time,
  actor: text,
  assetId: Type.Optional(text),
});
const newTags = Type.Object({ tags: Type.Array(text), taken: Type.Array(text) });

interface Agreements {
  readonly scheme: Same<Static<typeof scheme>, TagSchemeView>;
  readonly tags: Same<Static<typeof tags>, TagsView>;
  readonly reserved: Same<Static<typeof reserved>, ReservedTag>;
  readonly newTags: Same<Static<typeof newTags>, ReservedTags>;
}
const agreements: Agreements = { scheme: true, tags: true, reserved: true, newTags: true };
void agreements;

export function addTagRoutes(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/tags',
    { config: { access: 'viewer' }, schema: { response: { 200: tags } } },
    async () => core.ask('tags', null),
  );
  app.post(
    '/api/v1/tags/scheme',
    {
      config: { access: 'approver' },
      schema: {
        body: Type.Object(
          {
            template: Type.String({ minLength: 1, maxLength: TEMPLATE_MAX }),
            types: Type.Optional(
              Type.Record(Type.String({ pattern: '^[a-z-]{1,32}$' }), code, { maxProperties: 64 }),
            ),
            reason,
          },
          closed,
        ),
        response: { 200: scheme },
      },
    },
    async ({ body, principal }) =>
      answerOf(await core.act('tags.scheme', { types: {}, ...body }, actorOf(principal))),
  );
  app.post(
    '/api/v1/tags/reserve',
    {
      config: { access: 'operator' },
      schema: {
        body: Type.Object(
          { ...codes, count: Type.Optional(Type.Integer({ minimum: 1, maximum: TAGS_MAX })) },
          closed,
        ),
        response: { 200: newTags },
      },
    },
    async ({ body, principal }) =>
      answerOf(await core.act('tags.reserve', { count: 1, ...body }, actorOf(principal))),
  );
  app.get(
    '/api/v1/tags/reserved',
    {
      config: { access: 'viewer' },
      schema: {
        querystring: Type.Object(
          { tag: Type.Optional(tag), unused: Type.Optional(Type.Boolean()) },
          closed,
        ),
        response: { 200: listOf(reserved) },
      },
    },
    async ({ query }) => ({ items: await core.ask('tags.reserved', query) }),
  );
  app.post(
    '/api/v1/assets/:asset/tag',
    {
      config: { access: 'operator' },
      schema: {
        params: Type.Object({ asset: id }),
        body: Type.Object(
          { ...codes, tag: Type.Optional(tag), reason: Type.Optional(reason) },
          closed,
        ),
        response: { 200: views.asset },
      },
    },
    async ({ params: { asset }, body, principal }) =>
      answerOf(await core.act('asset.tag', { asset, ...body }, actorOf(principal))),
  );
}
