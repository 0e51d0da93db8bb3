/** Signing in and out, and the local users. */
import { Type } from 'typebox';
import { ROLES, type Role } from '../access.ts';
import type { App } from '../app.ts';
import { SESSION_COOKIE, sessionSecretOf } from '../authenticate.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { SESSION_HOURS, SIGN_INS_PER_MINUTE } from '../limits.ts';
import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN } from '../people/password.ts';
import type { SignedIn } from '../people/people.ts';
import { perMinute } from '../rates.ts';
import { listOf, nothing, views } from '../views.ts';
import { actorOf } from './actor.ts';

const closed = { additionalProperties: false } as const;
const userName = Type.String({ pattern: '^[a-z0-9][a-z0-9._@-]{0,63}$' });
const role = Type.Unsafe<Role>(Type.String({ enum: [...ROLES] }));
const signIn = Type.Union([
  Type.Object({ code: Type.String({ minLength: 1, maxLength: 128 }) }, closed),
  Type.Object(
    {
      user: Type.String({ minLength: 1, maxLength: 64 }),
      password: Type.String({ minLength: 1, maxLength: PASSWORD_CHARACTERS_MAX }),
    },
    closed,
  ),
]);
const newUser = Type.Object(
  {
    name: userName,
    role,
    password: Type.String({
      minLength: PASSWORD_CHARACTERS_MIN,
      maxLength: PASSWORD_CHARACTERS_MAX,
    }),
  },
  closed,
);

export function addPeopleRoutes(app: App, context: ApiContext): void {
  addSignIn(app, context);
  addUsers(app, context);
}

function addSignIn(app: App, { core, people, nowMs, isSecure, log }: ApiContext): void {
  const cookie = (secret: string, maxAgeSeconds: number) =>
    `${SESSION_COOKIE}=${secret}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  app.post(
    '/api/v1/sign-in',
    {
      config: { access: 'open', rateLimit: perMinute(SIGN_INS_PER_MINUTE) },
      schema: { body: signIn, response: { 200: views.signedIn } },
    },
    async ({ body, ip }, reply) => {
      const how = 'code' in body ? 'code' : 'password';
      const signedIn =
        'code' in body
          ? await people.signInByCode(body.code)
          : await people.signInByPassword(body.user, body.password);
      // Refusals are for the log alone: whoever guesses must not fill the ledger.
      log.info({ how, ip, outcome: signedIn.kind }, 'sign-in');
      const { secret, person } = admitted(signedIn);
      const { name } = person;
      await core.recordAccess({
        kind: 'person.signed-in',
        subject: name,
        actor: name,
        payload: { how, ip },
      });
      reply.header('set-cookie', cookie(secret, SESSION_HOURS * 3600));
      return { user: person.name, role: person.role };
    },
  );
  app.post(
    '/api/v1/sign-out',
    { config: { access: 'viewer' }, schema: { response: { 204: nothing } } },
    async (request, reply) => {
      const secret = sessionSecretOf(request.headers.cookie);
      if (secret !== undefined) await people.signOut(secret);
      reply.header('set-cookie', cookie('', 0));
      return reply.code(204).send();
    },
  );
  app.get(
    '/api/v1/me',
    { config: { access: 'viewer' }, schema: { response: { 200: views.signedIn } } },
    async ({ principal }) => {
      if (principal?.kind !== 'person') throw new Error('only people reach this');
      return { user: principal.name, role: principal.role };
    },
  );
  app.post(
    '/api/v1/sign-in-codes',
    { config: { access: 'admin' }, schema: { response: { 201: views.signInCode } } },
    async ({ principal }, reply) => {
      const actor = actorOf(principal);
      await core.recordAccess({
        kind: 'sign-in-code.created',
        subject: 'local-admin',
        actor,
        payload: {},
      });
      return reply.code(201).send(people.codes.create(nowMs()));
    },
  );
}

function admitted(signedIn: SignedIn): Extract<SignedIn, { kind: 'signed-in' }> {
  if (signedIn.kind === 'signed-in') return signedIn;
  if (signedIn.kind === 'busy') {
    throw new RequestFailure(503, 'busy', 'too many are signing in', { retryAfter: 1 });
  }
  throw new RequestFailure(
    401,
    'sign-in-refused',
    'that code or password is not right, or too old',
  );
}

function addUsers(app: App, { core, people, nowMs }: ApiContext): void {
  app.get(
    '/api/v1/users',
    { config: { access: 'admin' }, schema: { response: { 200: listOf(views.listedUser) } } },
    async () => ({
      items: people.users.list(),
    }),
  );
  app.post(
    '/api/v1/users',
    { config: { access: 'admin' }, schema: { body: newUser, response: { 201: views.user } } },
    async ({ body: { name, role, password }, principal }, reply) => {
      const added = await people.users.add({ name, role, password, now: new Date(nowMs()) });
      if (added.kind !== 'added') {
        const why = added.kind === 'exists' ? `there is a user "${name}"` : 'too many users';
        throw new RequestFailure(409, added.kind, why);
      }
      const actor = actorOf(principal);
      await core.recordAccess({ kind: 'user.added', subject: name, actor, payload: { role } });
      return reply.code(201).send({ name, role });
    },
  );
  app.delete(
    '/api/v1/users/:name',
    {
      config: { access: 'admin' },
      schema: { params: Type.Object({ name: userName }), response: { 204: nothing } },
    },
    async ({ params: { name }, principal }, reply) => {
      if (await people.users.remove(name)) {
        const actor = actorOf(principal);
        await core.recordAccess({ kind: 'user.removed', subject: name, actor, payload: {} });
        return reply.code(204).send();
      }
      throw new RequestFailure(404, 'not-found', `there is no user "${name}"`);
    },
  );
}
