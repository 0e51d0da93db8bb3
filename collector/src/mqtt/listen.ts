/**
 * Listening to a broker for as long as it takes: connects, subscribes, interprets, and comes back
 * by itself. Publishes nothing, but Sparkplug's rebirth command where the operator allows it.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sighting } from '@muster/facts/observation';
import type { ObserverHealth } from '@muster/facts/wire';
import { type Backoff, backoffMs } from '../backoff.ts';
import type { Listener } from '../listener.ts';
import type { MqttTarget } from '../target.ts';
import { type Connection, connect, type Failure } from './connection.ts';
import { Intake, type IntakeOptions } from './intake.ts';
import type { Ask, Subscription, Tally } from './interpreter.ts';
import { MqttMessage } from './message.ts';
import { covers } from './topic-filter.ts';

/** From one second, since a broker that restarts is back at once, to one minute. */
const RECONNECT: Backoff = { firstMs: 1000, maxMs: 60_000 };

const ASK_EVERY_MS = 1000;
const ASK_AGAIN_MS = 10 * 60_000;
const ASKED_MAX = 10_000;

export interface ListenOptions extends IntakeOptions {
  /** Keeps a session at the broker over restarts: births that are not retained arrive later. */
  readonly isPersistent?: boolean;
  readonly reconnect?: Backoff;
  readonly onState?: (state: ListenState) => void;
}

/** Where the listener stands with the broker; told whenever it changes. */
export type ListenState =
  | { readonly kind: 'listening'; readonly protocol: 4 | 5; readonly refused: readonly string[] }
  | { readonly kind: 'lost'; readonly failure: Failure; readonly retryMs: number };

export interface MqttListener extends Listener {
  /** What was done with the messages so far. */
  counts(): Readonly<Tally>;
}

/** Resolves at once: a broker that is away is a state, not a failure. */
export async function listenMqtt(
  target: MqttTarget,
  onSighting: (sighting: Sighting) => void,
  options: ListenOptions,
): Promise<MqttListener> {
  const ending = new AbortController();
  const listener = new BrokerListener(target, onSighting, options);
  const running = listener.run(AbortSignal.any([options.signal, ending.signal]));
  return {
    failing: () => listener.failing(),
    counts: () => ({ ...listener.tally }),
    tellAgain: () => listener.tellAgain(),
    async close() {
      ending.abort();
      await running;
    },
  };
}

class BrokerListener {
  readonly #target: MqttTarget;
  readonly #options: ListenOptions;
  readonly #intake: Intake;
  /** The broker has refused a topic on this connection. */
  #isRefused = false;
  readonly #askedMs = new Map<string, number>();
  #lastAskMs = Number.NEGATIVE_INFINITY;
  #connection: Connection | undefined;
  #state: ListenState | undefined;

  constructor(
    target: MqttTarget,
    onSighting: (sighting: Sighting) => void,
    options: ListenOptions,
  ) {
    this.#target = target;
    this.#options = options;
    this.#intake = new Intake(options, {
      onSighting,
      onVoices: (topics) => this.#hearMore(topics),
      ...(target.asksForBirths === true && { onAsk: (ask: Ask) => this.#ask(ask) }),
    });
  }

  failing(): ObserverHealth['failing'] {
    const what = `mqtt ${this.#target.url}`;
    const failing = this.#intake.failing(what);
    if (this.#state?.kind === 'lost') failing.push({ what, why: this.#state.failure.reason });
    return failing;
  }

  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let protocol: 4 | 5 = 5;
    while (!signal.aborted) {
      const ended = Promise.withResolvers<string>();
      const connected = await connect(
        this.#target,
        {
          protocol,
          clientId: this.#target.clientId ?? `muster-${randomBytes(8).toString('hex')}`,
          isPersistent: this.#options.isPersistent ?? false,
          onMessage: ({ topic, payload, retain }, done) =>
            this.#intake.push(new MqttMessage(topic, bytesOf(payload), retain), done),
          onEnd: ended.resolve,
        },
        signal,
      );
      if (connected.kind === 'other-protocol') {
        protocol = 4;
        continue;
      }
      let failure: Failure;
      if (connected.kind === 'connected') {
        failures = 0;
        failure = await this.#listen(connected.connection, ended.promise, signal);
      } else {
        failure = connected;
      }
      failures += 1;
      await this.#pause(failure, failures, signal);
    }
    this.#intake.close();
  }

