import { randomUUID } from 'node:crypto';
import type { InventoryEvent } from '@muster/facts/inventory';
import { FRAME_BYTES_MAX, SUBPROTOCOL, WINDOW_BATCHES } from '@muster/facts/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { IngestResult, Reconciler } from '../ports.ts';
import { EVENTS_CLOSE, EVENTS_SUBPROTOCOL } from './event-stream.ts';
import { EVENT_BUFFER_BYTES_MAX, HELLO_TIMEOUT_MS, PONG_TIMEOUT_MS } from './limits.ts';
import { CLOSE, closeReason } from './observer-session.ts';
import { type Bench, Peer, signToken, startBench, type TestObserver } from './testing/harness.ts';

const health = { lost: 0, spooledBatches: 0, spooledBytes: 0, failing: [] } as const;
const coverage = { sources: ['agent'], segments: [] } as const;

function hello(id: string) {
  return { kind: 'hello', observer: { id, kind: 'agent', version: '1.2.3' }, coverage, health };
}

function batch(...items: readonly unknown[]) {
  return { kind: 'batch', id: randomUUID(), items };
}

/** An observer that was welcomed. */
async function join(bench: Bench, observer: TestObserver): Promise<Peer> {
  const peer = await Peer.observer(bench, observer);
  peer.send(hello(observer.id));
  expect(await peer.next()).toMatchObject({ kind: 'welcome', observerId: observer.id });
  return peer;
}

/** A bench whose core does what the test says: when a batch is stored or not, what happens. */
interface Steered {
  readonly bench: Bench;
  /** Batches that wait for their end. */
  waiting(): number;
  /** Ends the oldest of them. */
  release(result: IngestResult | Error): void;
  emit(event: InventoryEvent): void;
}

