/**
 * One observer's WebSocket (`muster.v1`, see `wire.ts`): hello, then batches, each answered once it
 * is durable. Ends at the first frame that breaks the protocol, with a code that says why.
 */
import { formatProblems } from '@muster/facts/problems';
import {
  type Batch,
  type ObserverFrame,
  type ReconcilerFrame,
  WINDOW_BATCHES,
} from '@muster/facts/wire';
import { parseObserverFrame } from '@muster/facts/wire-schema';
import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import type { Intake, Registry } from '../ports.ts';
import type { IntakeBudget } from './intake-budget.ts';
import {
  HELLO_TIMEOUT_MS,
  PING_INTERVAL_MS,
  PONG_TIMEOUT_MS,
  SESSION_BUFFER_BYTES_MAX,
} from './limits.ts';
import type { Metrics } from './metrics.ts';

/** Close codes (RFC 6455 §7.4) of this endpoint; 4000 to 4999 are ours. */
export const CLOSE = {
  goingAway: 1001,
  binary: 1003,
  notJson: 1007,
  badFrame: 4400,
  notYou: 4403,
  helloTimeout: 4408,
  replaced: 4409,
  windowExceeded: 4429,
  revoked: 4410,
} as const;

export interface SessionPorts {
  readonly core: Pick<Intake & Registry, 'ingest' | 'noteObserver' | 'listObservers'>;
  readonly budget: IntakeBudget;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly nowMs: () => number;
}

export class ObserverSession {
  readonly observerId: string;
  /** The group of collectors it named in its hello. */
  share: string | undefined;
  readonly #socket: WebSocket;
  readonly #ports: SessionPorts;
  readonly #openedMs: number;
  readonly #pending = new Set<Promise<void>>();
  #greeted = false;
  #shareTold = '';
  #ended = false;
  #draining = false;
  #heardMs: number;
  #pingedMs: number;

  constructor(socket: WebSocket, observerId: string, ports: SessionPorts) {
    this.observerId = observerId;
    this.#socket = socket;
    this.#ports = ports;
    this.#openedMs = this.#heardMs = this.#pingedMs = ports.nowMs();
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => this.#hear());
  }

  /** Keeps the session alive or ends it; called every few seconds. */
  beat(): void {
    const nowMs = this.#ports.nowMs();
    if (!this.#greeted && nowMs - this.#openedMs > HELLO_TIMEOUT_MS) {
      this.end(CLOSE.helloTimeout, 'no hello came');
    } else if (nowMs - this.#heardMs > PONG_TIMEOUT_MS) {
      this.#socket.terminate();
    } else if (nowMs - this.#pingedMs >= PING_INTERVAL_MS) {
      this.#pingedMs = nowMs;
      this.#socket.ping();
    }
  }

  /** Asks the observer to observe again now. */
  report(reason: string): void {
    this.#send({ kind: 'report', reason });
  }

  /** Tells who shares its group now, where that is news. */
  tellShare(members: readonly string[]): void {
    const told = members.join(' ');
    if (told === this.#shareTold) return;
    this.#shareTold = told;
    this.#send({ kind: 'share', members });
  }

  end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    // A socket that is not being read would not see the peer's close frame.
    this.#socket.resume();
    this.#socket.close(code, closeReason(reason));
  }

  /** Takes nothing more, answers what was taken, then says good-bye. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#socket.pause();
    await Promise.all(this.#pending);
    this.end(CLOSE.goingAway, 'the reconciler is stopping');
  }

  #hear(): void {
    this.#heardMs = this.#ports.nowMs();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#hear();
    if (this.#ended || this.#draining) return;
    const text = String(data);
    const fault = isBinary
      ? { code: CLOSE.binary, reason: 'frames are JSON text' }
      : this.#handle(text);
    if (fault !== undefined) this.end(fault.code, fault.reason);
  }

  /** @returns what breaks the protocol, if anything does */
  #handle(text: string): Fault | undefined {
    const frame = parseFrame(text);
    if ('code' in frame) return frame;
    if (frame.kind === 'hello') return this.#greet(frame);
    if (!this.#greeted) return { code: CLOSE.badFrame, reason: 'the first frame is hello' };
    if (frame.kind === 'health') {
      this.#note(frame);
      return undefined;
    }
    if (this.#pending.size >= WINDOW_BATCHES) {
      const reason = `more than ${WINDOW_BATCHES} unanswered batches`;
      return { code: CLOSE.windowExceeded, reason };
    }
    const taking = this.#take(frame, text.length).finally(() => this.#pending.delete(taking));
    this.#pending.add(taking);
    return undefined;
  }

  #greet(frame: Extract<ObserverFrame, { kind: 'hello' }>): Fault | undefined {
    if (this.#greeted) return { code: CLOSE.badFrame, reason: 'hello is said once' };
    if (frame.observer.id !== this.observerId) {
      return { code: CLOSE.notYou, reason: 'hello names another observer than the token' };
    }
    this.#greeted = true;
    if (frame.observer.kind === 'collector') this.share = frame.share;
    this.#note(frame);
    this.#send({ kind: 'welcome', observerId: this.observerId, window: WINDOW_BATCHES });
    return undefined;
  }

  #note(frame: Exclude<ObserverFrame, Batch>): void {
    const { health } = frame;
    const { share } = this;
    const coverage = { ...frame.coverage, ...(share === undefined ? {} : { share }) };
    const version = frame.kind === 'hello' ? { version: frame.observer.version } : {};
    this.#ports.core
      .noteObserver(this.observerId, { connected: true, coverage, health, ...version })
      .catch((err: unknown) => this.#ports.log.error({ err }, 'observer not noted'));
  }

  async #take({ id, items }: Batch, bytes: number): Promise<void> {
    const { budget, core, metrics, log, nowMs } = this.#ports;
    if (!budget.take(bytes)) {
      this.#socket.pause();
      budget.whenRoom(() => this.#socket.resume());
    }
    const startedMs = nowMs();
    try {
      const { counts, exceptions, wanted } = await core.ingest(this.observerId, items);
      metrics.ingested(counts, (nowMs() - startedMs) / 1000);
      // Asked before it is acknowledged: an observer that closes on the ack still sends the whole.
      if (wanted.length > 0) this.#send({ kind: 'want', records: wanted });
      this.#send({ kind: 'ack', id, counts, exceptions });
    } catch (err) {
      metrics.refusedBatch();
      log.error({ err, observerId: this.observerId }, 'batch not stored');
      this.#send({ kind: 'refused', id, reason: 'not stored: send it again', retry: true });
    } finally {
      budget.release(bytes);
    }
  }

  #send(frame: ReconcilerFrame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(frame));
    if (this.#socket.bufferedAmount <= SESSION_BUFFER_BYTES_MAX) return;
    this.#ports.log.warn({ observerId: this.observerId }, 'observer does not read its answers');
    this.#socket.terminate();
  }
}

interface Fault {
  readonly code: number;
  readonly reason: string;
}

function parseFrame(text: string): ObserverFrame | Fault {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return { code: CLOSE.notJson, reason: 'a frame is one JSON object' };
  }
  const parsed = parseObserverFrame(input);
  if (parsed.kind === 'parsed') return parsed.value;
  return { code: CLOSE.badFrame, reason: formatProblems(parsed.problems) };
}

/** A close frame holds 123 bytes of reason (RFC 6455 §5.5). */
export function closeReason(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.length <= 123 ? reason : `${bytes.subarray(0, 117).toString().replace(/�+$/, '')}…`;
}
