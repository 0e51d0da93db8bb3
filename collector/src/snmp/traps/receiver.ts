/**
 * Hears notifications: SNMPv1 and v2c traps, v2c and v3 informs (acknowledged by the library), v3
 * traps with the users of USM. The library decodes what admission lets through; its socket is ours,
 * so that a flood never reaches it and nothing it throws ends the process.
 */
import { createSocket, type Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import { createReceiver } from 'net-snmp';
import { troubleText } from '../../probe.ts';
import type { SnmpCredentials } from '../../target.ts';
import { unsupportedPrivacy } from '../trouble.ts';
import { userOf } from '../user-exchange.ts';
import { readVarbind, type Varbind } from '../varbind.ts';
import type { Admission } from './admission.ts';
import type { Notification } from './hints.ts';

export interface ReceiverOptions {
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  /** Communities and users that are let in. */
  readonly credentials: readonly SnmpCredentials[];
  /** What informs of v3 are addressed to; lower-case hex. */
  readonly engineId: string;
  readonly admission: Admission;
  readonly nowMs: () => number;
  readonly onNotification: (from: string, notification: Notification) => void;
  /** From this known sender something was not read since too much came. */
  readonly onFlood: (from: string) => void;
}

/** As long as of strangers and floods. */
const TOLD_MS = 3_600_000;
/** A port may get free, a right be given: it is tried again this often. */
const REOPEN_MS = 30_000;
/** Room for a burst of every link of a building. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const PDU = { trap: 164, inform: 166, trapV2: 167 } as const;
const SNMP_TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const SNMP_TRAPS = '1.3.6.1.6.3.1.1.5';
const ENTERPRISE_SPECIFIC = 6;

/** What of the library's PDU is read. */
interface Pdu {
  readonly type: number;
  readonly varbinds?: readonly Varbind[];
  /** Of SNMPv3: who said it. */
  readonly user?: string;
  readonly enterprise?: string;
  readonly generic?: number;
  readonly specific?: number;
}

export class TrapReceiver {
  readonly #options: ReceiverOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #users: ReadonlySet<string>;
  #socket: TrapSocket | undefined;
  #trouble: string | undefined;
  /** Users whose traps cannot be decrypted here. */
  readonly #lacking: readonly { readonly what: string; readonly why: string }[];
  /** Credentials that were wrong, or packets that are none; told of for an hour. */
  #refused = { count: 0, lastMs: 0 };

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#users = new Set(
      options.credentials.flatMap((each) => (each.kind === 'user' ? [each.user] : [])),
    );
    this.#lacking = options.credentials.flatMap(lackingOf);
    this.#open();
    this.#timer = setInterval(() => this.#open(), REOPEN_MS);
  }

  /** Resolves with the port once it listens; with nothing when it may not. */
  async listening(): Promise<number | undefined> {
    return await this.#socket?.listening;
  }

  failing(): readonly { readonly what: string; readonly why: string }[] {
    const { admission, nowMs } = this.#options;
    return [
      ...(this.#trouble === undefined ? [] : [{ what: 'snmp traps', why: this.#trouble }]),
      ...this.#lacking,
      ...(this.#refused.count === 0 || nowMs() - this.#refused.lastMs > TOLD_MS
        ? []
        : [
            {
              what: 'snmp traps',
              why: `${this.#refused.count} came with a community or user that is not configured, or could not be read`,
            },
          ]),
      ...admission.notes(nowMs()),
    ];
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    await socket?.ended();
  }

  #open(): void {
    if (this.#socket !== undefined) return;
    const { address, port, engineId, credentials } = this.#options;
    const transport = address.includes(':') ? 'udp6' : 'udp4';
    const socket = new TrapSocket(transport, this.#options, (error) => {
      this.#trouble = troubleOf(error, this.#options);
      if (this.#socket === socket) this.#socket = undefined;
    });
    this.#socket = socket;
    const library = createReceiver(
      {
        port,
        address,
        transport,
        engineID: engineId,
        includeAuthentication: true,
        dgramModule: { createSocket: () => socket },
      },
      (error: unknown, data: { readonly pdu: Pdu; readonly rinfo: { address: string } }) => {
        // Errors carry the user with keys: they are counted, never told.
        if (error !== null && error !== undefined) this.#noteRefused();
        else this.#heard(data.pdu, data.rinfo.address);
      },
    );
    for (const each of credentials) {
      if (each.kind === 'community') {
        library.getAuthorizer().addCommunity(each.community.reveal());
      } else if (lackingOf(each).length === 0) {
        library.getAuthorizer().addUser(userOf(each));
      }
    }
    void socket.listening.then((bound) => {
      if (bound !== undefined) this.#trouble = undefined;
    });
  }

  #noteRefused(): void {
    const nowMs = this.#options.nowMs();
    const isNew = nowMs - this.#refused.lastMs > TOLD_MS;
    this.#refused = { count: isNew ? 1 : this.#refused.count + 1, lastMs: nowMs };
  }

  #heard(pdu: Pdu, from: string): void {
    // The library lets the empty user in, for discovery.
    if (pdu.user !== undefined && !this.#users.has(pdu.user)) {
      this.#noteRefused();
      return;
    }
    const notification = readPdu(pdu);
    if (notification === undefined) this.#noteRefused();
    else this.#options.onNotification(plainAddress(from), notification);
  }
}

