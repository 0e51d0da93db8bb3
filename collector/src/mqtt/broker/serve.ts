/**
 * The collector as broker, for sites that have none: gateways point at it, and what they publish
 * goes the way of any broker's messages. A gateway publishes under its own topics only.
 */
import type { Duplex } from 'node:stream';
import type { Sighting } from '@muster/facts/observation';
import type { ObserverHealth } from '@muster/facts/wire';
import { Aedes, type AedesOptions, type AedesPublishPacket, type Client } from 'aedes';
import type { Endpoint } from '../../address.ts';
import type { Listener } from '../../listener.ts';
import { Intake, type IntakeOptions } from '../intake.ts';
import type { Tally } from '../interpreter.ts';
import { MqttMessage } from '../message.ts';
import { type Door, type DoorCertificate, type DoorKind, openDoor } from './doors.ts';
import { Keep, type KeepLimits } from './keep.ts';
import { type BrokerUser, mayPublish, mayRead, UserDirectory } from './users.ts';

export interface BrokerTarget {
  readonly doors: readonly { readonly kind: DoorKind; readonly at: Endpoint }[];
  readonly certificate?: DoorCertificate;
  readonly users: readonly BrokerUser[];
  /** Where retained messages are kept over a restart. */
  readonly retainedFile?: string;
}

export interface ServeOptions extends IntakeOptions {
  readonly keep?: Partial<KeepLimits>;
  readonly onEvent?: (event: BrokerEvent) => void;
}

export type BrokerEvent =
  | { readonly kind: 'open'; readonly door: DoorKind; readonly port: number }
  | { readonly kind: 'shut'; readonly door: DoorKind; readonly reason: string }
  | { readonly kind: 'unsaved'; readonly reason: string }
  /** Told once a user and kind: the counts are in the health. */
  | {
      readonly kind: 'refused';
      readonly user: string;
      readonly what: 'publish' | 'read' | 'sign-in';
      readonly detail: string;
    };

export interface BrokerListener extends Listener {
  readonly ports: Readonly<Partial<Record<DoorKind, number>>>;
  counts(): Readonly<Tally>;
}

const DOOR_RETRY_MS = 30_000;
const SAVE_EVERY_MS = 60_000;
/** Sessions that outlive their connection. */
const SESSIONS_MAX = 1000;
const CLIENT_ID_MAX = 256;
const SUBSCRIPTIONS_MAX = 1000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Where what may not be published ends: nobody may listen there. */
const NOWHERE = '$refused';
/** Users are few; names that were tried are not. */
const REFUSALS_MAX = 1000;

export async function listenBroker(
  target: BrokerTarget,
  onSighting: (sighting: Sighting) => void,
  options: ServeOptions,
): Promise<BrokerListener> {
  const broker = new OwnBroker(target, onSighting, options);
  await broker.open();
  return {
    ports: broker.ports,
    failing: () => broker.failing(),
    counts: () => ({ ...broker.tally }),
    tellAgain: () => broker.tellAgain(),
    close: () => broker.close(),
  };
}

interface Peer {
  readonly subject: string | undefined;
  user?: BrokerUser;
  subscriptions: number;
}

class OwnBroker {
  readonly ports: Partial<Record<DoorKind, number>> = {};
  readonly #target: BrokerTarget;
  readonly #options: ServeOptions;
  readonly #intake: Intake;
  readonly #users: UserDirectory;
  readonly #keep: Keep;
  readonly #peers = new WeakMap<object, Peer>();
  /** Whose a client id is, for as long as it is connected or has a session. */
  readonly #owners = new Map<string, string>();
  readonly #refusals = new Map<string, number>();
  readonly #doors = new Set<Door>();
  readonly #trouble = new Map<DoorKind, string>();
  readonly #timers: NodeJS.Timeout[] = [];
  #aedes: Aedes | undefined;
  #isClosed = false;

  constructor(
    target: BrokerTarget,
    onSighting: (sighting: Sighting) => void,
    options: ServeOptions,
  ) {
    this.#target = target;
    this.#options = options;
    // Every message comes by here: there is nothing to subscribe to.
    this.#intake = new Intake(options, { onSighting, onVoices: () => {} });
    this.#users = new UserDirectory(target.users);
    this.#keep = new Keep(options.keep);
  }

  get tally(): Tally {
    return this.#intake.tally;
  }

