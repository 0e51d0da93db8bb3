/** The collector's own broker, over real sockets. */
import { pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sighting } from '@muster/facts/observation';
import mqtt, { type IClientOptions } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePasswordHash } from './password.ts';
import { type BrokerEvent, type BrokerTarget, listenBroker, type ServeOptions } from './serve.ts';
import type { BrokerUser } from './users.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** As mosquitto_passwd writes it, of one iteration: what it costs is not what is tested. */
const salt = Buffer.alloc(12, 1);
const key = pbkdf2Sync('right', salt, 1, 64, 'sha512');
const password = parsePasswordHash(`$7$1$${salt.toString('base64')}$${key.toString('base64')}`);
const userOf = (name: string, over: Partial<BrokerUser> = {}): BrokerUser => ({
  name,
  ...(password && { password }),
  topics: [`muster/1/${name}/#`],
  reads: [],
  ...over,
});

async function serve(target: Partial<BrokerTarget> = {}, over: Partial<ServeOptions> = {}) {
  const sightings: Sighting[] = [];
  const events: BrokerEvent[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of waiting) each();
  };
  const broker = await listenBroker(
    {
      doors: [{ kind: 'tcp', at: { host: '127.0.0.1', port: 0 } }],
      users: [userOf('hall'), userOf('yard')],
      ...target,
    },
    (sighting) => {
      sightings.push(sighting);
      wake();
    },
    {
      now: () => new Date(),
      signal: new AbortController().signal,
      gatherMs: 1,
      onEvent: (event) => {
        events.push(event);
        wake();
      },
      ...over,
    },
  );
  closers.push(() => broker.close());
  const until = (fits: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!fits()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const connect = async (name: string, options: IClientOptions = {}, scheme = 'mqtt') => {
    const port = scheme === 'ws' ? broker.ports.websocket : broker.ports.tcp;
    const client = await mqtt.connectAsync(`${scheme}://127.0.0.1:${port}`, {
      username: name,
      password: 'right',
      reconnectPeriod: 0,
      ...options,
    });
    closers.push(() => client.endAsync(true));
    return client;
  };
  return { broker, sightings, events, until, connect };
}

const press = JSON.stringify({ device: { serial: 'P4-001' } });

