/** WebSocket routes speak one subprotocol each (RFC 6455 §1.9); whoever names another is told so. */
import type { FastifyRequest } from 'fastify';
import { RequestFailure } from '../failure.ts';

export function requireSubprotocol(request: FastifyRequest, subprotocol: string): void {
  if (!request.ws) {
    throw new RequestFailure(426, 'websocket', `open a WebSocket with subprotocol ${subprotocol}`);
  }
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  if (offered.split(',').some((each) => each.trim() === subprotocol)) return;
  throw new RequestFailure(400, 'subprotocol', `the subprotocol here is ${subprotocol}`);
}
