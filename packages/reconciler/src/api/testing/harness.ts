/** Starts the API on a free loopback port over a core, for tests that speak real HTTP and WebSocket. */
import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAME_BYTES_MAX, SUBPROTOCOL } from '@muster/facts/wire';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { request as httpRequest } from 'undici';
import { WebSocket } from 'ws';
import { openReconciler } from '../../open.ts';
import type { Reconciler } from '../../ports.ts';
import { findFirstHead } from '../../serve/first-head.ts';
import { headOutletOf } from '../../serve/head-outlets.ts';
import { headsPath, openHeadKey, openSealer } from '../../serve/ledger-sealer.ts';
import type { DatabaseUrl } from '../../store/postgres/database-url.ts';
import { apiKeyPath } from '../people/api-key.ts';
import { People } from '../people/people.ts';
import { type Api, createApi } from '../server.ts';

export interface Bench {
  readonly url: string;
  readonly dataDir: string;
  readonly api: Api;
  readonly core: Reconciler;
  readonly people: People;
  readonly apiKey: string;
  /** Moves the clock that the API sees. */
  advance(ms: number): void;
  /** With the API key unless the headers say otherwise. */
  ask(path: string, init?: Ask): Promise<Answer>;
  enrol(): Promise<TestObserver>;
  close(): Promise<void>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text or bytes. */
  readonly body?: unknown;
  /** No credentials at all. */
  readonly anonymous?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `undefined` where the body is not JSON. */
  readonly json: unknown;
}

export interface TestObserver {
  readonly id: string;
  readonly key: KeyObject;
  token(): Promise<string>;
}

export interface BenchOptions {
  /** Stands between the API and the core, to make it slow or failing. */
  readonly wrap?: (core: Reconciler) => Reconciler;
  /** PostgreSQL instead of SQLite in the bench's folder. */
  readonly database?: DatabaseUrl;
  readonly publicUrl?: URL;
  readonly consoleDir?: string;
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-api-'));
  let offsetMs = 0;
  const nowMs = () => Date.now() + offsetMs;
  const log = pino({ level: 'silent' });
  const inner = await openReconciler({
    dataFolder: dataDir,
    ...(options.database !== undefined && { database: options.database }),
    now: () => new Date(nowMs()),
    random: randomBytes,
    logger: log,
  });
  const core = options.wrap?.(inner) ?? inner;
  const people = await People.open(dataDir, nowMs);
  const path = headsPath(dataDir);
  const witness = openSealer(inner, await openHeadKey(dataDir), [headOutletOf(path)], {
    now: () => new Date(nowMs()),
    lastSigned: 0,
    firstHead: (entries) => findFirstHead(path, entries),
    log,
  });
  const api = await createApi({
    core,
    people,
    witness,
    origins: {
      isLoopback: true,
      ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    },
    log,
    nowMs,
    version: '0.0.0-test',
    consoleDir: options.consoleDir ?? join(dataDir, 'console'),
  });
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const apiKey = (await readFile(apiKeyPath(dataDir), 'utf8')).trim();
  const ask = (path: string, init: Ask = {}) => request(`${url}${path}`, init, apiKey);
  return {
    url,
    dataDir,
    api,
    core,
    people,
    apiKey,
    ask,
    advance(ms) {
      offsetMs += ms;
    },
    enrol: () => enrol(ask, nowMs),
    async close() {
      await api.close();
      await inner.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function request(url: string, ask: Ask, apiKey: string): Promise<Answer> {
  const { method = ask.body === undefined ? 'GET' : 'POST', headers = {}, body, anonymous } = ask;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  // Not `fetch`: that one does not let a test choose its Host.
  const response = await httpRequest(url, {
    method,
    headers: {
      ...(anonymous !== true && { authorization: `Bearer ${apiKey}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
  });
  const text = await response.body.text();
  return {
    status: response.statusCode,
    headers: new Headers(headersOf(response.headers)),
    text,
    json: jsonOf(text),
  };
}

function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function enrol(ask: Bench['ask'], nowMs: () => number): Promise<TestObserver> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const created = await ask('/api/v1/enrolment-tokens', { body: {} });
  const token = field(created.json, 'token');
  const enrolled = await ask('/api/v1/enroll', {
    anonymous: true,
    body: {
      token,
      kind: 'agent',
      name: 'test',
      version: '1',
      publicKey: { kty: 'OKP', crv: 'Ed25519', x },
    },
  });
  const id = field(enrolled.json, 'observerId');
  return { id, key: privateKey, token: () => signToken(id, privateKey, nowMs()) };
}

export function signToken(id: string, key: KeyObject, nowMs: number): Promise<string> {
  const seconds = Math.floor(nowMs / 1000);
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject(id)
    .setAudience('muster')
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 60)
    .sign(key);
}

/** A text member of a JSON object, or an error that shows what came instead. */
export function field(json: unknown, name: string): string {
  if (typeof json === 'object' && json !== null) {
    const value: unknown = Object.entries(json).find(([key]) => key === name)?.[1];
    if (typeof value === 'string') return value;
  }
  throw new Error(`no ${name} in ${JSON.stringify(json)}`);
}

/** A WebSocket whose messages can be awaited one by one, in order. */
export class Peer {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #waiting: ((frame: unknown) => void)[] = [];
  readonly #unread: unknown[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame: unknown = JSON.parse(String(data));
      const resolve = this.#waiting.shift();
      if (resolve === undefined) this.#unread.push(frame);
      else resolve(frame);
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    socket.on('error', () => undefined);
  }

  /** Rejects with `Error('HTTP 401')` when the upgrade is refused. */
  static open(
    url: string,
    protocols: readonly string[],
    headers: Readonly<Record<string, string>>,
  ): Promise<Peer> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], {
      headers,
      maxPayload: FRAME_BYTES_MAX,
      perMessageDeflate: false,
    });
    const peer = new Peer(socket);
    return new Promise((resolve, reject) => {
      socket.on('open', () => resolve(peer));
      socket.on('unexpected-response', (_, { statusCode }) => {
        socket.terminate();
        reject(new Error(`HTTP ${statusCode}`));
      });
      socket.on('error', reject);
    });
  }

  static async observer(bench: Bench, observer: TestObserver): Promise<Peer> {
    const authorization = `Bearer ${await observer.token()}`;
    return Peer.open(`${bench.url}/api/v1/stream`, [SUBPROTOCOL], { authorization });
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  next(): Promise<unknown> {
    const frame = this.#unread.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
