/**
 * A simulated SNMP device on a real UDP socket: rows from a recording, one device per address and
 * port, misbehaving on request. Answers SNMPv1 and v2c; it never accepts a SET.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { answer } from './answer.ts';
import { decodeRequest } from './ber.ts';
import { type Misbehavior, misbehave, type Outgoing } from './misbehavior.ts';
import { parseSnmprec, type Rows } from './rows.ts';

/** What most agents send at most: an Ethernet frame's worth. */
const MESSAGE_BYTES_DEFAULT = 1472;

export interface SnmpDeviceOptions {
  /**
   * What the device says, by community: "public@10" is the view of VLAN 10 where the device has
   * one. Text is .snmprec.
   */
  readonly communities: Readonly<Record<string, Rows | string>>;
  /** Any of 127.0.0.0/8 where the system has them all (Linux), else 127.0.0.1, the default. */
  readonly address?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly maxMessageBytes?: number;
  readonly misbehavior?: Misbehavior;
  /** From 0 to 1: decides which packets get lost. */
  readonly random?: () => number;
}

export interface SnmpDevice {
  readonly address: string;
  readonly port: number;
  /** How many requests came in. */
  readonly requests: () => number;
  /** What it says from the next request on, by community, as in the options. */
  readonly restate: (communities: SnmpDeviceOptions['communities']) => void;
  /** From the next request on; an empty one is good behavior. */
  readonly misbehave: (misbehavior: Misbehavior) => void;
  readonly close: () => Promise<void>;
}

/** Binds the socket and answers until closed. Rejects when the address is taken. */
export async function startSnmpDevice(options: SnmpDeviceOptions): Promise<SnmpDevice> {
  let views = viewsOf(options.communities);
  const socket = createSocket('udp4');
  socket.bind(options.port ?? 0, options.address ?? '127.0.0.1');
  await once(socket, 'listening');
  const maxMessageBytes = options.maxMessageBytes ?? MESSAGE_BYTES_DEFAULT;
  const random = options.random ?? Math.random;
  const sender = new Sender(socket);
  let faults = options.misbehavior ?? {};
  let served = 0;

  socket.on('message', (bytes, from) => {
    const request = decodeRequest(bytes);
    const rows = request === undefined ? undefined : views.get(request.community);
    if (request === undefined || rows === undefined) return;
    const honest = answer(rows, request, maxMessageBytes);
    const outgoing = misbehave(faults, request, honest, served, random);
    served += 1;
    for (const each of outgoing) sender.send(each, from.port, from.address);
  });

  const { address, port } = socket.address();
  return {
    address,
    port,
    requests: () => served,
    restate: (communities) => {
      views = viewsOf(communities);
    },
    misbehave: (next) => {
      faults = next;
    },
    close: async () => {
      sender.stop();
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function viewsOf(communities: SnmpDeviceOptions['communities']): ReadonlyMap<string, Rows> {
  return new Map(
    Object.entries(communities).map(([community, rows]) => [
      community,
      typeof rows === 'string' ? parseSnmprec(rows) : rows,
    ]),
  );
}

/** Sends now, later, or after the next one. */
class Sender {
  readonly #socket: Socket;
  readonly #timers: Set<NodeJS.Timeout> = new Set();
  readonly #held: (() => void)[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send({ bytes, delayMs, held }: Outgoing, port: number, address: string): void {
    const now = (): void => this.#socket.send(bytes, port, address);
    if (held) {
      this.#held.push(now);
      return;
    }
    if (delayMs === 0) {
      now();
    } else {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        now();
      }, delayMs);
      this.#timers.add(timer);
    }
    for (const late of this.#held.splice(0)) late();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
