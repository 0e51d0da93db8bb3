/** The live sessions of observers: one each, a newer one takes over. */
import { SHARE_MEMBERS_MAX } from '@muster/facts/wire';
import type { WebSocket } from 'ws';
import {
  CONNECTED_NOTED_MS,
  GROUPS_INTERVAL_MS,
  GROUPS_SETTLE_MS,
  NOTE_INTERVAL_MS,
  OBSERVERS_NOTED_MAX,
  SESSIONS_MAX,
} from './limits.ts';
import { CLOSE, ObserverSession, type SessionPorts } from './observer-session.ts';

export class ObserverSessions {
  readonly #ports: SessionPorts;
  readonly #live = new Map<string, ObserverSession>();
  readonly #confirmed = new WeakSet<ObserverSession>();
  /** When each observer was last noted as heard, the longest ago first. */
  readonly #notedMs = new Map<string, number>();
  /** What is being noted, so that shutdown can wait for it. */
  readonly #notes = new Set<Promise<void>>();
  #stopped = false;
  #grouping: NodeJS.Timeout | undefined;
  #groupedMs = 0;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#live.size;
  }

  get isFull(): boolean {
    return this.#stopped || this.#live.size >= SESSIONS_MAX;
  }

  open(socket: WebSocket, observerId: string): void {
    const session = new ObserverSession(socket, observerId, this.#ports);
    const older = this.#live.get(observerId);
    this.#live.set(observerId, session);
    if (older !== undefined) {
      this.#ports.metrics.tookOver();
      this.#ports.log.info({ observerId }, 'a newer session of the observer takes over');
      older.end(CLOSE.replaced, 'a newer session of this observer took over');
    }
    socket.on('close', () => this.#closed(session));
    if (this.#stopped) session.end(CLOSE.goingAway, 'the reconciler is stopping');
  }

  /** `false`: the observer is not connected. */
  report(observerId: string, reason: string): boolean {
    const session = this.#live.get(observerId);
    session?.report(reason);
    return session !== undefined;
  }

  /** Ends the session of an observer that may no longer speak. */
  revoke(observerId: string): void {
    this.#live.get(observerId)?.end(CLOSE.revoked, 'this observer was revoked');
  }

  has(observerId: string): boolean {
    return this.#live.has(observerId);
  }

  /** What was noted of the observer's session here has come by: what others note after it is newer. */
  confirm(observerId: string): void {
    const session = this.#live.get(observerId);
    if (session !== undefined) this.#confirmed.add(session);
  }

  /** The observer is connected to another reconciler: to one that is newer, the session here yields. */
  yield(observerId: string): void {
    const session = this.#live.get(observerId);
    if (session === undefined || !this.#confirmed.has(session)) return;
    // Before it ends: who was replaced is not noted as gone.
    this.#live.delete(observerId);
    this.#ports.metrics.tookOver();
    session.end(CLOSE.replaced, 'a newer session of this observer took over');
  }

  beat(): void {
    for (const session of this.#live.values()) {
      session.beat();
      this.heard(session.observerId);
    }
  }

  /**
   * The observer spoke, in its session or by POST. Noted now and then only: it may speak for months
   * and change nothing.
   */
  heard(observerId: string): void {
    const nowMs = this.#ports.nowMs();
    if (nowMs - (this.#notedMs.get(observerId) ?? 0) < NOTE_INTERVAL_MS) return;
    this.#notedMs.delete(observerId);
    this.#notedMs.set(observerId, nowMs);
    const [oldest] = this.#notedMs.keys();
    if (this.#notedMs.size > OBSERVERS_NOTED_MAX && oldest !== undefined) {
      this.#notedMs.delete(oldest);
    }
    this.#note(observerId, this.#live.has(observerId));
  }

  /** What was taken is answered, then all are closed and noted as gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#grouping);
    await Promise.all([...this.#live.values()].map((session) => session.drain()));
    for (const session of this.#live.values()) this.#closed(session);
    await Promise.all(this.#notes);
  }

  #closed(session: ObserverSession): void {
    const { observerId } = session;
    if (this.#live.get(observerId) !== session) return;
    this.#live.delete(observerId);
    this.#note(observerId, false);
  }

  /**
   * An observer has come or gone, here or at another reconciler on the same database: collectors
   * with the same targets divide them among those that are connected anywhere. One that is not keeps
   * what it had, as far as it knows; the others wait a while before they take it.
   */
  observerChanged(): void {
    const hasGroup = [...this.#live.values()].some(({ share }) => share !== undefined);
    if (!hasGroup || this.#grouping !== undefined || this.#stopped) return;
    const sinceMs = this.#ports.nowMs() - this.#groupedMs;
    const waitMs = Math.max(GROUPS_SETTLE_MS, GROUPS_INTERVAL_MS - sinceMs);
    this.#grouping = setTimeout(() => {
      this.#grouping = undefined;
      this.#groupedMs = this.#ports.nowMs();
      this.#tellGroups().catch((err: unknown) =>
        this.#ports.log.error({ err }, 'collectors could not be told who shares their targets'),
      );
    }, waitMs);
    this.#grouping.unref();
  }

  async #tellGroups(): Promise<void> {
    const observers = await this.#ports.core.listObservers();
    const sinceMs = this.#ports.nowMs() - CONNECTED_NOTED_MS;
    const members = observers.filter(
      ({ id, share, connected, revoked, lastSeenAt }) =>
        share !== undefined &&
        !revoked &&
        (this.#live.has(id) || (connected && Date.parse(lastSeenAt ?? '') > sinceMs)),
    );
    const groups = Map.groupBy(members, ({ share }) => share);
    for (const session of this.#live.values()) {
      const group = groups.get(session.share)?.map(({ id }) => id) ?? [];
      if (session.share === undefined || !group.includes(session.observerId)) continue;
      session.tellShare(group.slice(0, SHARE_MEMBERS_MAX));
    }
  }

  #note(observerId: string, connected: boolean): void {
    const noted = this.#ports.core
      .noteObserver(observerId, { connected })
      .catch((err: unknown) => this.#ports.log.error({ err }, 'observer not noted'))
      .finally(() => this.#notes.delete(noted));
    this.#notes.add(noted);
  }
}
