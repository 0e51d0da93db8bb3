/** Policies in force, segments that are learned and adopted, and what people accept of a device. */

import { DEVICE_CLASSES, type DeviceClass } from '@muster/facts/observation';
import type { AdoptRound, PolicyView, SegmentView } from '@muster/facts/policy';
import { type Static, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import type { Same } from '../same.ts';
import { listOf, views } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const text = Type.String();
const time = Type.String({ format: 'date-time' });
const whole = Type.Integer({ minimum: 0 });
const segmentName = Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' });
const word = optional(Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' }));

const segment = Type.Object({
  segment: text,
  since: time,
  until: time,
  isOver: Type.Boolean(),
  actor: text,
  reason: text,
  unknown: whole,
});
const adoptRound = Type.Object({
  devices: Type.Array(
    Type.Object({
      ciId: text,
      disposition: Type.Unsafe<'create' | 'block'>(Type.String({ enum: ['create', 'block'] })),
      reason: text,
      class: optional(Type.Unsafe<DeviceClass>(Type.String({ enum: [...DEVICE_CLASSES] }))),
      vendor: optional(text),
      model: optional(text),
      serial: optional(text),
      assetId: optional(text),
    }),
  ),
  next: optional(text),
});
const policies = Type.Object({
  rogue: Type.Object({
    policy: Type.Unsafe<PolicyView['rogue']['policy']>(
      Type.String({ enum: ['always', 'once-assets-exist'] }),
    ),
  }),
  observerSilent: Type.Object({ afterHours: Type.Number() }),
  rules: Type.Array(
    Type.Object({ name: optional(text), rule: Type.Unknown(), findings: optional(whole) }),
  ),
});
interface Agreements {
  readonly segment: Same<Static<typeof segment>, SegmentView>;
  readonly adoptRound: Same<Static<typeof adoptRound>, AdoptRound>;
  readonly policies: Same<Static<typeof policies>, PolicyView>;
}
const agreements: Agreements = { segment: true, adoptRound: true, policies: true };
void agreements;

export function addPolicyRoutes(app: App, { core }: ApiContext): void {
  const viewer = { access: 'viewer' } as const;
  const operator = { access: 'operator' } as const;
  app.get(
    '/api/v1/policies',
    { config: viewer, schema: { response: { 200: policies } } },
    async () => core.ask('policies', undefined),
  );
  app.get(
    '/api/v1/segments',
    { config: viewer, schema: { response: { 200: listOf(segment) } } },
    async () => ({ items: await core.ask('segments', undefined) }),
  );
  app.post(
    '/api/v1/segments/learn',
    {
      config: operator,
      schema: {
        body: Type.Object({ segment: segmentName, until: optional(time), reason }, closed),
        response: { 200: segment },
      },
    },
    async ({ body, principal }) =>
      answerOf(await core.act('segment.learn', body, actorOf(principal))),
  );
  app.post(
    '/api/v1/segments/adopt',
    {
      config: operator,
      schema: {
        body: Type.Object(
          {
            segment: segmentName,
            apply: Type.Boolean(),
            reason,
            owner: word,
            technicalOwner: word,
            site: word,
            after: optional(id),
          },
          closed,
        ),
        response: { 200: adoptRound },
      },
    },
    async ({ body, principal }) =>
      answerOf(await core.act('segment.adopt', body, actorOf(principal))),
  );
  app.post(
    '/api/v1/findings/:id/accept',
    {
      config: operator,
      schema: {
        params: Type.Object({ id }),
        body: Type.Object({ reason }, closed),
        response: { 200: views.finding },
      },
    },
    async ({ params, body, principal }) =>
      answerOf(
        await core.act('finding.accept', { finding: params.id, ...body }, actorOf(principal)),
      ),
  );
}
