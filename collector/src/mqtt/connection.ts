/**
 * One connection to a broker, from CONNECT to its end. mqtt.js keeps the protocol; reconnecting is
 * not left to it, since it would retry in step with every other client and give up on a refusal.
 */
import type { ErrorWithReasonCode, IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import mqtt from 'mqtt';
import type { ProbeOutcome } from '../probe.ts';
import { isFields } from '../roster/fields.ts';
import type { MqttTarget } from '../target.ts';
import type { Subscription } from './interpreter.ts';
import { PAYLOAD_BYTES_MAX } from './message.ts';

/** QoS 1 messages the broker may send ahead of our acknowledgements. */
const RECEIVE_MAXIMUM = 1000;
const CONNECT_TIMEOUT_MS = 15_000;
const KEEPALIVE_SECONDS = 30;
/** Filters in one SUBSCRIBE: brokers bound the packet, and 100 topics of 200 characters are 20 kB. */
const SUBSCRIBE_BATCH = 100;
/** Births that nobody retains wait at the broker for as long as an update of this machine takes. */
const SESSION_SECONDS = 24 * 3600;

export interface ConnectionOptions {
  readonly clientId: string;
  /** Keep the session at the broker when this connection ends. */
  readonly isPersistent: boolean;
  readonly protocol: 4 | 5;
  /**
   * Takes a message off the packet stream; the next one is read when `done` is called. Must not
   * throw.
   */
  readonly onMessage: (packet: IPublishPacket, done: () => void) => void;
  /** The connection has ended, whoever ended it. Called once. */
  readonly onEnd: (reason: string) => void;
}

export type Failure = Exclude<ProbeOutcome, { readonly kind: 'observed' }>;

export type Connected =
  | { readonly kind: 'connected'; readonly connection: Connection }
  /** The broker does not speak this version of the protocol. */
  | { readonly kind: 'other-protocol' }
  | Failure;

export interface Connection {
  readonly protocol: 4 | 5;
  /** What the broker did not grant. Resolves when all were asked for. */
  subscribe(subscriptions: readonly Subscription[]): Promise<readonly string[]>;
  /** Only for what the operator has allowed to be asked. */
  publish(topic: string, payload: Buffer): Promise<void>;
  end(): Promise<void>;
}

export function connect(
  target: MqttTarget,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connected> {
  const client = mqtt.connect(target.url, clientOptions(target, options));
  const { promise, resolve } = Promise.withResolvers<Connected>();
  let failure: Failure | undefined;
  let isConnected = false;
  const giveUp = () => {
    failure ??= { kind: 'timeout', reason: 'ended before the broker answered' };
    client.end(true);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  // mqtt.js calls this for every publish and reads on when it calls back: back-pressure by design.
  client.handleMessage = (packet, callback) => options.onMessage(packet, () => callback());
  client.on('error', (error) => {
    failure ??= failureOf(error);
    if (isConnected) client.end(true);
  });
  client.once('connect', () => {
    isConnected = true;
    signal.removeEventListener('abort', giveUp);
    resolve({ kind: 'connected', connection: connectionOf(client, options.protocol) });
  });
  client.on('disconnect', ({ reasonCode }) => {
    failure ??= { kind: 'refused', reason: `the broker ended the connection (${reasonCode})` };
  });
  client.once('close', () => {
    signal.removeEventListener('abort', giveUp);
    client.end(true);
    // Many brokers do not say why; a client id that two use at once is the trap among the causes.
    const unsaid = `closed without a word: it ended, or another client took the id "${options.clientId}"`;
    if (isConnected) options.onEnd(failure?.reason ?? unsaid);
    else resolve(notConnected(failure, options.protocol));
  });
  return promise;
}

function clientOptions(target: MqttTarget, options: ConnectionOptions): IClientOptions {
  const { user, password, ca, certificate, key } = target;
  const isV5 = options.protocol === 5;
  return {
    protocolVersion: options.protocol,
    clientId: options.clientId,
    clean: !options.isPersistent,
    reconnectPeriod: 0,
    // Its default asks for each message several times whether somebody debugs it.
    log: () => {},
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEPALIVE_SECONDS,
    queueQoSZero: false,
    resubscribe: false,
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password: password.reveal() }),
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key: key.reveal() }),
    ...(isV5 && {
      properties: {
        sessionExpiryInterval: options.isPersistent ? SESSION_SECONDS : 0,
        receiveMaximum: RECEIVE_MAXIMUM,
        maximumPacketSize: PAYLOAD_BYTES_MAX,
      },
    }),
  };
}

function connectionOf(client: MqttClient, protocol: 4 | 5): Connection {
  return {
    protocol,
    async subscribe(subscriptions) {
      // Retain As Published tells state from events; retained messages come with every subscription.
      const options = (qos: 0 | 1) =>
        protocol === 5 ? { qos, rap: true, rh: 0, nl: true } : { qos };
      const batches = chunksOf(subscriptions, SUBSCRIBE_BATCH);
      const refused = await Promise.all(
        batches.map(async (batch) => {
          const map = Object.fromEntries(batch.map(({ filter, qos }) => [filter, options(qos)]));
          try {
            await client.subscribeAsync(map);
            return [];
          } catch (error) {
            const codes = grantedIn(error);
            // Without codes the connection went: nothing was granted.
            return batch.filter((_, index) => (codes?.[index] ?? 0x80) >= 0x80);
          }
        }),
      );
      return refused.flat().map(({ filter }) => filter);
    },
    async publish(topic, payload) {
      await client.publishAsync(topic, payload, { qos: 0 });
    },
    async end() {
      await client.endAsync(false);
    },
  };
}

/** What a SUBACK said, one code a filter, where mqtt.js makes an error of it. */
function grantedIn(error: unknown): readonly number[] | undefined {
  const packet = isFields(error) ? error.packet : undefined;
  const granted = isFields(packet) ? packet.granted : undefined;
  return Array.isArray(granted) ? granted.map(Number) : undefined;
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** CONNACK codes for "unacceptable protocol version": 1 in MQTT 3.1.1, 132 in MQTT 5. */
const OTHER_PROTOCOL: ReadonlySet<number> = new Set([1, 132]);
/** Identifier rejected, bad user name or password, not authorized, banned; of both versions. */
const REFUSED: ReadonlySet<number> = new Set([2, 4, 5, 133, 134, 135, 138, 140, 156, 157]);

function failureOf(error: Error | ErrorWithReasonCode): Failure {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number') {
    const kind = REFUSED.has(code) || OTHER_PROTOCOL.has(code) ? 'refused' : 'failed';
    return { kind, reason: `${error.message} (${code})` };
  }
  const reason = messageOf(error);
  if (/connack timeout/i.test(reason) || code === 'ETIMEDOUT') return { kind: 'timeout', reason };
  const isAway = [
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNRESET',
  ];
  return { kind: isAway.includes(String(code)) ? 'unreachable' : 'failed', reason };
}

/** Node gives all addresses it tried as one error without a message. */
function messageOf(error: Error): string {
  if (!(error instanceof AggregateError) || error.message !== '') return error.message;
  return error.errors.map(String).join('; ');
}

function notConnected(failure: Failure | undefined, protocol: 4 | 5): Connected {
  const said = failure?.reason ?? '';
  const isOther = /\((1|132)\)$/.test(said);
  // Brokers from before MQTT 5 close the connection without a word.
  if (protocol === 5 && (isOther || failure === undefined)) return { kind: 'other-protocol' };
  return failure ?? { kind: 'unreachable', reason: 'the broker closed the connection at once' };
}