  async open(): Promise<void> {
    const { retainedFile, doors } = this.#target;
    this.#intake.begin(true);
    if (retainedFile !== undefined) {
      await this.#keep.load(retainedFile);
      for (const { topic, payload } of this.#keep.retained) {
        this.#intake.push(new MqttMessage(topic, payload, true), () => {});
      }
      this.#timers.push(setInterval(() => void this.#save(), SAVE_EVERY_MS));
    }
    this.#aedes = await Aedes.createBroker(this.#hooks());
    this.#aedes.on('clientDisconnect', (client) => {
      if (client.clean) this.#owners.delete(client.id);
    });
    // Each client's trouble ends with its connection.
    this.#aedes.on('clientError', () => {});
    this.#aedes.on('connectionError', () => {});
    await Promise.all(doors.map((door) => this.#openDoor(door)));
  }

  /** What aedes asks: who may come, and what may be published, heard and kept. */
  #hooks(): AedesOptions {
    return {
      persistence: this.#keep.persistence,
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxClientsIdLength: CLIENT_ID_MAX,
      preConnect: (client, packet, done) => {
        const isLong = packet.clientId.length > CLIENT_ID_MAX;
        // A session that finds no room lives as long as its connection.
        if (!this.#owners.has(packet.clientId) && this.#owners.size >= SESSIONS_MAX) {
          packet.clean = true;
        }
        done(isLong || this.#peerOf(client) === undefined ? new Error('refused') : null, !isLong);
      },
      authenticate: (client, name, password, done) => {
        this.#admit(client, name, password).then(
          (returnCode) =>
            returnCode === undefined
              ? done(null, true)
              : done(Object.assign(new Error('refused'), { returnCode }), false),
          (error: Error) => done(Object.assign(error, { returnCode: 3 }), false),
        );
      },
      authorizePublish: (client, packet, done) => {
        const user = client === null ? undefined : this.#peerOf(client)?.user;
        if (user === undefined || !mayPublish(user, packet.topic)) {
          if (user !== undefined) this.#refuse(user.name, 'publish', packet.topic);
          // Swallowed: gateways whose connection is cut come back in a loop.
          packet.topic = NOWHERE;
          packet.payload = '';
          packet.retain = false;
        }
        done(null);
      },
      authorizeSubscribe: (client, subscription, done) => {
        const peer = this.#peerOf(client);
        const isTheirs = peer?.user !== undefined && mayRead(peer.user, subscription.topic);
        const hasRoom = peer !== undefined && peer.subscriptions < SUBSCRIPTIONS_MAX;
        if (isTheirs && hasRoom) peer.subscriptions += 1;
        else if (peer?.user) this.#refuse(peer.user.name, 'read', subscription.topic);
        done(null, isTheirs && hasRoom ? subscription : null);
      },
      published: (packet, client: Client | null, done) => {
        if (client === null || packet.topic === NOWHERE) done(null);
        else this.#intake.push(messageOf(packet), () => done(null));
      },
    };
  }

  failing(): ObserverHealth['failing'] {
    const failing = this.#intake.failing('mqtt listen');
    for (const [door, why] of this.#trouble) failing.push({ what: `mqtt listen ${door}`, why });
    for (const [what, times] of this.#refusals) {
      failing.push({ what: `mqtt listen ${what}`, why: `refused ${times} times` });
    }
    if (this.#keep.refused > 0) {
      const why = `no room for retained messages: ${this.#keep.refused} were not kept`;
      failing.push({ what: 'mqtt listen', why });
    }
    return failing;
  }

  tellAgain(): void {
    this.#intake.tellAgain();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#doors].map((door) => door.close()));
    const aedes = this.#aedes;
    if (aedes !== undefined) await new Promise<void>((resolve) => aedes.close(resolve));
    await this.#save();
    this.#intake.close();
  }

  /** @returns the CONNACK code that refuses (MQTT 3.1.1, 3.2.2.3) */
  async #admit(
    client: Client,
    name: string | undefined,
    password: Buffer | undefined,
  ): Promise<number | undefined> {
    const peer = this.#peerOf(client);
    const admission = await this.#users.admit(name, password, peer?.subject);
    if (admission.kind === 'busy') return 3;
    if (admission.kind === 'refused' || peer === undefined) {
      this.#refuse(name ?? peer?.subject ?? 'nobody', 'sign-in', client.id);
      return 4;
    }
    const { user } = admission;
    // A session belongs to who began it: another user does not take it over by its id.
    const owner = this.#owners.get(client.id);
    if (owner !== undefined && owner !== user.name) {
      this.#refuse(user.name, 'sign-in', `the client id ${client.id} is another user's`);
      return 2;
    }
    this.#owners.set(client.id, user.name);
    peer.user = user;
    return undefined;
  }

  #peerOf({ conn }: Client): Peer | undefined {
    return this.#peers.get(conn);
  }

  #refuse(user: string, what: 'publish' | 'read' | 'sign-in', detail: string): void {
    const name = `${what} ${user}`.slice(0, 200);
    const times = this.#refusals.get(name) ?? 0;
    if (times === 0 && this.#refusals.size >= REFUSALS_MAX) return;
    this.#refusals.set(name, times + 1);
    if (times === 0) {
      this.#options.onEvent?.({ kind: 'refused', user, what, detail: detail.slice(0, 256) });
    }
  }

  async #openDoor(door: BrokerTarget['doors'][number]): Promise<void> {
    if (this.#isClosed) return;
    const { kind, at } = door;
    const { certificate } = this.#target;
    try {
      const opened = await openDoor({
        kind,
        at,
        ...(certificate && { certificate }),
        onConnection: (stream, subject) => this.#accept(stream, subject),
      });
      this.#doors.add(opened);
      this.#trouble.delete(kind);
      this.ports[kind] = opened.port;
      this.#options.onEvent?.({ kind: 'open', door: kind, port: opened.port });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#trouble.get(kind) !== reason) {
        this.#options.onEvent?.({ kind: 'shut', door: kind, reason });
      }
      this.#trouble.set(kind, reason);
      this.#timers.push(setTimeout(() => void this.#openDoor(door), DOOR_RETRY_MS));
    }
  }

  #accept(stream: Duplex, subject: string | undefined): void {
    this.#peers.set(stream, { subject, subscriptions: 0 });
    this.#aedes?.handle(stream);
  }

  async #save(): Promise<void> {
    if (this.#target.retainedFile === undefined) return;
    try {
      await this.#keep.save(this.#target.retainedFile);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onEvent?.({ kind: 'unsaved', reason });
    }
  }
}

function messageOf({ topic, payload, retain }: AedesPublishPacket): MqttMessage {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return new MqttMessage(topic, bytes, retain);
}
