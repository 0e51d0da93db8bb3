import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpAnswer, type HttpClient, openHttpClient, reasonOf } from './http.ts';
import { ANSWER_BYTES_MAX } from './limits.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** @returns its port */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function open(answerTimeoutMs: number, connectTimeoutMs?: number): HttpClient {
  const http = openHttpClient(
    {},
    { answerTimeoutMs, ...(connectTimeoutMs && { connectTimeoutMs }) },
  );
  closing.push(() => http.close());
  return http;
}

async function post(
  answer: RequestListener,
  { timeoutMs = 10_000, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<HttpAnswer> {
  const port = await listen(createServer(answer));
  const url = new URL(`http://127.0.0.1:${port}/x`);
  return open(timeoutMs).post({ url, headers: {}, body: '{}', signal });
}

describe('an exchange', () => {
  it('brings status, date and the parsed body', async () => {
    const answered = await post((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        response.writeHead(201, { date: 'Sat, 21 Nov 2026 10:00:00 GMT' }).end(`{"got":${text}}`);
      });
    });
    const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
    expect(answered).toEqual({ kind: 'answered', status: 201, body: { got: {} }, date });
  });

  it('brings no body where it is not JSON', async () => {
    const answered = await post((_, response) => response.end('<html>'));
    expect(answered).toMatchObject({ kind: 'answered', status: 200, body: undefined });
  });

  it('does not follow to where it is sent', async () => {
    const answered = await post((_, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    );
    expect(answered).toMatchObject({ kind: 'answered', status: 307 });
  });

  it('goes over one connection with those before it', async () => {
    const ports = new Set<number | undefined>();
    const server = createServer(({ socket }, response) => {
      ports.add(socket.remotePort);
      response.end('{}');
    });
    const url = new URL(`http://127.0.0.1:${await listen(server)}/`);
    const http = open(10_000);
    const call = { url, headers: {}, body: '{}', signal: undefined };
    await Promise.all([http.post(call), http.post(call), http.post(call)]);
    expect(ports.size).toBe(1);
  });

  it.each<[string, string, RequestListener, number]>([
    ['says nothing', 'there was no answer in time', () => undefined, 50],
    [
      'stops in the midst',
      'the answer did not end in time',
      (_, response) => response.writeHead(200).write('{'),
      50,
    ],
    [
      'never ends',
      'the answer is larger than any of a reconciler',
      (_, response) => {
        const part = Buffer.alloc(ANSWER_BYTES_MAX / 2, ' ');
        const pour = () => response.write(part, (error) => error ?? pour());
        pour();
      },
      10_000,
    ],
    ['cuts before it answers', 'socket hang up', ({ socket }) => socket.destroy(), 10_000],
    [
      'cuts in the midst',
      'aborted',
      (_, response) => {
        response.writeHead(200, { 'content-length': 9 });
        response.write('{', () => response.socket?.destroy());
      },
      10_000,
    ],
    [
      'speaks no HTTP',
      'Parse Error: Expected HTTP/, RTSP/ or ICE/',
      ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
      10_000,
    ],
  ])('ends as unreachable where the other side %s: %s', async (_, reason, answer, timeoutMs) => {
    const answered = await post(answer, { timeoutMs });
    expect(answered).toMatchObject({ kind: 'unreachable', reason });
  });

  it('ends as unreachable where TLS is not spoken in time', async () => {
    const port = await listen(createTcpServer());
    const url = new URL(`https://127.0.0.1:${port}/`);
    const call = { url, headers: {}, body: '', signal: undefined };
    const answered = await open(10_000, 50).post(call);
    expect(answered).toMatchObject({ reason: 'there was no connection in time' });
  });

  it('ends as unreachable when it is stopped', async () => {
    const stop = new AbortController();
    const answered = await post(() => stop.abort(), { signal: stop.signal });
    expect(answered).toMatchObject({ kind: 'unreachable', reason: 'The operation was aborted' });
  });

  it('throws what only a bug can ask for', async () => {
    const url = new URL('http://127.0.0.1:1/');
    const call = { url, headers: { 'x-broken': 'a\nb' }, body: '', signal: undefined };
    await expect(open(1_000).post(call)).rejects.toThrow(TypeError);
  });
});

describe('a reason', () => {
  it.each([
    [new AggregateError([new Error('connect ECONNREFUSED ::1:1')]), 'connect ECONNREFUSED ::1:1'],
    [Object.assign(new Error(''), { code: 'EPIPE' }), 'EPIPE'],
    ['text', 'text'],
  ])('of %o is a line', (cause, line) => {
    expect(reasonOf(cause)).toBe(line);
  });
});
