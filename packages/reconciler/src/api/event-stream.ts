/** Sends what changes in the inventory to everyone who listens; nobody who is slow holds up others. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { WebSocket } from 'ws';
import {
  EVENT_BUFFER_BYTES_MAX,
  EVENT_CLIENTS_MAX,
  PING_INTERVAL_MS,
  PONG_TIMEOUT_MS,
} from './limits.ts';
import type { Metrics } from './metrics.ts';

export const EVENTS_SUBPROTOCOL = 'muster.events.v1';

/** Close codes (RFC 6455 §7.4) of the event stream. */
export const EVENTS_CLOSE = {
  goingAway: 1001,
  /** Clients listen; they have nothing to say. */
  spoke: 1008,
  signedOut: 4401,
  /** Or cut off from what others do: the state is to be asked for again. */
  tooSlow: 4408,
} as const;

interface Client {
  readonly socket: WebSocket;
  /** Whether who asked may still listen: a session ends, a user is removed. */
  readonly mayListen: () => boolean;
  heardMs: number;
  pingedMs: number;
}

export class EventStream {
  readonly #clients = new Set<Client>();
  readonly #metrics: Metrics;
  readonly #nowMs: () => number;

  constructor(metrics: Metrics, nowMs: () => number) {
    this.#metrics = metrics;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#clients.size;
  }

  get isFull(): boolean {
    return this.#clients.size >= EVENT_CLIENTS_MAX;
  }

  open(socket: WebSocket, mayListen: () => boolean): void {
    const nowMs = this.#nowMs();
    const client: Client = { socket, mayListen, heardMs: nowMs, pingedMs: nowMs };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('message', () => this.#end(client, EVENTS_CLOSE.spoke, 'this stream only sends'));
    socket.on('pong', () => {
      client.heardMs = this.#nowMs();
    });
  }

  publish(event: InventoryEvent): void {
    if (this.#clients.size === 0) return;
    const text = JSON.stringify(event);
    for (const client of this.#clients) {
      if (client.socket.bufferedAmount + text.length > EVENT_BUFFER_BYTES_MAX) {
        this.#metrics.droppedEventClient();
        this.#end(client, EVENTS_CLOSE.tooSlow, 'too slow: connect again and ask for the state');
      } else {
        client.socket.send(text);
      }
    }
  }

  /** Keeps clients alive or ends them; called every few seconds. */
  beat(): void {
    const nowMs = this.#nowMs();
    for (const client of this.#clients) {
      if (nowMs - client.heardMs > PONG_TIMEOUT_MS) client.socket.terminate();
      else if (!client.mayListen()) this.#end(client, EVENTS_CLOSE.signedOut, 'signed out');
      else if (nowMs - client.pingedMs >= PING_INTERVAL_MS) {
        client.pingedMs = nowMs;
        client.socket.ping();
      }
    }
  }

  /** Something may have been missed: all are told to ask for the state again. */
  startOver(): void {
    for (const client of this.#clients) {
      this.#end(
        client,
        EVENTS_CLOSE.tooSlow,
        'events were missed: connect again and ask for the state',
      );
    }
  }

  stop(): void {
    for (const client of this.#clients) {
      this.#end(client, EVENTS_CLOSE.goingAway, 'the reconciler is stopping');
    }
  }

  /** No longer served from here on, even while the close frame waits behind what is unread. */
  #end(client: Client, code: number, reason: string): void {
    this.#clients.delete(client);
    client.socket.close(code, reason);
  }
}
