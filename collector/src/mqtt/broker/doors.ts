/** The ways into the collector's own broker: TCP, TLS, WebSocket, WebSocket over TLS. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Secret } from '@muster/uplink/secret';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { Endpoint } from '../../address.ts';
import { PAYLOAD_BYTES_MAX } from '../message.ts';
import { PacketGate } from './packet-gate.ts';

export type DoorKind = 'tcp' | 'tls' | 'websocket' | 'websocketTls';

export interface DoorCertificate {
  /** PEM texts. */
  readonly certificate: string;
  readonly key: Secret;
  /** Clients must have a certificate of this authority. */
  readonly clientCa?: string;
}

export interface DoorOptions {
  readonly kind: DoorKind;
  readonly at: Endpoint;
  readonly certificate?: DoorCertificate;
  /** @param subject common name of the client's certificate, where it had to have one */
  readonly onConnection: (stream: Duplex, subject: string | undefined) => void;
}

export interface Door {
  /** The one that was taken where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** About 50 kB each with TLS: 500 MB in the worst case. */
const CONNECTIONS_MAX = 10_000;
/** A packet is a payload with its topic. */
const PACKET_BYTES_MAX: number = PAYLOAD_BYTES_MAX + 64 * 1024;
/** A gateway that lost its power says no goodbye. */
const KEEP_ALIVE_MS = 60_000;

/** @throws the system's error when the door cannot be opened: in use, not allowed */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { server, sockets } = serverOf(options);
  server.maxConnections = CONNECTIONS_MAX;
  server.listen(options.at.port, options.at.host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.at.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serverOf(options: DoorOptions): { server: Server; sockets: ReadonlySet<Socket> } {
  const { kind, certificate } = options;
  const tls = certificate && {
    cert: certificate.certificate,
    key: certificate.key.reveal(),
    ...(certificate.clientCa !== undefined && {
      ca: certificate.clientCa,
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
  const accept = (stream: Duplex, socket: Socket) =>
    options.onConnection(gated(stream), subjectOf(socket));
  let server: Server;
  switch (kind) {
    case 'tcp':
      server = createServer((socket) => accept(socket, socket));
      break;
    case 'tls':
      server = createTlsServer(tls ?? {}, (socket) => accept(socket, socket));
      break;
    case 'websocket':
    case 'websocketTls': {
      const web = kind === 'websocket' ? createHttpServer() : createHttpsServer(tls ?? {});
      const sockets = new WebSocketServer({
        server: web,
        maxPayload: PACKET_BYTES_MAX,
        // MQTT 5.0, 6.0; "mqttv3.1" is how the first browsers' clients call it.
        handleProtocols: (asked) => ['mqtt', 'mqttv3.1'].find((each) => asked.has(each)) ?? false,
      });
      sockets.on('error', () => {
        // The server tells its own errors too.
      });
      sockets.on('connection', (socket, { socket: below }) =>
        accept(createWebSocketStream(socket), below),
      );
      server = web;
    }
  }
  return { server, sockets: tracked(server) };
}

/** Those that did not get as far as MQTT too. */
function tracked(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  return sockets;
}

function gated(stream: Duplex): Duplex {
  const gate = new PacketGate(PACKET_BYTES_MAX);
  stream.on('error', () => gate.destroy());
  stream.once('close', () => gate.destroy());
  const inner = Duplex.from({ readable: stream.pipe(gate), writable: stream });
  inner.once('close', () => stream.destroy());
  return inner;
}

function subjectOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate();
  // Several common names are told as a list: a certificate of one client has one.
  return typeof subject?.CN === 'string' ? subject.CN : undefined;
}
