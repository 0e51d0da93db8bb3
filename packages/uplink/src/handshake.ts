/** What a server says that answers the WebSocket handshake with something else than yes. */
import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { describeRefusal } from './error-body.ts';
import { CONNECT_TIMEOUT_MS } from './limits.ts';

export interface Declined {
  readonly kind: 'observer-refused' | 'cut';
  /** "answered 401: no observer that may speak has this id" */
  readonly reason: string;
  readonly date?: string;
}

/** An error body of ours is a few hundred bytes; of a longer one the status must do. */
const BODY_BYTES_MAX = 4096;

export async function readDeclined(response: IncomingMessage): Promise<Declined> {
  const { statusCode = 0, headers } = response;
  const isOurs = statusCode === 401 || statusCode === 403;
  return {
    kind: isOurs ? 'observer-refused' : 'cut',
    reason: describeRefusal(statusCode, await readBody(response)),
    ...(headers.date !== undefined && { date: headers.date }),
  };
}

/** @returns `undefined` for what is not JSON, too long, cut, or too slow */
async function readBody(response: IncomingMessage): Promise<unknown> {
  addAbortSignal(AbortSignal.timeout(CONNECT_TIMEOUT_MS), response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) return undefined;
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