  async #listen(
    connection: Connection,
    ended: Promise<string>,
    signal: AbortSignal,
  ): Promise<Failure> {
    const { protocol } = connection;
    this.#intake.begin(protocol === 5);
    this.#connection = connection;
    const aborted = Promise.withResolvers<string>();
    const leave = () => aborted.resolve('told to end');
    signal.addEventListener('abort', leave, { once: true });
    const refused = await Promise.race([this.#subscribe(connection), ended.then(() => [])]);
    this.#setState({ kind: 'listening', protocol, refused });
    const reason = await Promise.race([ended, aborted.promise]);
    signal.removeEventListener('abort', leave);
    this.#connection = undefined;
    if (signal.aborted) await Promise.race([connection.end(), ended]);
    return { kind: 'unreachable', reason };
  }

  async #pause(failure: Failure, failures: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const retryMs = backoffMs(this.#options.reconnect ?? RECONNECT, failures, Math.random());
    this.#setState({ kind: 'lost', failure, retryMs });
    await sleep(retryMs, undefined, { signal }).catch(() => {
      // Aborted: the loop sees it.
    });
  }

  /** @returns what was not granted */
  async #subscribe(connection: Connection): Promise<readonly string[]> {
    const { subscribe } = this.#target;
    if (subscribe !== undefined) {
      return connection.subscribe(subscribe.map((filter) => ({ filter, qos: 1 })));
    }
    const { subscriptions, roster } = this.#intake.interpreter;
    // Brokers may send a message once for each filter that it fits (MQTT 5.0, 3.3.4): those within
    // others are asked for only where the wider one is refused.
    const kept = subscriptions.filter((each) =>
      subscriptions.every((other) => other === each || !includes(other, each)),
    );
    const refused = await connection.subscribe(kept.map((each) => this.#asked(each)));
    this.#isRefused = refused.length > 0;
    const rest = this.#isRefused ? subscriptions.filter((each) => !kept.includes(each)) : [];
    return [
      ...refused,
      ...(await connection.subscribe(rest.map((each) => this.#asked(each)))),
      ...(await connection.subscribe(this.#voicesOf(roster.voices))),
    ];
  }

  /** Topics on which devices speak, where no convention listens anyway. */
  #voicesOf(topics: readonly string[]): readonly Subscription[] {
    const { interpreter } = this.#intake;
    // What is shared comes without what is retained.
    const isOwnNeeded = this.#isRefused || this.#target.share !== undefined;
    return topics
      .filter((topic) => isOwnNeeded || !interpreter.isRead(topic))
      .map((filter) => ({ filter, qos: 0 }));
  }

  #asked(subscription: Subscription): Subscription {
    const { share } = this.#target;
    const { filter, isShareable } = subscription;
    return share !== undefined && isShareable === true
      ? { ...subscription, filter: `$share/${share}/${filter}` }
      : subscription;
  }

  get tally(): Tally {
    return this.#intake.tally;
  }

  tellAgain(): void {
    this.#intake.tellAgain();
  }

  #hearMore(topics: readonly string[]): void {
    // Also subscribed to at the next connection, should this one be gone.
    if (this.#target.subscribe !== undefined) return;
    void this.#connection?.subscribe(this.#voicesOf(topics));
  }

  /** One question a node in ten minutes, and one a second in all: births are the largest messages. */
  #ask({ topic, payloadAt }: Ask): void {
    const nowMs = this.#options.now().getTime();
    if (this.#connection === undefined || nowMs - this.#lastAskMs < ASK_EVERY_MS) return;
    if (nowMs - (this.#askedMs.get(topic) ?? -Infinity) < ASK_AGAIN_MS) return;
    if (this.#askedMs.size >= ASKED_MAX) this.#askedMs.clear();
    this.#askedMs.set(topic, nowMs);
    this.#lastAskMs = nowMs;
    this.#connection.publish(topic, payloadAt(nowMs)).catch(() => {
      // The connection went; it is asked again after the next message that shows a need.
    });
  }

  #setState(state: ListenState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}

/** Whether whoever has the one needs not ask for the other. */
function includes(one: Subscription, other: Subscription): boolean {
  const isLikeShared = (one.isShareable === true) === (other.isShareable === true);
  const isWide = one.qos >= other.qos && isLikeShared && covers(one.filter, other.filter);
  return isWide && one.filter !== other.filter;
}

/** mqtt.js gives bytes unless an encoding was asked for, which its types do not say. */
function bytesOf(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}
