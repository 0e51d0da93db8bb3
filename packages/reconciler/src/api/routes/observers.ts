/** Observers: how they are admitted and revoked, where they speak, and how they are asked to. */
import type { ObserverView } from '@muster/facts/inventory';
import { SUBPROTOCOL } from '@muster/facts/wire';
import { enrolmentSchema, parseEnrolment } from '@muster/facts/wire-schema';
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import {
  ENROLMENT_HOURS_MAX,
  ENROLMENT_USES_MAX,
  ENROLMENTS_PER_MINUTE,
  STREAM_OPENS_PER_MINUTE,
} from '../limits.ts';
import { hashSecret, makeSecret } from '../people/secret.ts';
import { perMinute } from '../rates.ts';
import { accepted, listOf, nothing, views } from '../views.ts';
import { actorOf } from './actor.ts';
import { id } from './params.ts';
import { requireSubprotocol } from './subprotocol.ts';

const closed = { additionalProperties: false } as const;
const params = Type.Object({ id });
const newToken = Type.Object(
  {
    /** 24 where absent: the day of a roll-out. */
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: ENROLMENT_HOURS_MAX })),
    /** 1 where absent: one machine. */
    uses: Type.Optional(Type.Integer({ minimum: 1, maximum: ENROLMENT_USES_MAX })),
  },
  closed,
);

/** What an observer that is not admitted is told; it decides whether trying again can help. */
const REFUSALS = {
  'unknown-token': 'this enrolment token is not known here',
  expired: 'this enrolment token has expired',
  'used-up': 'this enrolment token has admitted as many as it may',
  revoked: 'this enrolment token was revoked',
} as const;

export function addObserverRoutes(app: App, context: ApiContext): void {
  addEnrolment(app, context);
  addTokens(app, context);
  addStream(app, context);
  addControl(app, context);
}

/** Told to the observer, and by it to its log. */
const reason = Type.Optional(Type.String({ minLength: 1, maxLength: 256 }));

/** Whom a group means: every member that is stated narrows it. */
const group = {
  ids: Type.Optional(Type.Array(id, { minItems: 1, maxItems: 1000 })),
  kind: Type.Optional(Type.Union([Type.Literal('agent'), Type.Literal('collector')])),
  /** With `*` for any letters: "berlin-*". */
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
};
/** Those that are not connected here are named: they were not asked. */
const asked = Type.Object({ asked: Type.Integer(), absent: Type.Array(Type.String()) });

interface Group {
  readonly ids?: readonly string[];
  readonly kind?: 'agent' | 'collector';
  readonly name?: string;
}

function inGroup(
  observers: readonly ObserverView[],
  { ids, kind, name }: Group,
): readonly ObserverView[] {
  const isNamed = name === undefined ? () => true : matcherOf(name);
  return observers.filter(
    (each) =>
      !each.revoked &&
      (ids === undefined || ids.includes(each.id)) &&
      (kind === undefined || each.kind === kind) &&
      isNamed(each.name),
  );
}

/** In one pass over the name: a pattern of many stars must not cost more. */
function matcherOf(pattern: string): (name: string) => boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  return (stated) => {
    const name = stated.toLowerCase();
    if (last === undefined) return name === first;
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of others) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  };
}

function addEnrolment(app: App, { core, log }: ApiContext): void {
  app.post(
    '/api/v1/enroll',
    {
      config: { access: 'open', rateLimit: perMinute(ENROLMENTS_PER_MINUTE) },
      schema: {
        body: enrolmentSchema,
        response: { 201: Type.Object({ observerId: Type.String() }) },
      },
    },
    async (request, reply) => {
      const parsed = parseEnrolment(request.body);
      if (parsed.kind === 'refused') throw new Error('the body was validated');
      const { token, kind, name, version, publicKey } = parsed.value;
      const enrolled = await core.enrol({
        tokenHash: hashSecret(token),
        kind,
        name,
        version,
        publicKeyX: publicKey.x,
      });
      if (enrolled.kind === 'refused') {
        log.warn({ reason: enrolled.reason, name, ip: request.ip }, 'enrolment refused');
        throw new RequestFailure(403, enrolled.reason, REFUSALS[enrolled.reason]);
      }
      log.info({ observerId: enrolled.observerId, kind, name }, 'observer enrolled');
      return reply.code(201).send({ observerId: enrolled.observerId });
    },
  );
}

