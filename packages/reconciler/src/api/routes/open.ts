/** What anyone may ask: is it alive, what does its API look like, and its numbers on loopback. */
import { observationSchemaDocument } from '@muster/facts/schema-document';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { views } from '../views.ts';

export function addOpenRoutes(app: App, context: ApiContext): void {
  app.get(
    '/healthz',
    { config: { access: 'open' }, schema: { response: { 200: views.health } } },
    async () => {
      // The cheapest question that the database itself must answer.
      await context.core.observerKey('');
      return { status: 'ok', version: context.version };
    },
  );
  // Where we listen beyond loopback, numbers of the inventory are not for passers-by.
  const access = context.origins.isLoopback ? 'open' : 'viewer';
  app.get('/metrics', { config: { access }, schema: { hide: true } }, async (_, reply) => {
    reply.type(context.metrics.contentType);
    return context.metrics.expose();
  });
  app.get(
    '/api/v1/openapi.json',
    { config: { access: 'open' }, schema: { hide: true } },
    async () => app.swagger(),
  );
  app.get(
    '/api/v1/schemas/observation.json',
    { config: { access: 'open' }, schema: { hide: true } },
    async () => observationSchemaDocument(),
  );
}
