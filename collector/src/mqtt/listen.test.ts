/** The listener against a real broker over real sockets (MQTT 3.1.1: the fallback included). */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { type ListenState, listenMqtt, type MqttListener } from './listen.ts';
import { probeMqtt } from './probe.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface TestBroker {
  readonly url: string;
  readonly port: number;
  /** Everybody off, nothing listens. */
  stop(): Promise<void>;
}

async function openBroker(port = 0, broker?: Aedes): Promise<TestBroker> {
  const aedes = broker ?? (await Aedes.createBroker());
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    aedes.handle(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : 0;
  let isOpen = true;
  const stop = async () => {
    if (!isOpen) return;
    isOpen = false;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => aedes.close(resolve));
    await closed;
  };
  closers.push(stop);
  return { url: `mqtt://127.0.0.1:${bound}`, port: bound, stop };
}

async function publish(url: string, topic: string, payload: object | string, retain = true) {
  const client = await mqtt.connectAsync(url);
  await client.publishAsync(
    topic,
    typeof payload === 'string' ? payload : JSON.stringify(payload),
    {
      qos: 1,
      retain,
    },
  );
  await client.endAsync();
}

/** Resolves when a sighting fits; what came before is kept too. */
function watch() {
  const sightings: Sighting[] = [];
  const states: ListenState[] = [];
  const waiting: { fits: () => boolean; resolve: () => void }[] = [];
  const wake = () => {
    for (const each of waiting) if (each.fits()) each.resolve();
  };
  return {
    sightings,
    states,
    onSighting: (sighting: Sighting) => {
      sightings.push(sighting);
      wake();
    },
    onState: (state: ListenState) => {
      states.push(state);
      wake();
    },
    until: (fits: () => boolean) =>
      new Promise<void>((resolve) => {
        waiting.push({ fits, resolve });
        wake();
      }),
  };
}

async function listen(url: string, seen: ReturnType<typeof watch>): Promise<MqttListener> {
  const listener = await listenMqtt({ url }, seen.onSighting, {
    now: () => new Date(),
    signal: new AbortController().signal,
    reconnect: { firstMs: 20, maxMs: 50 },
    onState: seen.onState,
  });
  closers.push(() => listener.close());
  return listener;
}

const lamp = {
  dev: { ids: ['lamp-1'], mf: 'Bela', mdl: 'L1', sn: 'BL-1001' },
  stat_t: 'home/lamp-1/state',
};

describe('listenMqtt', () => {
  it('observes what was announced before and after it came', async () => {
    const { url } = await openBroker();
    await publish(url, 'homeassistant/light/lamp-1/config', lamp);
    const seen = watch();
    await listen(url, seen);
    await seen.until(() => seen.sightings.length === 1);
    await publish(url, 'homeassistant/switch/plug/config', {
      dev: { ids: ['plug-1'], sn: 'BP-2' },
    });
    await seen.until(() => seen.sightings.length === 2);
    expect(seen.sightings).toMatchObject([
      { key: 'homeassistant:lamp-1', device: { serial: 'BL-1001' } },
      { key: 'homeassistant:plug-1', device: { serial: 'BP-2' } },
    ]);
    expect(seen.states).toMatchObject([{ kind: 'listening', protocol: 4, refused: [] }]);
  });

  it('takes an emptied topic as a removal', async () => {
    const { url } = await openBroker();
    const seen = watch();
    await listen(url, seen);
    await seen.until(() => seen.states.length === 1);
    await publish(url, 'homeassistant/light/lamp-1/config', lamp);
    await seen.until(() => seen.sightings.length === 1);
    await publish(url, 'homeassistant/light/lamp-1/config', '');
    await seen.until(() => seen.sightings.length === 2);
    expect(seen.sightings.at(-1)).toMatchObject({ key: 'homeassistant:lamp-1', presence: 'left' });
  });

  it('comes back to a broker that restarted with nothing retained, and nobody has left', async () => {
    const first = await openBroker();
    await publish(first.url, 'homeassistant/light/lamp-1/config', lamp);
    const seen = watch();
    const listener = await listen(first.url, seen);
    await seen.until(() => seen.sightings.length === 1);
    await first.stop();
    await seen.until(() => seen.states.at(-1)?.kind === 'lost');
    expect(listener.failing()).toHaveLength(1);
    const second = await openBroker(first.port);
    await seen.until(() => seen.states.at(-1)?.kind === 'listening');
    await publish(second.url, 'homeassistant/switch/plug/config', { dev: { ids: ['plug-1'] } });
    await seen.until(() => seen.sightings.length === 2);
    expect(seen.sightings.map(({ presence }) => presence)).toEqual(['seen', 'seen']);
    expect(listener.failing()).toEqual([]);
  });

  it('names the topics that a broker refuses, and reads the others', async () => {
    const aedes = await Aedes.createBroker({
      authorizeSubscribe: (_client, subscription, done) =>
        done(null, subscription.topic.startsWith('shellies/') ? null : subscription),
    });
    const { url } = await openBroker(0, aedes);
    const seen = watch();
    await listen(url, seen);
    await seen.until(() => seen.states.length === 1);
    await publish(url, 'homeassistant/light/lamp-1/config', lamp);
    await seen.until(() => seen.sightings.length === 1);
    const [state] = seen.states;
    const refused = state?.kind === 'listening' ? state.refused : [];
    expect(refused).toContain('shellies/announce');
    expect(refused.filter((topic) => !topic.startsWith('shellies/'))).toEqual([]);
  });

  it('listens over WebSocket', async () => {
    const aedes = await Aedes.createBroker();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) => aedes.handle(createWebSocketStream(socket)));
    await once(server, 'listening');
    closers.push(async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
    });
    const address = server.address();
    const url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const seen = watch();
    await listen(url, seen);
    await seen.until(() => seen.states.at(-1)?.kind === 'listening');
    await publish(url, 'homeassistant/light/lamp-1/config', lamp);
    await seen.until(() => seen.sightings.length === 1);
  });

  it('survives what is not what it seems', async () => {
    const { url } = await openBroker();
    const seen = watch();
    await listen(url, seen);
    await seen.until(() => seen.states.length === 1);
    for (const junk of ['{', 'null', '[]', '{"dev":7}', '\u0000', '{"dev":{"ids":[[[]]]}}']) {
      await publish(url, 'homeassistant/light/junk/config', junk, false);
    }
    await publish(url, 'homeassistant/light/lamp-1/config', lamp);
    await seen.until(() => seen.sightings.length === 1);
    expect(seen.sightings[0]?.key).toBe('homeassistant:lamp-1');
  });
});

describe('probeMqtt', () => {
  const options = { forMs: 50, now: () => new Date(), signal: new AbortController().signal };

  it('says that nothing listens there', async () => {
    const broker = await openBroker();
    await broker.stop();
    await expect(probeMqtt({ url: broker.url }, options)).resolves.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('says that the broker refused the password, without saying the password', async () => {
    const aedes = await Aedes.createBroker({
      authenticate: (_client, _user, _password, done) =>
        done(Object.assign(new Error('no'), { returnCode: 4 }), false),
    });
    const { url } = await openBroker(0, aedes);
    const outcome = await probeMqtt({ url, user: 'me', password: new Secret('s3cret') }, options);
    expect(outcome.kind).toBe('refused');
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
  });

  it('says that a listener there is no broker', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('SSH-2.0-OpenSSH_9.2\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(async () => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const outcome = await probeMqtt({ url: `mqtt://127.0.0.1:${port}` }, options);
    expect(['failed', 'unreachable']).toContain(outcome.kind);
  });
});