async function startSteered(): Promise<Steered> {
  const gates: PromiseWithResolvers<IngestResult>[] = [];
  const listeners = new Set<(event: InventoryEvent) => void>();
  const wrap = (core: Reconciler): Reconciler => ({
    ...core,
    ingest() {
      const gate = Promise.withResolvers<IngestResult>();
      gates.push(gate);
      return gate.promise;
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  return {
    bench: await startBench({ wrap }),
    waiting: () => gates.length,
    release(result) {
      const gate = gates.shift();
      if (result instanceof Error) gate?.reject(result);
      else gate?.resolve(result);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

const applied: IngestResult = { counts: { applied: 1 }, exceptions: [], wanted: [] };

/** For cores to start on a machine that does much else. */
const START_MS = 60_000;

let bench: Bench;
let steered: Steered;
/** Its clock is moved, its deadlines pass. */
let clocked: Bench;
beforeAll(async () => {
  [bench, steered, clocked] = await Promise.all([startBench(), startSteered(), startBench()]);
}, START_MS);
afterAll(async () => {
  await Promise.all([bench.close(), steered.bench.close(), clocked.close()]);
}, START_MS);

describe('who may open a session', () => {
  const url = () => `${bench.url}/api/v1/stream`;

  it('takes no token twice', async () => {
    const observer = await bench.enrol();
    const authorization = `Bearer ${await observer.token()}`;
    const first = await Peer.open(url(), [SUBPROTOCOL], { authorization });
    await expect(Peer.open(url(), [SUBPROTOCOL], { authorization })).rejects.toThrow('HTTP 401');
    first.socket.close();
  });

  it('takes no one without a token, with a stranger’s key or with an API key', async () => {
    const [observer, other] = [await bench.enrol(), await bench.enrol()];
    const forged = await signToken(observer.id, other.key, Date.now());
    await expect(Peer.open(url(), [SUBPROTOCOL], {})).rejects.toThrow('HTTP 401');
    const attempts = [
      [forged, 'HTTP 401'],
      [bench.apiKey, 'HTTP 403'],
    ] as const;
    for (const [secret, status] of attempts) {
      const headers = { authorization: `Bearer ${secret}` };
      await expect(Peer.open(url(), [SUBPROTOCOL], headers)).rejects.toThrow(status);
    }
  });

  it('asks for its subprotocol, and for a page of its own where one asks', async () => {
    const observer = await bench.enrol();
    const attempts = [
      [['muster.v9'], {}, 'HTTP 400'],
      [[SUBPROTOCOL], { origin: 'https://evil.example' }, 'HTTP 403'],
      [[SUBPROTOCOL], { host: 'evil.example' }, 'HTTP 421'],
    ] as const;
    for (const [protocols, headers, status] of attempts) {
      const authorization = `Bearer ${await observer.token()}`;
      await expect(Peer.open(url(), protocols, { ...headers, authorization })).rejects.toThrow(
        status,
      );
    }
  });
});

it('leaves no socket behind of those it turned away', async () => {
  const { url, api } = clocked;
  const open = () => new Promise((resolve) => api.app.server.getConnections((_, n) => resolve(n)));
  const before = await open();
  for (const headers of [{}, { origin: 'https://evil.example' }, { host: 'evil.example' }]) {
    const attempt = Peer.open(`${url}/api/v1/stream`, [SUBPROTOCOL], headers);
    await expect(attempt).rejects.toThrow(/HTTP 4/);
  }
  await expect.poll(open).toBe(before);
});

describe('a session', () => {
  it('welcomes, asks for what it does not know, and acknowledges batches', async () => {
    const wanted = [{ source: 'agent', key: 'a' }] as const;
    const exceptions = [{ id: 'x', disposition: 'parked', reason: '/device: missing' }] as const;
    const observer = await steered.bench.enrol();
    const peer = await join(steered.bench, observer);
    const sent = batch({ n: 1 }, { n: 2 });
    peer.send(sent);
    await expect.poll(steered.waiting).toBe(1);
    steered.release({ counts: { parked: 1 }, exceptions, wanted });
    expect(await peer.next()).toEqual({ kind: 'want', records: wanted });
    expect(await peer.next()).toEqual({
      kind: 'ack',
      id: sent.id,
      counts: { parked: 1 },
      exceptions,
    });
    peer.socket.close();
  });

  it('answers a batch that could not be stored with a refusal that says to try again', async () => {
    const peer = await join(steered.bench, await steered.bench.enrol());
    const sent = batch({});
    peer.send(sent);
    await expect.poll(steered.waiting).toBe(1);
    steered.release(new Error('disk full'));
    expect(await peer.next()).toMatchObject({ kind: 'refused', id: sent.id, retry: true });
    peer.socket.close();
  });

  it('is told of as connected and as gone', async () => {
    const observer = await bench.enrol();
    const connected = async () => {
      const all = await bench.core.listObservers();
      return all.find(({ id }) => id === observer.id)?.connected;
    };
    const peer = await join(bench, observer);
    await expect.poll(connected).toBe(true);
    peer.socket.close();
    await expect.poll(connected).toBe(false);
  });

  it('is seen again now and then while it only lives', async () => {
    const observer = await clocked.enrol();
    const peer = await join(clocked, observer);
    const seen = async () => {
      const all = await clocked.core.listObservers();
      return Date.parse(all.find(({ id }) => id === observer.id)?.lastSeenAt ?? '');
    };
    await expect.poll(seen).toBeGreaterThan(0);
    const first = await seen();
    clocked.advance(PONG_TIMEOUT_MS / 2);
    clocked.api.beat();
    await expect.poll(seen).toBeGreaterThan(first);
    expect(peer.socket.readyState).toBe(WebSocket.OPEN);
    peer.socket.close();
  });

  it('gives way to a newer one of the same observer, which stays connected', async () => {
    const observer = await bench.enrol();
    const older = await join(bench, observer);
    const newer = await join(bench, observer);
    expect(await older.closed).toMatchObject({ code: CLOSE.replaced });
    newer.send(batch({ newer: true }));
    expect(await newer.next()).toMatchObject({ kind: 'ack' });
    const all = await bench.core.listObservers();
    expect(all.find(({ id }) => id === observer.id)?.connected).toBe(true);
    newer.socket.close();
  });

  it('carries a request to report, and ends when its observer is revoked', async () => {
    const observer = await bench.enrol();
    const peer = await join(bench, observer);
    const answer = await bench.ask(`/api/v1/observers/${observer.id}/report`, {
      body: { reason: 'an audit' },
    });
    expect(answer.status).toBe(202);
    expect(await peer.next()).toEqual({ kind: 'report', reason: 'an audit' });
    await bench.ask(`/api/v1/observers/${observer.id}/revoke`, { method: 'POST' });
    expect(await peer.closed).toMatchObject({ code: CLOSE.revoked });
  });

  it('tells collectors of one group of each other, whichever reconciler they are at', async () => {
    const other = await startBench({ wrap: () => bench.core });
    const joined = async (at: Bench, share: string | undefined, kind = 'collector') => {
      const observer = await bench.enrol();
      const peer = await Peer.observer(at, observer);
      const { observer: said, ...rest } = hello(observer.id);
      peer.send({ ...rest, observer: { ...said, kind }, ...(share && { share }) });
      expect(await peer.next()).toMatchObject({ kind: 'welcome' });
      return { id: observer.id, peer };
    };
    const one = await joined(bench, 'hq');
    expect(await one.peer.next()).toEqual({ kind: 'share', members: [one.id] });
    // An agent, another group and nobody's are none of it.
    const apart = await joined(bench, 'branch');
    expect(await apart.peer.next()).toEqual({ kind: 'share', members: [apart.id] });
    await joined(bench, 'hq', 'agent');
    const two = await joined(other, 'hq');
    expect(await two.peer.next()).toEqual({ kind: 'share', members: [one.id, two.id] });
    expect(await one.peer.next()).toEqual({ kind: 'share', members: [one.id, two.id] });
    two.peer.socket.close();
    expect(await one.peer.next()).toEqual({ kind: 'share', members: [one.id] });
    one.peer.socket.close();
    apart.peer.socket.close();
    await other.close();
  });

  it('answers what it took before it closes with its reconciler', async () => {
    const own = await startSteered();
    const peer = await join(own.bench, await own.bench.enrol());
    peer.send(batch({}));
    await expect.poll(own.waiting).toBe(1);
    const closed = own.bench.close();
    own.release(applied);
    expect(await peer.next()).toMatchObject({ kind: 'ack' });
    expect(await peer.closed).toMatchObject({ code: CLOSE.goingAway });
    await closed;
  });

  const faults: readonly [string, (peer: Peer, id: string) => void, number][] = [
    ['a batch before hello', (peer) => peer.send(batch({})), CLOSE.badFrame],
    ['a hello of another observer', (peer) => peer.send(hello('another')), CLOSE.notYou],
    ['text that is not JSON', (peer) => peer.send('{'), CLOSE.notJson],
    ['an unknown frame', (peer) => peer.send({ kind: 'shout' }), CLOSE.badFrame],
    ['a key too many', (peer, id) => peer.send({ ...hello(id), more: 1 }), CLOSE.badFrame],
    ['bytes', (peer) => peer.socket.send(Buffer.from('{}')), CLOSE.binary],
    ['a frame beyond the bound', (peer) => peer.send('x'.repeat(FRAME_BYTES_MAX + 1)), 1009],
    [
      'a second hello',
      (peer, id) => [1, 2].forEach(() => void peer.send(hello(id))),
      CLOSE.badFrame,
    ],
    [
      'more items than a batch has',
      (peer, id) => {
        peer.send(hello(id));
        peer.send(batch(...Array.from({ length: 1001 }, () => 0)));
      },
      CLOSE.badFrame,
    ],
  ];
  it.each(faults)('ends at %s', async (_, misbehave, code) => {
    const observer = await bench.enrol();
    const peer = await Peer.observer(bench, observer);
    misbehave(peer, observer.id);
    expect(await peer.closed).toMatchObject({ code });
  });

  it('ends when its window is exceeded, and stores what was within it', async () => {
    const peer = await join(steered.bench, await steered.bench.enrol());
    for (let at = 0; at <= WINDOW_BATCHES; at += 1) peer.send(batch({ at }));
    expect(await peer.closed).toMatchObject({ code: CLOSE.windowExceeded });
    expect(steered.waiting()).toBe(WINDOW_BATCHES);
    for (let at = 0; at < WINDOW_BATCHES; at += 1) steered.release(applied);
  });

  it('ends without a hello in time, and without a sign of life', async () => {
    const silent = await Peer.observer(clocked, await clocked.enrol());
    const joined = await join(clocked, await clocked.enrol());
    joined.socket.pong = () => undefined;
    clocked.advance(HELLO_TIMEOUT_MS + 1);
    clocked.api.beat();
    expect(await silent.closed).toMatchObject({ code: CLOSE.helloTimeout });
    clocked.advance(PONG_TIMEOUT_MS + 1);
    clocked.api.beat();
    expect(await joined.closed).toMatchObject({ code: 1006 });
  });

  it('lives on while its observer answers pings', async () => {
    const peer = await join(clocked, await clocked.enrol());
    for (let at = 0; at < 4; at += 1) {
      const pinged = new Promise((resolve) => peer.socket.once('ping', resolve));
      clocked.advance(PONG_TIMEOUT_MS / 2);
      clocked.api.beat();
      await pinged;
      // The pong precedes this batch on the wire.
      peer.send(batch({ at }));
      expect(await peer.next()).toMatchObject({ kind: 'ack' });
    }
    peer.socket.close();
  });
});

describe('the event stream', () => {
  const listen = (headers: Readonly<Record<string, string>> = {}) =>
    Peer.open(`${bench.url}/api/v1/events`, [EVENTS_SUBPROTOCOL], {
      authorization: `Bearer ${bench.apiKey}`,
      ...headers,
    });

  it('carries what happens, to everyone who listens', async () => {
    const [one, two] = [await listen(), await listen()];
    const observer = await bench.enrol();
    const peer = await join(bench, observer);
    const event = { kind: 'observer', observerId: observer.id, connected: true };
    for (const listener of [one, two]) {
      expect(await listener.next()).toMatchObject(event);
      listener.socket.close();
    }
    peer.socket.close();
  });

  it('opens for the cookie of our own page, and for no other page', async () => {
    const { code } = bench.people.codes.create(Date.now());
    const signedIn = await bench.ask('/api/v1/sign-in', { anonymous: true, body: { code } });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const url = `${bench.url}/api/v1/events`;
    const own = await Peer.open(url, [EVENTS_SUBPROTOCOL], { cookie, origin: bench.url });
    await expect(
      Peer.open(url, [EVENTS_SUBPROTOCOL], { cookie, origin: 'https://evil.example' }),
    ).rejects.toThrow('HTTP 403');
    await expect(Peer.open(url, [EVENTS_SUBPROTOCOL], {})).rejects.toThrow('HTTP 401');
    await bench.ask('/api/v1/sign-out', { method: 'POST', anonymous: true, headers: { cookie } });
    bench.api.beat();
    expect(await own.closed).toMatchObject({ code: EVENTS_CLOSE.signedOut });
  });

  it('ends with whoever speaks', async () => {
    const peer = await listen();
    peer.send('hello?');
    expect(await peer.closed).toMatchObject({ code: EVENTS_CLOSE.spoke });
  });

  it('drops who does not read, with a reason, and keeps the others', async () => {
    const { emit } = steered;
    const { url, apiKey, ask } = steered.bench;
    const join = () =>
      Peer.open(`${url}/api/v1/events`, [EVENTS_SUBPROTOCOL], {
        authorization: `Bearer ${apiKey}`,
      });
    const [slow, quick] = [await join(), await join()];
    slow.socket.pause();
    const ciId = 'x'.repeat(64 * 1024);
    const dropped = async () => (await ask('/metrics')).text.includes('dropped_total 1');
    let sentBytes = 0;
    while (!(await dropped())) {
      emit({ kind: 'ci', at: new Date().toISOString(), ciId, change: 'updated' });
      sentBytes += ciId.length;
      await quick.next();
      expect(sentBytes).toBeLessThan(64 * EVENT_BUFFER_BYTES_MAX);
    }
    slow.socket.resume();
    expect(await slow.closed).toMatchObject({
      code: EVENTS_CLOSE.tooSlow,
      reason: expect.stringContaining('too slow'),
    });
    expect(quick.socket.readyState).toBe(WebSocket.OPEN);
    quick.socket.close();
  });
});

it('cuts a close reason to what a frame holds, between characters', () => {
  expect(closeReason('short')).toBe('short');
  const cut = closeReason('é'.repeat(100));
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(123);
  expect(cut).toMatch(/^é+…$/);
});
