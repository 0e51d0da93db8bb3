/**
 * GET over one TLS connection, in series: a management controller is a small computer. The password
 * goes out only after the certificate has been judged.
 */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector, Client, errors } from 'undici';
import { isRecord, jsonOf } from '../json.ts';
import type { RedfishTarget } from '../target.ts';

/** One resource: an object of JSON, unknown until looked at. */
export type Resource = Readonly<Record<string, unknown>>;

export type Got =
  | { readonly kind: 'got'; readonly resource: Resource }
  | {
      readonly kind: 'unreachable' | 'refused' | 'timeout' | 'absent' | 'failed';
      readonly reason: string;
    };

export interface RedfishClient {
  get(path: string): Promise<Got>;
  traffic(): { readonly requests: number; readonly bytesIn: number; readonly bytesOut: number };
  close(): Promise<void>;
}

/** The largest resource met is a log of 300 kB, which is never asked for. */
const RESPONSE_BYTES_MAX = 2 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** Old controllers take many seconds for one resource, longer just after their start. */
const ANSWER_TIMEOUT_MS = 60_000;

class CertificateError extends Error {}

export function openRedfishClient(target: RedfishTarget, signal: AbortSignal): RedfishClient {
  const sockets = new Set<Socket>();
  let requests = 0;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const client = new Client(`https://${host}:${target.port}`, {
    connect: connectorFor(target.certificate, (socket) => sockets.add(socket)),
    maxResponseSize: RESPONSE_BYTES_MAX,
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    pipelining: 1,
  });
  const login = `${target.user}:${target.password.reveal()}`;
  const headers = {
    accept: 'application/json',
    'odata-version': '4.0',
    authorization: `Basic ${Buffer.from(login).toString('base64')}`,
  };
  return {
    get: async (path) => {
      requests += 1;
      try {
        const { statusCode, body } = await client.request({ method: 'GET', path, headers, signal });
        return judge(statusCode, await body.text());
      } catch (error) {
        return trouble(error, signal);
      }
    },
    traffic: () => {
      const sum = (of: (socket: Socket) => number) =>
        [...sockets].reduce((total, socket) => total + of(socket), 0);
      return {
        requests,
        bytesIn: sum(({ bytesRead }) => bytesRead),
        bytesOut: sum(({ bytesWritten }) => bytesWritten),
      };
    },
    close: () => client.destroy(),
  };
}

/** With a fingerprint, the certificate is who it is; without, the system's rules decide. */
function connectorFor(
  pinned: string | undefined,
  onSocket: (socket: Socket) => void,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    rejectUnauthorized: false,
    // A resumed session shows no certificate.
    maxCachedSessions: 0,
    allowH2: false,
  });
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      onSocket(socket);
      const why = socket instanceof TLSSocket ? objection(socket, pinned) : 'it speaks no TLS';
      if (why === undefined) return callback(null, socket);
      socket.destroy();
      return callback(new CertificateError(why), null);
    });
}

function objection(socket: TLSSocket, pinned: string | undefined): string | undefined {
  const offered = fingerprintOf(socket);
  if (pinned !== undefined) {
    const isSame = pinned.toLowerCase() === offered.toLowerCase();
    return isSame ? undefined : `the certificate has changed: pinned ${pinned}, offered ${offered}`;
  }
  if (socket.authorized) return undefined;
  const why = socket.authorizationError;
  return `its certificate is not trusted (${String(why)}); if it is the right one, name ${offered}`;
}

/** "SHA256:" and the digest of the certificate in hexadecimal, as browsers show it without colons. */
function fingerprintOf(socket: TLSSocket): string {
  const { raw } = socket.getPeerCertificate();
  return `SHA256:${createHash('sha256').update(raw).digest('hex')}`;
}

function judge(status: number, body: string): Got {
  if (status === 401 || status === 403) {
    return { kind: 'refused', reason: `the controller answers ${status}` };
  }
  if (status === 404 || status === 405 || status === 501) {
    return { kind: 'absent', reason: `the controller answers ${status}` };
  }
  const resource = status === 200 ? jsonOf(body) : undefined;
  if (isRecord(resource)) return { kind: 'got', resource };
  const reason =
    status === 200 ? 'the answer is no JSON object' : `the controller answers ${status}`;
  return { kind: 'failed', reason };
}

function trouble(error: unknown, signal: AbortSignal): Got {
  if (signal.aborted) return { kind: 'timeout', reason: 'the time is over' };
  if (!(error instanceof Error)) return { kind: 'failed', reason: String(error) };
  const { message: reason } = error;
  if (error instanceof CertificateError) return { kind: 'refused', reason };
  if (error instanceof errors.ResponseExceededMaxSizeError) return { kind: 'failed', reason };
  const isLate =
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError;
  if (isLate) return { kind: 'timeout', reason };
  const code = 'code' in error ? String(error.code) : '';
  const isAway = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code);
  return { kind: isAway ? 'unreachable' : 'failed', reason: reason || code };
}
