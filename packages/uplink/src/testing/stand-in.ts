/**
 * A stand-in for the reconciler, for tests of observers: speaks enrolment, session and POST over
 * real sockets, keeps what it acknowledged, and misbehaves on request. It holds observers to the
 * contract: a token is verified and used once, batches beyond the window are an error.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Observation } from '@muster/facts/observation';
import { parseObservation } from '@muster/facts/observation-schema';
import {
  type Batch,
  type ObserverFrame,
  type ReconcilerFrame,
  SUBPROTOCOL,
  TOKEN_AUDIENCE,
  TOKEN_SECONDS,
  type Touch,
} from '@muster/facts/wire';
import { parseEnrolment, parseObserverFrame, parseTouch } from '@muster/facts/wire-schema';
import { importJWK, jwtVerify } from 'jose';
import { type WebSocket, WebSocketServer } from 'ws';

/** What becomes of one batch. Whatever is stored is stored before the answer. */
export type Treatment =
  | 'ack'
  | 'ack-twice'
  /** Stored, but the answer is lost with the connection. */
  | 'store-then-cut'
  | 'cut'
  | 'refuse'
  | 'refuse-retry'
  | 'silence'
  | 'garbage'
  | 'too-big';

export interface StandInOptions {
  readonly tokens?: readonly string[];
  readonly window?: number;
  /** By the how-manieth batch it is, from 0. `ack` where absent. */
  readonly treat?: (nth: number, batch: Batch) => Treatment | Promise<Treatment>;
  readonly welcome?: boolean;
  readonly tls?: ServerOptions;
  /** Its clock, against which tokens are judged and which its answers state. */
  readonly nowMs?: () => number;
  /** Enrols, but the connection is cut before the answer. */
  readonly loseEnrolAnswer?: boolean;
  /** Answers every POST so instead of taking it. */
  readonly postStatus?: (nth: number) => number | undefined;
}

export interface Taken {
  readonly observerId: string;
  readonly item: Observation | Touch;
}

interface Verdict {
  readonly exceptions: Extract<ReconcilerFrame, { kind: 'ack' }>['exceptions'];
  readonly counts: Extract<ReconcilerFrame, { kind: 'ack' }>['counts'];
  readonly wanted: { source: Observation['source']; key: string }[];
}

export class StandIn {
  /** Changeable while it runs: the next batch or request is treated so. */
  options: StandInOptions;
  /** Each item that had an effect, in order of effect. An id has one effect. */
  readonly taken: Taken[] = [];
  readonly seenIds: Set<string> = new Set();
  readonly parked: { readonly id: string; readonly reason: string }[] = [];
  readonly hellos: Extract<ObserverFrame, { kind: 'hello' }>[] = [];
  readonly healths: Extract<ObserverFrame, { kind: 'health' }>[] = [];
  /** Breaches of the contract by the observer. */
  readonly complaints: string[] = [];
  readonly enrolled: Map<string, { readonly x: string; readonly name: string }> = new Map();
  readonly digests: Map<string, string> = new Map();
  readonly batchIds: string[] = [];
  readonly sockets: Set<WebSocket> = new Set();
  enrolCalls = 0;
  /** Sessions and requests of who is not, or no longer, accepted. */
  rejections = 0;
  posts = 0;
  /** Answers 401 to all who are enrolled. */
  isRevoking = false;
  readonly #usedTokens: Set<string> = new Set();
  #server: Server | undefined;
  #port = 0;
  #batches = 0;

  constructor(options: StandInOptions = {}) {
    this.options = options;
  }

  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  get observations(): Observation[] {
    return this.taken.flatMap(({ item }) => (item.schema === 'muster.touch/1' ? [] : [item]));
  }

  get touches(): Touch[] {
    return this.taken.flatMap(({ item }) => (item.schema === 'muster.touch/1' ? [item] : []));
  }

