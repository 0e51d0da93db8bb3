import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readDeclined } from './handshake.ts';

let server: Server;

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function answerOf(status: number, body: string): Promise<IncomingMessage> {
  server = createServer((_request, response) => {
    response.sendDate = false;
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, host: '127.0.0.1' }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

describe('a declined handshake', () => {
  it.each([
    [
      401,
      '{"error":{"code":"x","message":"no such observer"}}',
      'observer-refused',
      'answered 401: no such observer',
    ],
    [403, '<html>proxy</html>', 'observer-refused', 'answered 403'],
    [503, '{"error":{"message":"busy"}}', 'cut', 'answered 503: busy'],
    [404, '', 'cut', 'answered 404'],
    [426, `{"error":{"message":"${'x'.repeat(5_000)}"}}`, 'cut', 'answered 426'],
  ])('with %i %j is %s: %s', async (status, body, kind, reason) => {
    expect(await readDeclined(await answerOf(status, body))).toEqual({ kind, reason });
  });
});
