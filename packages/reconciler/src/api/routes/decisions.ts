/** What people decide: joins, splits, "never the same", locks, links, and taking them back. */
import {
  type DecisionView,
  IDENTIFIER_SCHEMES,
  type IdentifierScheme,
} from '@muster/facts/inventory';
import { Type } from 'typebox';
import type { Decided } from '../../decisions/decide.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { listOf, views } from '../views.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
/** A CI has a few records, now and then some hundred. */
const several = Type.Array(id, { minItems: 1, maxItems: 1000 });
const pair = Type.Array(id, { minItems: 2, maxItems: 100 });
const kind = <K extends string>(name: K) => Type.Literal(name);
const body = Type.Union([
  Type.Object({ kind: kind('join'), cis: pair, reason }, closed),
  Type.Object({ kind: kind('split'), ci: id, records: several, reason }, closed),
  Type.Object({ kind: kind('never-same'), cis: pair, reason }, closed),
  Type.Object(
    {
      kind: kind('lock'),
      ci: id,
      attribute: Type.String({ pattern: '^[a-zA-Z]+(\\.[a-zA-Z]+)?$', maxLength: 64 }),
      value: Type.String({ minLength: 1, maxLength: 512 }),
      reason,
      until: Type.Optional(Type.String({ format: 'date-time' })),
    },
    closed,
  ),
  Type.Object(
    { kind: kind('link'), ci: id, asset: id, replace: Type.Optional(Type.Boolean()), reason },
    closed,
  ),
  Type.Object({ kind: kind('unlink'), ci: id, reason }, closed),
  Type.Object(
    {
      kind: kind('shared'),
      scheme: Type.Unsafe<IdentifierScheme>(Type.String({ enum: [...IDENTIFIER_SCHEMES] })),
      value: Type.String({ minLength: 1, maxLength: 256 }),
      reason,
    },
    closed,
  ),
]);

export function addDecisionRoutes(app: App, { core }: ApiContext): void {
  const config = { access: 'operator' } as const;
  const response = { 200: views.decision };
  app.get(
    '/api/v1/shared-identifiers',
    {
      config: { access: 'viewer' },
      schema: { response: { 200: listOf(views.sharedValue) } },
    },
    async () => ({ items: await core.sharedValues() }),
  );
  app.post(
    '/api/v1/decisions',
    { config, schema: { body, response } },
    async ({ body: input, principal }) => done(await core.decide(input, actorOf(principal))),
  );
  app.post(
    '/api/v1/decisions/:id/undo',
    {
      config,
      schema: { params: Type.Object({ id }), body: Type.Object({ reason }, closed), response },
    },
    async ({ params, body: { reason: why }, principal }) => {
      const input = { kind: 'undo', decision: params.id, reason: why } as const;
      return done(await core.decide(input, actorOf(principal)));
    },
  );
}

/** The decision, or the reason as the answer that it is. */
export function done(decided: Decided): DecisionView {
  if (decided.kind === 'decided') return decided.decision;
  if (decided.kind === 'unknown') throw new RequestFailure(404, 'not-found', decided.reason);
  throw new RequestFailure(409, 'refused', decided.reason);
}