function lackingOf(
  credentials: SnmpCredentials,
): { readonly what: string; readonly why: string }[] {
  if (credentials.kind !== 'user' || credentials.priv === undefined) return [];
  const trouble = unsupportedPrivacy(credentials.priv.protocol);
  if (trouble === undefined) return [];
  return [{ what: 'snmp traps', why: `user ${credentials.user}: ${troubleText(trouble)}` }];
}

/** The library's PDU in our words; nothing when it says not what it is. */
export function readPdu(pdu: Pdu): Notification | undefined {
  const varbinds = pdu.varbinds ?? [];
  const objects = varbinds.flatMap((varbind) => {
    const value = readVarbind(varbind);
    return value === undefined ? [] : [{ oid: varbind.oid, value }];
  });
  if (pdu.type === PDU.trap) {
    const { enterprise, generic, specific } = pdu;
    if (generic === undefined || generic < 0 || generic > ENTERPRISE_SPECIFIC) return undefined;
    if (generic < ENTERPRISE_SPECIFIC) return { oid: `${SNMP_TRAPS}.${generic + 1}`, objects };
    if (enterprise === undefined || specific === undefined) return undefined;
    // An enterprise that ends in .0 has it already (RFC 3584 §3.1 adds it).
    const base = enterprise.endsWith('.0') ? enterprise : `${enterprise}.0`;
    return { oid: `${base}.${specific}`, objects };
  }
  if (pdu.type !== PDU.trapV2 && pdu.type !== PDU.inform) return undefined;
  const named = objects.find(({ oid }) => oid === SNMP_TRAP_OID)?.value;
  return typeof named === 'object' && 'oid' in named ? { oid: named.oid, objects } : undefined;
}

/** The address as it is configured: IPv4 that came in over IPv6 is IPv4. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function troubleOf(error: NodeJS.ErrnoException, { address, port }: ReceiverOptions): string {
  switch (error.code) {
    case 'EACCES':
      return (
        `port ${port} may not be opened: give the process CAP_NET_BIND_SERVICE, or set ` +
        'snmp.traps.port to one above 1023 and let the devices send there'
      );
    case 'EADDRINUSE':
      return `port ${port} is taken by another program (snmptrapd?)`;
    case 'EADDRNOTAVAIL':
      return `this host has no address ${address}`;
    default:
      return `the socket failed: ${error.code ?? error.message}`;
  }
}

/** The socket that the library believes to open: its events come after admission. */
class TrapSocket extends EventEmitter {
  /** The port; nothing when it could not be opened. */
  readonly listening: Promise<number | undefined>;
  readonly #socket: Socket;
  readonly #port: number;
  #closing: Promise<void> | undefined;

  constructor(
    type: 'udp4' | 'udp6',
    options: ReceiverOptions,
    onFailed: (error: NodeJS.ErrnoException) => void,
  ) {
    super();
    const socket = createSocket(type);
    this.#socket = socket;
    this.#port = options.port;
    this.listening = new Promise((resolve) => {
      socket.on('listening', () => {
        enlarge(socket);
        resolve(socket.address().port);
      });
      socket.on('error', (error) => {
        onFailed(error);
        void this.ended();
        resolve(undefined);
      });
    });
    socket.on('message', (bytes, from) => this.#receive(bytes, from, options));
  }

  /** The library takes port 0, which is any free one, for none given: ours is the one that holds. */
  bind(_port: number, address: string): void {
    this.#socket.bind(this.#port, address);
  }

  /** The signature the library calls. */
  send(
    bytes: Uint8Array,
    _offset: number,
    _length: number,
    port: number,
    address: string,
    done: (error: Error | null) => void,
  ): void {
    // An acknowledgement that cannot be sent is sent for the repeated inform.
    if (this.#closing === undefined) this.#socket.send(bytes, port, address, () => done(null));
  }

  ended(): Promise<void> {
    this.#closing ??= new Promise((resolve) => this.#socket.close(() => resolve()));
    return this.#closing;
  }

  #receive(
    bytes: Buffer,
    from: { readonly address: string; readonly port: number },
    { admission, nowMs, onFlood }: ReceiverOptions,
  ): void {
    const address = plainAddress(from.address);
    const admitted = admission.admit(address, bytes, nowMs());
    if (admitted === 'flood') onFlood(address);
    if (admitted !== 'yes') return;
    try {
      this.emit('message', bytes, from);
    } catch {
      // The library trips over some malformed messages after its own guard: they say nothing.
    }
  }
}

function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system allows no more than it gave.
  }
}