describe('listenBroker', () => {
  it.each(['mqtt', 'ws'])('observes what a gateway publishes over %s', async (scheme) => {
    const { sightings, until, connect } = await serve({
      doors: [
        { kind: 'tcp', at: { host: '127.0.0.1', port: 0 } },
        { kind: 'websocket', at: { host: '127.0.0.1', port: 0 } },
      ],
    });
    const client = await connect('hall', {}, scheme);
    await client.publishAsync('muster/1/hall/press/observation', press, { qos: 1, retain: true });
    await until(() => sightings.length === 1);
    expect(sightings[0]).toMatchObject({
      key: 'muster:hall/press',
      device: { serial: 'P4-001' },
      place: { via: { key: 'muster:hall' } },
    });
  });

  it('takes nothing under another gateway’s topics, says so once, and lets the client stay', async () => {
    const { broker, sightings, events, until, connect } = await serve();
    const client = await connect('hall');
    await client.publishAsync('muster/1/yard/press/observation', press, { qos: 1 });
    await client.publishAsync('muster/1/yard/status', 'offline', { qos: 1 });
    await client.publishAsync('muster/1/hall/press/observation', press, { qos: 1 });
    await until(() => sightings.length === 1);
    expect(sightings.map(({ key }) => key)).toEqual(['muster:hall/press']);
    expect(events.filter(({ kind }) => kind === 'refused')).toEqual([
      { kind: 'refused', user: 'hall', what: 'publish', detail: 'muster/1/yard/press/observation' },
    ]);
    expect(broker.failing()).toEqual([
      { what: 'mqtt listen publish hall', why: 'refused 2 times' },
    ]);
  });

  it('lets a client hear its own topics only', async () => {
    const { connect } = await serve({
      users: [userOf('hall', { reads: ['plant/+/state'] }), userOf('yard')],
    });
    const client = await connect('hall');
    const asked = ['muster/1/hall/#', 'plant/3/state', 'muster/1/yard/#', '#', 'plant/#'];
    const granted = await Promise.all(
      asked.map(async (filter) => {
        const answers = await client.subscribeAsync(filter, { qos: 0 }).catch(() => []);
        return answers.some(({ qos }) => qos < 128);
      }),
    );
    expect(granted).toEqual([true, true, false, false, false]);
  });

  it.each<[string, IClientOptions]>([
    ['a wrong password', { username: 'hall', password: 'wrong' }],
    ['an unknown name', { username: 'cellar', password: 'right' }],
    ['no name', {}],
  ])('refuses %s', async (_, options) => {
    const { broker } = await serve();
    const url = `mqtt://127.0.0.1:${broker.ports.tcp}`;
    const connected = mqtt.connectAsync(url, { reconnectPeriod: 0, ...options });
    await expect(connected).rejects.toMatchObject({ code: 4 });
  });

  it('does not hand a user’s session to another who takes its client id', async () => {
    const { connect } = await serve();
    await connect('hall', { clientId: 'gate-1', clean: false });
    await expect(connect('yard', { clientId: 'gate-1' })).rejects.toMatchObject({ code: 2 });
  });

  it('takes a will as a gateway’s absence, and nobody leaves for it', async () => {
    const { broker, sightings, until, connect } = await serve();
    const client = await connect('hall', {
      will: {
        topic: 'muster/1/hall/status',
        payload: Buffer.from('offline'),
        qos: 1,
        retain: true,
      },
    });
    await client.publishAsync('muster/1/hall/press/observation', press, { qos: 1, retain: true });
    await until(() => sightings.length === 1);
    const watcher = await connect('hall');
    const willed = new Promise((resolve) => watcher.once('message', resolve));
    await watcher.subscribeAsync('muster/1/hall/status');
    client.stream.destroy();
    await willed;
    await connect('yard').then((yard) =>
      yard.publishAsync('muster/1/yard/x/observation', press, { qos: 1 }),
    );
    await until(() => sightings.length === 2);
    expect(broker.failing()).toEqual([
      { what: 'mqtt listen muster:hall', why: 'its last will: the gateway is offline' },
    ]);
    expect(sightings.map(({ presence }) => presence)).toEqual(['seen', 'seen']);
  });

  it('keeps what is retained over a restart, where it is told to, and no more than it may', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-broker-'));
    const target = { retainedFile: join(folder, 'retained') };
    const first = await serve(target, { keep: { retainedTopics: 2 } });
    const client = await first.connect('hall');
    for (const name of ['a', 'b', 'c']) {
      await client.publishAsync(`muster/1/hall/${name}/observation`, press, {
        qos: 1,
        retain: true,
      });
    }
    await first.until(() => first.sightings.length === 3);
    expect(first.broker.failing()[0]?.why).toContain('no room for retained messages');
    await client.endAsync();
    await first.broker.close();
    const second = await serve(target);
    await second.until(() => second.sightings.length === 2);
    const again = await second.connect('hall');
    const heard = new Promise<string>((resolve) => again.once('message', resolve));
    await again.subscribeAsync('muster/1/hall/#');
    await expect(heard).resolves.toBe('muster/1/hall/a/observation');
    rmSync(folder, { recursive: true });
  });

  it('ends the connection of whoever announces a packet beyond the bound', async () => {
    const { connect } = await serve();
    const client = await connect('hall');
    const closed = new Promise((resolve) => client.once('close', () => resolve('closed')));
    client.on('error', () => {});
    client.stream.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    await expect(closed).resolves.toBe('closed');
  });

  it('says that a door is taken, and opens the others', async () => {
    const first = await serve();
    const port = first.broker.ports.tcp ?? 0;
    const { broker, connect } = await serve({
      doors: [
        { kind: 'websocket', at: { host: '127.0.0.1', port } },
        { kind: 'tcp', at: { host: '127.0.0.1', port: 0 } },
      ],
    });
    expect(broker.failing()[0]).toMatchObject({ what: 'mqtt listen websocket' });
    await connect('hall');
  });
});
