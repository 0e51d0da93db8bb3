/** Finds out who asks, and turns away whoever may not: after the rate limit, before the body. */
import type { FastifyRequest } from 'fastify';
import { type Access, accessAllows, type Principal } from './access.ts';
import type { App } from './app.ts';
import { RequestFailure } from './failure.ts';
import type { ObserverTokens } from './observer-tokens.ts';
import type { People } from './people/people.ts';

export const SESSION_COOKIE = 'muster_session';

export function addAuthentication(app: App, people: People, tokens: ObserverTokens): void {
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', ({ config, url }) => {
    if (config?.access === undefined) throw new Error(`route ${url} names no access`);
  });
  // preParsing is the first hook after the rate limits, which routes have in onRequest.
  app.addHook('preParsing', async (request, reply) => {
    const access: Access = request.routeOptions.config.access ?? 'open';
    if (access === 'open' || request.is404) return;
    request.principal = await identify(request, people, tokens);
    if (accessAllows(access, request.principal)) return;
    if (request.principal !== undefined) {
      throw new RequestFailure(403, 'forbidden', `this needs the role ${describe(access)}`);
    }
    reply.header('www-authenticate', 'Bearer');
    throw new RequestFailure(401, 'unauthenticated', 'sign in, or send a bearer token');
  });
}

function describe(access: Access): string {
  return access === 'intake' ? 'operator' : access;
}

async function identify(
  request: FastifyRequest,
  people: People,
  tokens: ObserverTokens,
): Promise<Principal | undefined> {
  const bearer = bearerOf(request.headers.authorization);
  if (bearer === undefined) {
    const secret = sessionSecretOf(request.headers.cookie);
    return secret === undefined ? undefined : people.bySession(secret);
  }
  // Two dots make it a JWT; an API key is base64url.
  if (!bearer.includes('.')) return people.byApiKey(bearer);
  const checked = await tokens.check(bearer);
  if (checked.kind === 'observer') return { kind: 'observer', id: checked.id };
  if (checked.kind === 'later') {
    throw new RequestFailure(503, 'token-later', checked.reason, {
      retryAfter: checked.retryAfter,
    });
  }
  throw new RequestFailure(401, 'token-refused', checked.reason);
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/** The secret in the session cookie (RFC 6265 §5.4); other cookies are passed over. */
export function sessionSecretOf(cookies: string | undefined): string | undefined {
  for (const cookie of (cookies ?? '').split(';')) {
    const [name, value] = cookie.trim().split('=');
    if (name === SESSION_COOKIE && value !== undefined && value !== '') return value;
  }
  return undefined;
}
