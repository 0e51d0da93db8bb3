/** One bounded HTTP exchange over undici: what the reconciler answered, or why nobody did. */
import type { Agent, Dispatcher } from 'undici';
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

/** undici is loaded with the first call: a session that is enrolled never needs it, 28 MB less. */
export function openHttpClient(tls: PlainTls, answerTimeoutMs: number): HttpClient {
  let agent: Agent | undefined;
  return {
    post: async (call) => {
      const { Agent } = await import('undici');
      agent ??= new Agent({
        // Batches go one after the other over one connection; HTTP/2 would bring nothing.
        allowH2: false,
        connections: 1,
        pipelining: 1,
        connect: { ...tls, timeout: CONNECT_TIMEOUT_MS },
        bodyTimeout: answerTimeoutMs,
        maxResponseSize: ANSWER_BYTES_MAX,
      });
      return post(agent, call, answerTimeoutMs);
    },
    close: async () => agent?.destroy(),
  };
}

async function post(
  dispatcher: Dispatcher,
  call: HttpCall,
  answerTimeoutMs: number,
): Promise<HttpAnswer> {
  const { errors, request } = await import('undici');
  try {
    const { statusCode, headers, body } = await request(call.url, {
      dispatcher,
      method: 'POST',
      headers: call.headers,
      body: call.body,
      signal: call.signal ?? null,
      headersTimeout: answerTimeoutMs + transferTimeMs(Buffer.byteLength(call.body)),
    });
    const text = await body.text();
    const { date } = headers;
    return {
      kind: 'answered',
      status: statusCode,
      body: parseJson(text),
      ...(typeof date === 'string' && { date }),
    };
  } catch (cause) {
    // A wrong argument is our bug, not the world's.
    if (cause instanceof errors.InvalidArgumentError) throw cause;
    return { kind: 'unreachable', reason: reasonOf(cause), cause };
  }
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
