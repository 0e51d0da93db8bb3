/**
 * One bounded HTTP exchange: what the reconciler answered, or why nobody did. Over Node's own
 * client, which the WebSocket session needs anyway; another one would cost an agent 20 MB.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { transferTimeMs } from './deadlines.ts';
import { ANSWER_BYTES_MAX, CONNECT_TIMEOUT_MS } from './limits.ts';
import type { PlainTls } from './tls.ts';

export interface HttpCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly signal: AbortSignal | undefined;
}

export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Parsed JSON; `undefined` where the body is not JSON. */
      readonly body: unknown;
      readonly date?: string;
    }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly cause: unknown };

export interface HttpClient {
  post(call: HttpCall): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpLimits {
  /** Until the answer begins, once all is sent; and between its parts. */
  readonly answerTimeoutMs: number;
  /** TCP and TLS. `CONNECT_TIMEOUT_MS` where absent. */
  readonly connectTimeoutMs?: number;
}

/** What `node:http` and `node:https` have in common. */
interface Transport {
  readonly request: (url: URL, options: RequestOptions) => ClientRequest;
  readonly agent: Agent;
}

/** One client speaks to one reconciler: batches go one after the other over one connection. */
export function openHttpClient(tls: PlainTls, limits: HttpLimits): HttpClient {
  let opening: Promise<Transport> | undefined;
  return {
    post: async (call) => {
      opening ??= openTransport(call.url, tls);
      return exchange(await opening, call, limits);
    },
    close: async () => (await opening)?.agent.destroy(),
  };
}

/** Loaded with the first call. */
async function openTransport({ protocol }: URL, tls: PlainTls): Promise<Transport> {
  const kept = { keepAlive: true, maxSockets: 1 };
  if (protocol === 'http:') {
    const { Agent, request } = await import('node:http');
    return { request, agent: new Agent(kept) };
  }
  const { Agent, request } = await import('node:https');
  return { request, agent: new Agent({ ...kept, ...tls }) };
}

/** Resolves once: an exchange has one end, whatever a broken connection says afterwards. */
function exchange(
  { request, agent }: Transport,
  { url, headers, body, signal }: HttpCall,
  { answerTimeoutMs, connectTimeoutMs = CONNECT_TIMEOUT_MS }: HttpLimits,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const within = (ms: number, missed: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => asked.destroy(new Error(missed)), ms);
    };
    const end = (answer: HttpAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const fail = (cause: unknown) => end({ kind: 'unreachable', reason: reasonOf(cause), cause });
    const sizeBytes = Buffer.byteLength(body);
    const asked = request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': sizeBytes },
      ...(signal && { signal }),
    });
    const awaitAnswer = () =>
      within(answerTimeoutMs + transferTimeMs(sizeBytes), 'there was no answer in time');
    within(connectTimeoutMs, 'there was no connection in time');
    asked.once('socket', (socket) => {
      if (!socket.connecting) return awaitAnswer();
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', awaitAnswer);
      return undefined;
    });
    asked.once('response', (response) => {
      const onPart = () => within(answerTimeoutMs, 'the answer did not end in time');
      readAnswer(response, onPart).then(end, (cause) => {
        asked.destroy();
        fail(cause);
      });
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

async function readAnswer(response: IncomingMessage, onPart: () => void): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  onPart();
  for await (const chunk of response) {
    onPart();
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is larger than any of a reconciler');
  }
  const { statusCode = 0, headers } = response;
  return {
    kind: 'answered',
    status: statusCode,
    body: parseJson(Buffer.concat(chunks).toString('utf8')),
    ...(headers.date !== undefined && { date: headers.date }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line for a person: "connect ECONNREFUSED 127.0.0.1:8420". Happy eyeballs hide it a level down. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  if (!(cause instanceof Error)) return String(cause);
  if (cause.message !== '') return cause.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
