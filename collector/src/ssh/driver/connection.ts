/**
 * One SSH connection, opened through any jump hosts, its host key judged before anything secret is
 * sent. Built on node-ssh; the raw ssh2 client below it is touched only for what that does not show.
 */
import { connect as connectTcp, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { ClientChannel, NegotiatedAlgorithms } from 'ssh2';
import type { SshHop, SshTarget } from '../../target.ts';
import { algorithmsFor, explainNegotiation, oldAlgorithmsIn } from './algorithms.ts';
import { authenticatorFor } from './authentication.ts';
import { type HostKey, type HostKeyBook, hostKeyOf, judgeHostKey } from './host-key.ts';
import { CONNECT_TIMEOUT_MS, HANDSHAKE_TIMEOUT_MS, LOGOUT_TIMEOUT_MS } from './limits.ts';

export type ConnectFailure =
  | {
      readonly kind: 'unreachable' | 'refused' | 'timeout' | 'unsupported' | 'failed';
      readonly reason: string;
    }
  | {
      readonly kind: 'host-key-changed';
      readonly reason: string;
      readonly host: string;
      readonly pinned: readonly string[];
      readonly offered: string;
    };

export interface SshConnection {
  /** The server's identification string (RFC 4253 §4.2): "SSH-2.0-Cisco-1.25". */
  readonly identification: string;
  readonly hostKey: HostKey;
  /** Negotiated algorithms that only an opted-in target may use. */
  readonly oldAlgorithms: readonly string[];
  /** What the server said before authentication (RFC 4252 §5.4). */
  readonly banner: string;
  openShell(): Promise<ClientChannel>;
  openExec(command: string): Promise<ClientChannel>;
  traffic(): { readonly bytesIn: number; readonly bytesOut: number };
  close(): Promise<void>;
}

type Opened = { readonly kind: 'connected'; readonly connection: SshConnection } | ConnectFailure;

/** Hop by hop, outermost first; a failure names the hop, and closes what was opened before. */
export async function openConnection(
  target: SshTarget,
  hostKeys: HostKeyBook,
  signal: AbortSignal,
): Promise<Opened> {
  const hops: readonly SshHop[] = [...(target.jumps ?? []), target];
  const opened: Hop[] = [];
  const closeAll = async () => {
    for (const hop of [...opened].reverse()) await hop.close();
  };
  for (const [index, hop] of hops.entries()) {
    const before = opened.at(-1);
    const through = before === undefined ? '' : ` through ${hops[index - 1]?.host}`;
    const stream = await openStream(hop, before, signal);
    if ('reason' in stream) {
      await closeAll();
      return { ...stream, reason: `${stream.reason}${through}` };
    }
    const next = await handshake(hop, stream, hostKeys, signal);
    if ('reason' in next) {
      stream.destroy();
      await closeAll();
      return { ...next, reason: `${next.reason}${through}` };
    }
    opened.push(next);
  }
  const last = opened.at(-1);
  const first = opened[0];
  if (last === undefined || first === undefined) throw new Error('a target is a hop');
  return {
    kind: 'connected',
    connection: { ...last, traffic: first.traffic, close: closeAll },
  };
}

interface Hop extends SshConnection {
  forward(host: string, port: number): Promise<Duplex>;
}

async function openStream(
  hop: SshHop,
  before: Hop | undefined,
  signal: AbortSignal,
): Promise<Duplex | ConnectFailure> {
  if (before === undefined) return openTcp(hop, signal);
  try {
    return await before.forward(hop.host, hop.port);
  } catch (error) {
    return { kind: 'unreachable', reason: `${hop.host}:${hop.port}: ${messageOf(error)}` };
  }
}

/** TCP_NODELAY before the first byte: the handshake is a string of small packets either way. */
function openTcp(hop: SshHop, signal: AbortSignal): Promise<Socket | ConnectFailure> {
  const at = `${hop.host}:${hop.port}`;
  return new Promise((resolve) => {
    const socket = connectTcp({ host: hop.host, port: hop.port, noDelay: true, signal });
    const timer = setTimeout(() => {
      finish({ kind: 'timeout', reason: `${at}: no TCP answer in ${CONNECT_TIMEOUT_MS / 1000} s` });
    }, CONNECT_TIMEOUT_MS);
    const finish = (result: Socket | ConnectFailure) => {
      clearTimeout(timer);
      socket.off('error', onError);
      if (result !== socket) socket.on('error', ignore).destroy();
      resolve(result);
    };
    const onError = (error: Error) =>
      finish({
        kind: signal.aborted ? 'timeout' : 'unreachable',
        reason: `${at}: ${messageOf(error)}`,
      });
    socket.once('error', onError).once('connect', () => finish(socket));
  });
}

/** Errors after the verdict: the socket's end has been dealt with. */
function ignore(): void {}

async function handshake(
  hop: SshHop,
  stream: Duplex,
  hostKeys: HostKeyBook,
  signal: AbortSignal,
): Promise<Hop | ConnectFailure> {
  const at = `${hop.host}:${hop.port}`;
  const pinned =
    hop.hostKey === undefined
      ? await hostKeys.pinnedFor(hop.host, hop.port)
      : [{ type: '', fingerprint: hop.hostKey }];
  const authenticator = authenticatorFor(hop);
  const seen: Seen = { identification: '', banner: '' };
  const ssh = new NodeSSH();
  const ready = ssh.connect({
    sock: stream,
    username: hop.user,
    readyTimeout: HANDSHAKE_TIMEOUT_MS,
    algorithms: algorithmsFor(hop.legacy ?? false, pinned),
    hostVerifier: (blob: Buffer) => {
      const key = hostKeyOf(blob);
      seen.offered = { ...key, blob: Uint8Array.from(blob) };
      seen.verdict = judgeHostKey(pinned, key);
      return seen.verdict.kind !== 'changed';
    },
    // The library reads `false` as "nothing left"; its type knows only the callback's values.
    authHandler: (offered, _partial, _next) => authenticator.next(offered),
  });
  // Set as soon as connect() was called; the identification goes by before anything is awaited.
  const client = ssh.connection;
  if (client === null) throw new Error('node-ssh has made no client');
  const abort = () => client.destroy();
  signal.addEventListener('abort', abort, { once: true });
  stream.on('error', ignore);
  stream.on('data', function identify(chunk: Buffer) {
    seen.identification += chunk.toString('latin1');
    const line = /^(?:.*\n)*?(SSH-[^\r\n]+)/.exec(seen.identification)?.[1];
    if (line === undefined && seen.identification.length < 8192) return;
    seen.identification = line ?? '';
    stream.off('data', identify);
  });
  client.on('error', ignore);
  client.on('handshake', (negotiated) => {
    seen.negotiated ??= negotiated;
  });
  client.on('banner', (text) => {
    seen.banner += text.slice(0, 4096);
  });
  try {
    await ready;
  } catch (error) {
    client.destroy();
    signal.removeEventListener('abort', abort);
    return explain(messageOf(error), { hop, at, seen, signal, tried: authenticator.describe() });
  }
  if (seen.offered === undefined) throw new Error('ready without a host key');
  if (seen.verdict?.kind === 'first-use') await hostKeys.pin(hop.host, hop.port, seen.offered);
  return hopOf(ssh, client, stream, seen, seen.offered, () =>
    signal.removeEventListener('abort', abort),
  );
}

interface Seen {
  identification: string;
  banner: string;
  offered?: HostKey & { readonly blob: Uint8Array };
  verdict?: ReturnType<typeof judgeHostKey>;
  negotiated?: NegotiatedAlgorithms;
}

function hopOf(
  ssh: NodeSSH,
  client: NonNullable<NodeSSH['connection']>,
  stream: Duplex,
  seen: Seen,
  hostKey: HostKey,
  onClose: () => void,
): Hop {
  const closed = new Promise<void>((resolve) => {
    if (stream.destroyed) resolve();
    else stream.once('close', resolve);
  });
  return {
    identification: seen.identification,
    hostKey: { type: hostKey.type, fingerprint: hostKey.fingerprint },
    oldAlgorithms: seen.negotiated === undefined ? [] : oldAlgorithmsIn(seen.negotiated),
    banner: seen.banner,
    // Wide and tall: fewer wrapped echoes, and some pagers never start.
    openShell: () => ssh.requestShell({ term: 'vt100', cols: 511, rows: 1000 }),
    openExec: (command) =>
      new Promise((resolve, reject) => {
        client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
      }),
    forward: (host, port) => ssh.forwardOut('127.0.0.1', 0, host, port),
    traffic: () =>
      stream instanceof Socket
        ? { bytesIn: stream.bytesRead, bytesOut: stream.bytesWritten }
        : { bytesIn: 0, bytesOut: 0 },
    close: () => {
      onClose();
      client.end();
      const timer = setTimeout(() => client.destroy(), LOGOUT_TIMEOUT_MS);
      return closed.then(() => clearTimeout(timer));
    },
  };
}

function explain(
  message: string,
  context: { hop: SshHop; at: string; seen: Seen; signal: AbortSignal; tried: string },
): ConnectFailure {
  const { hop, at, seen, signal, tried } = context;
  if (seen.verdict?.kind === 'changed' && seen.offered !== undefined) {
    const { pinned } = seen.verdict;
    const offered = seen.offered.fingerprint;
    return {
      kind: 'host-key-changed',
      reason: `${at}: the host key has changed: ${pinned.join(' or ')} is pinned, ${offered} was offered`,
      host: at,
      pinned,
      offered,
    };
  }
  if (signal.aborted) return { kind: 'timeout', reason: `${at}: given up while connecting` };
  if (/timed out/i.test(message)) return { kind: 'timeout', reason: `${at}: ${message}` };
  if (/authentication methods failed/i.test(message)) {
    return { kind: 'refused', reason: `${at}: login refused for ${hop.user} (${tried})` };
  }
  if (/no matching/i.test(message)) {
    const why = explainNegotiation(message, seen.identification, hop.legacy ?? false);
    return { kind: 'unsupported', reason: `${at}: ${why}` };
  }
  if (seen.identification === '') {
    return { kind: 'unreachable', reason: `${at}: ${message} (no SSH identification was sent)` };
  }
  return { kind: 'failed', reason: `${at}: ${message}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
