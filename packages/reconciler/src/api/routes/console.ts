/** The console's built files at `/`, or a plain page that says how to build them. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';

/** Vite names these by their content: they never change. */
const HASHED = /^assets\//;

export async function addConsoleRoutes(app: App, { consoleDir }: ApiContext): Promise<void> {
  await app.register(fastifyStatic, { root: consoleDir, serve: false });
  const params = Type.Object({ '*': Type.String() });
  app.get(
    '/*',
    { config: { access: 'open' }, schema: { params, hide: true } },
    async ({ params }, reply) => {
      const path = params['*'] === '' ? 'index.html' : params['*'];
      if (path.startsWith('api/')) {
        throw new RequestFailure(404, 'not-found', `there is nothing at /${path}`);
      }
      if (path === 'index.html' && !(await isBuilt(consoleDir))) {
        return reply.type('text/html; charset=utf-8').send(NOT_BUILT);
      }
      reply.removeHeader('cache-control');
      return HASHED.test(path)
        ? reply.sendFile(path, { maxAge: '365d', immutable: true })
        : reply.sendFile(path, { maxAge: 0 });
    },
  );
}

async function isBuilt(consoleDir: string): Promise<boolean> {
  return access(join(consoleDir, 'index.html')).then(
    () => true,
    () => false,
  );
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Muster</title>
<h1>The console is not built yet</h1>
<p>In the Muster folder: <code>npm run build:console</code>, then load this page again
(<code>npm start</code> does it by itself).</p>
<p>Everything it shows is also in the API (<a href="/api/v1/openapi.json">its description</a>)
and on the command line: <code>muster query</code>.</p>
</html>
`;
