/**
 * One WebSocket session with the reconciler, from connect to cut (subprotocol `muster.v1`,
 * `@muster/facts/wire`): hello, welcome, then batches in order within the window.
 */
import {
  type ObserverFrame,
  type ReconcilerFrame,
  SUBPROTOCOL,
  WINDOW_BATCHES,
} from '@muster/facts/wire';
import { type RawData, WebSocket } from 'ws';
import { missedDeadline, tickMs, type Waits } from './deadlines.ts';
import type { Delivery, OutgoingBatch } from './delivery.ts';
import { encodeBatchFrame, parseFrame } from './frames.ts';
import { type Declined, readDeclined } from './handshake.ts';
import { reasonOf } from './http.ts';
import {
  ANSWER_BYTES_MAX,
  BUFFERED_BYTES_MAX,
  CLOSE_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS,
  HEALTH_INTERVAL_MS,
} from './limits.ts';
import type { Log } from './log.ts';
import type { Rim } from './rim.ts';
import type { PlainTls } from './tls.ts';
import type { UplinkLimits } from './uplink.ts';

export interface SessionOptions {
  readonly url: URL;
  readonly tls: PlainTls;
  readonly token: string;
  readonly delivery: Delivery;
  readonly hello: () => Extract<ObserverFrame, { kind: 'hello' }>;
  /** 1 after a batch may have been too large for the connection, to find which. */
  readonly windowMax: number;
  readonly limits: Pick<UplinkLimits, 'answerTimeoutMs' | 'pingIntervalMs'>;
  readonly rim: Rim;
  readonly logger: Log;
  readonly onWelcome: () => void;
  readonly onReport: (reason: string) => void;
  /** Who shares this observer's group, and which of them it is. */
  readonly onShare: (self: string, members: readonly string[]) => void;
  /** Told of the Date header of a refusal. @returns whether our clock was to blame */
  readonly onDate: (date: string) => boolean;
  /** Called after every change in the spool, so that new batches leave at once. */
  readonly onSpooled: (listener: () => void) => () => void;
  readonly signal: AbortSignal;
}

export type SessionEnd =
  /** By us. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'observer-refused'; readonly reason: string; readonly isClock: boolean }
  | {
      readonly kind: 'cut';
      readonly reason: string;
      /** At least one batch was answered. */
      readonly hasProgressed: boolean;
      readonly isTooLarge: boolean;
    };

/** Close code of a message beyond the peer's bound (RFC 6455 §7.4.1). */
const MESSAGE_TOO_BIG = 1009;

/**
 * The reconciler's close code when another session of the same observer has taken this one's
 * place. If that is a copy of our data folder, two would cut each other off without end.
 */
const REPLACED = 4409;

/** Resolves when the session is over; what is unanswered has been given back by then. */
export function runSession(options: SessionOptions): Promise<SessionEnd> {
  return new Session(options).run();
}

interface Unanswered {
  readonly batch: OutgoingBatch;
  readonly sentMs: number;
  readonly bytes: number;
}

class Session {
  readonly #options: SessionOptions;
  readonly #socket: WebSocket;
  readonly #unanswered: Map<string, Unanswered> = new Map();
  readonly #startedMs: number;
  /** Absent until the welcome. */
  #window: number | undefined;
  #observerId = '';
  /** `again`: something changed while the spool was found empty or was being read. */
  #pumping: 'no' | 'yes' | 'again' = 'no';
  #hasProgressed = false;
  #pingDueMs: number;
  /** Absent when no pong is out. */
  #pingSentMs: number | undefined;
  #healthDueMs: number;
  #healthSent = '';
  /** Frames are handled one after the other. */
  #handling: Promise<void> = Promise.resolve();
  /** Why we cut it, or how the peer refused it. */
  #end: SessionEnd | undefined;
  #fault: unknown;

