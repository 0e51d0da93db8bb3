/** The event stream: a WebSocket for the console's cookie, or for a bearer of an API key. */
import type { FastifyRequest } from 'fastify';
import { accessAllows } from '../access.ts';
import type { App } from '../app.ts';
import { sessionSecretOf } from '../authenticate.ts';
import type { ApiContext } from '../context.ts';
import { EVENTS_SUBPROTOCOL } from '../event-stream.ts';
import { RequestFailure } from '../failure.ts';
import { requireSubprotocol } from './subprotocol.ts';

export function addEventRoutes(app: App, context: ApiContext): void {
  app.get(
    '/api/v1/events',
    {
      websocket: true,
      config: { access: 'viewer' },
      preValidation: async (request) => {
        requireSubprotocol(request, EVENTS_SUBPROTOCOL);
        if (!context.events.isFull) return;
        throw new RequestFailure(503, 'busy', 'too many listeners', { retryAfter: 30 });
      },
    },
    (socket, request) => context.events.open(socket, stillAllowed(request, context)),
  );
}

/** A key is good as long as we run; a session can end while its holder listens. */
function stillAllowed({ principal, headers }: FastifyRequest, context: ApiContext): () => boolean {
  if (principal?.kind !== 'person') throw new Error('only people reach this');
  if (principal.by === 'api-key') return () => true;
  const secret = sessionSecretOf(headers.cookie) ?? '';
  return () => accessAllows('viewer', context.people.bySession(secret));
}