function addTokens(app: App, { core, nowMs }: ApiContext): void {
  app.post(
    '/api/v1/enrolment-tokens',
    {
      config: { access: 'operator' },
      schema: { body: newToken, response: { 201: views.enrolmentToken } },
    },
    async ({ body: { hours = 24, uses = 1 }, principal }, reply) => {
      const token = makeSecret();
      const expiresAt = new Date(nowMs() + hours * 3_600_000).toISOString();
      const { id } = await core.createEnrolmentToken({
        tokenHash: hashSecret(token),
        expiresAt,
        maxUses: uses,
        actor: actorOf(principal),
      });
      return reply.code(201).send({ id, token, expiresAt });
    },
  );
  app.delete(
    '/api/v1/enrolment-tokens/:id',
    { config: { access: 'operator' }, schema: { params, response: { 204: nothing } } },
    async ({ params: { id }, principal }, reply) => {
      if (await core.revokeEnrolmentToken(id, actorOf(principal))) return reply.code(204).send();
      throw new RequestFailure(404, 'not-found', `there is no enrolment token ${id}`);
    },
  );
}

function addStream(app: App, { sessions }: ApiContext): void {
  app.get(
    '/api/v1/stream',
    {
      websocket: true,
      config: { access: 'observer', rateLimit: perMinute(STREAM_OPENS_PER_MINUTE) },
      preValidation: async (request) => {
        requireSubprotocol(request, SUBPROTOCOL);
        if (!sessions.isFull) return;
        throw new RequestFailure(503, 'busy', 'too many observers', { retryAfter: 30 });
      },
    },
    (socket, { principal }) => {
      if (principal?.kind !== 'observer') throw new Error('only observers reach this');
      sessions.open(socket, principal.id);
    },
  );
}

function addControl(app: App, { core, sessions }: ApiContext): void {
  app.get(
    '/api/v1/observers',
    { config: { access: 'viewer' }, schema: { response: { 200: listOf(views.observer) } } },
    async () => ({ items: await core.listObservers() }),
  );
  app.post(
    '/api/v1/observers/:id/revoke',
    { config: { access: 'admin' }, schema: { params, response: { 204: nothing } } },
    async ({ params: { id }, principal }, reply) => {
      const isKnown = await core.revokeObserver(id, actorOf(principal));
      sessions.revoke(id);
      if (isKnown) return reply.code(204).send();
      throw new RequestFailure(404, 'not-found', `there is no observer ${id}`);
    },
  );
  app.post(
    '/api/v1/observers/report',
    {
      config: { access: 'operator' },
      schema: { body: Type.Object({ ...group, reason }, closed), response: { 202: asked } },
    },
    async ({ body: { reason: stated, ...meant }, principal }, reply) => {
      const why = stated ?? `${actorOf(principal)} asks`;
      const all = inGroup(await core.listObservers(), meant);
      const absent = all.filter(({ id }) => !sessions.report(id, why));
      return reply
        .code(202)
        .send({ asked: all.length - absent.length, absent: absent.map(({ id }) => id) });
    },
  );
  app.post(
    '/api/v1/observers/:id/report',
    {
      config: { access: 'operator' },
      schema: { params, body: Type.Object({ reason }, closed), response: { 202: accepted } },
    },
    async ({ params: { id }, body, principal }, reply) => {
      const why = body.reason ?? `${actorOf(principal)} asks`;
      if (sessions.report(id, why)) return reply.code(202).send({});
      throw new RequestFailure(409, 'not-connected', `observer ${id} is not connected now`);
    },
  );
}