  constructor(options: SessionOptions) {
    const { url, tls, token, limits, rim } = options;
    this.#options = options;
    this.#startedMs = rim.monotonicMs();
    this.#pingDueMs = this.#startedMs + limits.pingIntervalMs;
    this.#healthDueMs = this.#startedMs + HEALTH_INTERVAL_MS;
    this.#socket = new WebSocket(url, SUBPROTOCOL, {
      ...tls,
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: CONNECT_TIMEOUT_MS,
      maxPayload: ANSWER_BYTES_MAX,
      // The reconciler's frames are single texts; a fragment flood is an attack.
      maxFragments: 1024,
      maxBufferedChunks: 4096,
      // Costs tens of kB a connection on both sides (and memory that does not come back).
      perMessageDeflate: false,
    });
  }

  async run(): Promise<SessionEnd> {
    const { signal, delivery, onSpooled } = this.#options;
    const stopListening = onSpooled(() => this.#pump());
    const tick = setInterval(() => this.#tick(), tickMs(this.#options.limits));
    const onAbort = () => this.#close();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) this.#close();
    try {
      const end = await this.#untilClosed();
      await this.#handling;
      await this.#settleTooLarge(end);
      if (this.#fault !== undefined) throw this.#fault;
      return end;
    } finally {
      clearInterval(tick);
      stopListening();
      signal.removeEventListener('abort', onAbort);
      delivery.giveBack();
    }
  }

  #untilClosed(): Promise<SessionEnd> {
    const socket = this.#socket;
    socket.on('open', () => this.#hello());
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#pingSentMs = undefined;
    });
    socket.on('unexpected-response', (_request, response) => {
      readDeclined(response).then(
        (declined) => {
          this.#end ??= this.#judgeDeclined(declined);
          socket.terminate();
        },
        (fault: unknown) => this.#fail(fault),
      );
    });
    // Always followed by `close`.
    socket.on('error', (cause) => {
      this.#end ??= this.#cut(reasonOf(cause));
    });
    return new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        const end = this.#end ?? this.#closedByPeer(code, reason.toString('utf8'));
        resolve(this.#options.signal.aborted ? { kind: 'closed' } : end);
      });
    });
  }

  #closedByPeer(code: number, said: string): SessionEnd {
    const reason = `closed with ${code}${said === '' ? '' : `: ${said}`}`;
    const end = this.#cut(reason, code === MESSAGE_TOO_BIG);
    // Not to come back at once: the waits grow, however well this session went.
    return code === REPLACED ? { ...end, hasProgressed: false } : end;
  }

  /** With one batch on its way it is clear which was too large; it would be so for ever. */
  async #settleTooLarge(end: SessionEnd): Promise<void> {
    const [only, another] = this.#unanswered.values();
    if (end.kind !== 'cut' || !end.isTooLarge || only === undefined || another !== undefined)
      return;
    await this.#options.delivery.refused(only.batch, end.reason);
  }

  #judgeDeclined({ kind, reason, date }: Declined): SessionEnd {
    const isClock = date !== undefined && this.#options.onDate(date);
    return kind === 'cut' ? this.#cut(reason) : { kind, reason, isClock };
  }

  #hello(): void {
    this.#send(this.#options.hello());
  }

  #receive(data: RawData, isBinary: boolean): void {
    // One frame is handled at a time; the rest waits in the kernel, not in memory.
    this.#socket.pause();
    this.#handling = this.#handling
      .then(() => this.#handle(parseFrame(data, isBinary)))
      .catch((fault: unknown) => this.#fail(fault))
      .finally(() => this.#socket.resume());
  }

  async #handle(frame: ReconcilerFrame | undefined): Promise<void> {
    const { delivery, onWelcome, onReport, onShare } = this.#options;
    switch (frame?.kind) {
      case undefined:
        return this.#terminate('a frame was not of muster.v1');
      case 'welcome':
        this.#window = Math.max(1, Math.min(frame.window, WINDOW_BATCHES, this.#options.windowMax));
        this.#observerId = frame.observerId;
        onWelcome();
        break;
      case 'ack': {
        const batch = this.#answered(frame.id);
        if (batch !== undefined) await delivery.acknowledged(batch, frame);
        break;
      }
      case 'refused': {
        if (frame.retry) return this.#terminate(`asked to try again later: ${frame.reason}`);
        const batch = this.#answered(frame.id);
        if (batch !== undefined) await delivery.refused(batch, frame.reason);
        break;
      }
      case 'want':
        await delivery.wanted(frame.records);
        break;
      case 'report':
        onReport(frame.reason);
        break;
      case 'share':
        onShare(this.#observerId, frame.members);
        break;
    }
    this.#pump();
  }

  /** `undefined` for an answer that nobody waits for: a duplicate, or to a former session. */
  #answered(id: string): OutgoingBatch | undefined {
    const waiting = this.#unanswered.get(id);
    if (waiting === undefined) return undefined;
    this.#unanswered.delete(id);
    this.#hasProgressed = true;
    return waiting.batch;
  }

  /** Sends what the window and the socket's buffer allow. */
  #pump(): void {
    if (this.#window === undefined) return;
    if (this.#pumping === 'no') {
      this.#pumping = 'yes';
      this.#sendBatches()
        .catch((fault: unknown) => this.#fail(fault))
        .finally(() => {
          const isAsked = this.#pumping === 'again';
          this.#pumping = 'no';
          if (isAsked) this.#pump();
        });
    } else this.#pumping = 'again';
  }

  async #sendBatches(): Promise<void> {
    const { delivery, rim } = this.#options;
    while (this.#hasRoom()) {
      const batch = await delivery.take();
      // While it was read the session may have ended: then it is given back with the others.
      if (batch === undefined || this.#socket.readyState !== WebSocket.OPEN) return;
      const frame = encodeBatchFrame(batch.id, batch.lines);
      const bytes = Buffer.byteLength(frame);
      this.#unanswered.set(batch.id, { batch, sentMs: rim.monotonicMs(), bytes });
      this.#socket.send(frame, () => this.#pump());
    }
  }

  #hasRoom(): boolean {
    return (
      this.#socket.readyState === WebSocket.OPEN &&
      this.#unanswered.size < (this.#window ?? 0) &&
      this.#socket.bufferedAmount < BUFFERED_BYTES_MAX
    );
  }

  /** Deadlines and what is due from time to time. */
  #tick(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { limits, rim } = this.#options;
    const nowMs = rim.monotonicMs();
    const missed = missedDeadline(this.#waits(), limits, nowMs);
    if (missed !== undefined) {
      this.#terminate(missed);
      return;
    }
    if (nowMs > this.#pingDueMs && this.#pingSentMs === undefined) {
      this.#pingSentMs = nowMs;
      this.#pingDueMs = nowMs + limits.pingIntervalMs;
      this.#socket.ping();
    }
    if (nowMs > this.#healthDueMs) {
      this.#healthDueMs = nowMs + HEALTH_INTERVAL_MS;
      this.#sendHealth();
    }
  }

  #waits(): Waits {
    const [oldest] = this.#unanswered.values();
    return {
      startedMs: this.#startedMs,
      isWelcomed: this.#window !== undefined,
      oldestSentMs: oldest?.sentMs,
      pingSentMs: this.#pingSentMs,
      unansweredBytes: this.#unansweredBytes(),
    };
  }

  #unansweredBytes(): number {
    let bytes = 0;
    for (const unanswered of this.#unanswered.values()) bytes += unanswered.bytes;
    return bytes;
  }

  #sendHealth(): void {
    const { coverage, health } = this.#options.hello();
    const said = JSON.stringify({ coverage, health });
    if (said === this.#healthSent) return;
    this.#healthSent = said;
    this.#send({ kind: 'health', coverage, health });
  }

  #send(frame: ObserverFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #close(): void {
    const { readyState } = this.#socket;
    if (readyState === WebSocket.CONNECTING) {
      this.#socket.terminate();
      return;
    }
    this.#socket.close(1000);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS);
    this.#socket.once('close', () => clearTimeout(cut));
  }

  /** A bug: it ends the session and surfaces where the session was run. */
  #fail(fault: unknown): void {
    this.#fault ??= fault;
    this.#socket.terminate();
  }

  #terminate(reason: string): void {
    this.#end ??= this.#cut(reason);
    this.#socket.terminate();
  }

  #cut(reason: string, isTooLarge = false): Extract<SessionEnd, { kind: 'cut' }> {
    return { kind: 'cut', reason, hasProgressed: this.#hasProgressed, isTooLarge };
  }
}