  /** Listens, on the same port again after a `stop`. */
  async start(): Promise<this> {
    const handler = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response).catch((cause: unknown) => {
        this.complaints.push(`request: ${String(cause)}`);
        response.destroy();
      });
    const server = this.options.tls
      ? createTlsServer(this.options.tls, handler)
      : createServer(handler);
    const sockets = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => undefined);
      void this.#authenticate(request).then((observerId) => {
        if (observerId === undefined) {
          this.rejections += 1;
          const date = new Date(this.#nowMs()).toUTCString();
          socket.end(`HTTP/1.1 401 Unauthorized\r\nDate: ${date}\r\nConnection: close\r\n\r\n`);
          return;
        }
        sockets.handleUpgrade(request, socket, head, (ws) => this.#converse(ws, observerId));
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Gone as by kill -9: connections are cut, nothing more is answered. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.cut();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  cut(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  say(frame: ReconcilerFrame): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(frame));
  }

  #nowMs(): number {
    return this.options.nowMs?.() ?? Date.now();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const packed = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
    const answer = (status: number, value: unknown) => {
      response.sendDate = false;
      response.writeHead(status, {
        'content-type': 'application/json',
        date: new Date(this.#nowMs()).toUTCString(),
      });
      response.end(JSON.stringify(value));
    };
    if (request.url === '/api/v1/enroll') {
      const isLost = this.options.loseEnrolAnswer === true;
      this.#enrol(JSON.parse(body.toString('utf8')), isLost ? () => response.destroy() : answer);
      return;
    }
    const observerId = await this.#authenticate(request);
    if (observerId === undefined) {
      this.rejections += 1;
      answer(401, { error: { code: 'unauthorized', message: 'the token is not accepted' } });
      return;
    }
    const status = this.options.postStatus?.(this.posts);
    this.posts += 1;
    if (status !== undefined) {
      answer(status, { error: { code: 'asked-for', message: `status ${status}` } });
      return;
    }
    const lines = body.toString('utf8').trimEnd().split('\n');
    const { counts, exceptions, wanted } = this.#store(
      observerId,
      lines.map((line) => JSON.parse(line)),
    );
    answer(200, { counts, exceptions, wanted });
  }

  #enrol(input: unknown, answer: (status: number, value: unknown) => void): void {
    this.enrolCalls += 1;
    const parsed = parseEnrolment(input);
    if (parsed.kind === 'refused') {
      answer(400, { error: { code: 'bad-request', message: 'not an enrolment' } });
      return;
    }
    const { token, publicKey, name } = parsed.value;
    if (!(this.options.tokens ?? ['let-me-in']).includes(token)) {
      answer(403, { error: { code: 'unknown-token', message: 'the token is not known' } });
      return;
    }
    // As the reconciler does: a key that is admitted already is the same observer.
    const again = [...this.enrolled].find(([, { x }]) => x === publicKey.x)?.[0];
    const observerId = again ?? randomUUID();
    this.enrolled.set(observerId, { x: publicKey.x, name });
    answer(201, { observerId });
  }

  async #authenticate(request: IncomingMessage): Promise<string | undefined> {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const payload = JSON.parse(
      Buffer.from(token.split('.')[1] ?? 'e30', 'base64url').toString('utf8'),
    ) as { readonly sub?: string };
    const observer = this.enrolled.get(payload.sub ?? '');
    if (observer === undefined || this.isRevoking) return undefined;
    try {
      const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: observer.x }, 'EdDSA');
      const verified = await jwtVerify(token, key, {
        audience: TOKEN_AUDIENCE,
        algorithms: ['EdDSA'],
        requiredClaims: ['jti', 'iat', 'exp', 'sub'],
        currentDate: new Date(this.#nowMs()),
      });
      const { jti = '', iat = 0, exp = 0, sub } = verified.payload;
      if (exp - iat > TOKEN_SECONDS) this.complaints.push('a token lives too long');
      if (this.#usedTokens.has(jti)) this.complaints.push('a token was used twice');
      this.#usedTokens.add(jti);
      return sub;
    } catch {
      return undefined;
    }
  }

  #converse(socket: WebSocket, observerId: string): void {
    this.sockets.add(socket);
    let unanswered = 0;
    const window = this.options.window ?? 8;
    const send = (frame: ReconcilerFrame) => socket.send(JSON.stringify(frame));
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const parsed = parseObserverFrame(JSON.parse(String(data)));
      if (parsed.kind === 'refused') {
        this.complaints.push(`not a frame: ${JSON.stringify(parsed.problems)}`);
        return;
      }
      const frame = parsed.value;
      if (frame.kind === 'hello') {
        this.hellos.push(frame);
        if (this.options.welcome !== false) send({ kind: 'welcome', observerId, window });
      } else if (frame.kind === 'health') this.healths.push(frame);
      else {
        unanswered += 1;
        if (unanswered > window) this.complaints.push('more batches than the window');
        void this.#treat(socket, observerId, frame).then((isAnswered) => {
          if (isAnswered) unanswered -= 1;
        });
      }
    });
  }

  async #treat(socket: WebSocket, observerId: string, batch: Batch): Promise<boolean> {
    this.batchIds.push(batch.id);
    const treatment = (await this.options.treat?.(this.#batches++, batch)) ?? 'ack';
    if (socket.readyState !== socket.OPEN) return false;
    const send = (frame: ReconcilerFrame) => socket.send(JSON.stringify(frame));
    switch (treatment) {
      case 'silence':
        return false;
      case 'garbage':
        socket.send('{"kind":"who knows"}');
        return false;
      case 'cut':
        socket.terminate();
        return false;
      case 'too-big':
        socket.close(1009);
        return false;
      case 'refuse':
      case 'refuse-retry':
        send({
          kind: 'refused',
          id: batch.id,
          reason: 'as asked for',
          retry: treatment === 'refuse-retry',
        });
        return true;
      default:
    }
    const { counts, exceptions, wanted } = this.#store(observerId, batch.items);
    if (treatment === 'store-then-cut') {
      socket.terminate();
      return false;
    }
    if (wanted.length > 0) send({ kind: 'want', records: wanted });
    const ack: ReconcilerFrame = { kind: 'ack', id: batch.id, counts, exceptions };
    send(ack);
    if (treatment === 'ack-twice') send(ack);
    return true;
  }

  #store(observerId: string, items: readonly unknown[]): Verdict {
    const counts: Record<string, number> = {};
    const exceptions: { id: string; disposition: 'parked' | 'refused'; reason: string }[] = [];
    const wanted: Verdict['wanted'] = [];
    const count = (disposition: string) => {
      counts[disposition] = (counts[disposition] ?? 0) + 1;
    };
    for (const input of items) {
      const observation = parseObservation(input);
      const parsed = observation.kind === 'parsed' ? observation : parseTouch(input);
      if (parsed.kind === 'refused') {
        const reason = parsed.problems.map(({ path, message }) => `${path} ${message}`).join();
        const { id = '' } = input as { readonly id?: string };
        this.parked.push({ id, reason });
        exceptions.push({ id, disposition: 'parked', reason });
        count('parked');
        continue;
      }
      const item = parsed.value;
      if (item.observer.id !== observerId)
        this.complaints.push(`an item of ${item.observer.id} from ${observerId}`);
      if (this.seenIds.has(item.id)) {
        count('duplicate');
        continue;
      }
      this.seenIds.add(item.id);
      this.taken.push({ observerId, item });
      const name = `${item.source} ${item.key}`;
      const isSame = this.digests.get(name) === item.digest;
      if (item.schema === 'muster.observation/1') this.digests.set(name, item.digest);
      else if (!isSame) wanted.push({ source: item.source, key: item.key });
      count(isSame ? 'unchanged' : 'applied');
    }
    return { counts, exceptions, wanted };
  }
}
