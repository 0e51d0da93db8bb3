/** The collector's MQTT listener against a real Mosquitto that restarts, refuses and is abused. */
import { type ListenOptions, type ListenState, listenMqtt } from '@muster/collector/mqtt/listen';
import type { MqttTarget } from '@muster/collector/target';
import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Issued, makeAuthority } from './authority.ts';
import { type Mosquitto, type MosquittoOptions, startMosquitto } from './mosquitto.ts';
import { isMissing } from './required.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function broker(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const started = await startMosquitto(options);
  closers.push(() => started.stop());
  return started;
}

async function publisher(url: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  closers.push(() => client.endAsync(true));
  return client;
}

/** A listener whose sightings and states can be waited for. */
async function listen(target: MqttTarget, over: Partial<ListenOptions> = {}) {
  const sightings: Sighting[] = [];
  const states: ListenState[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of waiting) each();
  };
  const listener = await listenMqtt(
    target,
    (sighting) => {
      sightings.push(sighting);
      wake();
    },
    {
      now: () => new Date(),
      signal: new AbortController().signal,
      reconnect: { firstMs: 50, maxMs: 200 },
      onState: (state) => {
        states.push(state);
        wake();
      },
      ...over,
    },
  );
  const close = () => listener.close();
  closers.push(close);
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
  const isListening = () => states.at(-1)?.kind === 'listening';
  const isLost = () => states.at(-1)?.kind === 'lost';
  await until(() => states.length > 0);
  return { sightings, states, listener, until, isListening, isLost, close };
}

const plug = (name: string) => ({
  topic: `homeassistant/switch/${name}/config`,
  payload: JSON.stringify({ dev: { ids: [name], mf: 'Bela', sn: `BP-${name}` } }),
});

async function announce(client: MqttClient, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { topic, payload } = plug(name);
    await client.publishAsync(topic, payload, { qos: 1, retain: true });
  }
}

describe.skipIf(isMissing('mosquitto'))('a collector at a Mosquitto', () => {
  it.each([true, false])('makes nobody leave when it restarts (persistence: %s)', async (kept) => {
    const mosquitto = await broker({ isPersistent: kept });
    const before = await mqtt.connectAsync(mosquitto.url);
    await announce(before, 'a', 'b');
    await before.endAsync();
    const { sightings, listener, until, isListening, isLost } = await listen({
      url: mosquitto.url,
    });
    await until(() => sightings.length === 2);
    await mosquitto.stop();
    await until(isLost);
    expect(listener.failing().map(({ what }) => what)).toEqual([`mqtt ${mosquitto.url}`]);
    const again = kept ? mosquitto : await startMosquitto({ port: mosquitto.port });
    if (kept) await again.start();
    closers.push(() => again.stop());
    await until(isListening);
    await announce(await publisher(again.url), 'c');
    await until(() => sightings.length === 3);
    expect(sightings.map(({ key, presence }) => `${key} ${presence}`)).toEqual([
      'homeassistant:a seen',
      'homeassistant:b seen',
      'homeassistant:c seen',
    ]);
    expect(listener.failing()).toEqual([]);
  });

  it('receives later what was announced once while it was away', async () => {
    const mosquitto = await broker();
    const target = { url: mosquitto.url, clientId: 'collector-1' };
    const first = await listen(target, { isPersistent: true });
    await first.until(first.isListening);
    await first.close();
    const client = await publisher(mosquitto.url);
    const announcement = { id: 'shelly1', model: 'SHSW-1', mac: 'A0B1C2D3E4F5', fw_ver: '1.14' };
    await client.publishAsync('shellies/announce', JSON.stringify(announcement), { qos: 1 });
    const second = await listen(target, { isPersistent: true });
    await second.until(() => second.sightings.length === 1);
    expect(second.sightings[0]?.key).toBe('shelly:a0:b1:c2:d3:e4:f5');
  });

  it('observes the sound half of a broker’s messages', async () => {
    const mosquitto = await broker();
    const { sightings, until } = await listen({ url: mosquitto.url });
    const client = await publisher(mosquitto.url);
    for (let index = 0; index < 200; index += 1) {
      const { topic, payload } = plug(`p${index}`);
      const bytes = Buffer.from(payload);
      const sent = index % 2 === 0 ? bytes : bytes.subarray(0, bytes.length - 1 - (index % 20));
      await client.publishAsync(topic, sent, { qos: 1 });
    }
    await until(() => sightings.length >= 100);
    expect(sightings).toHaveLength(100);
  });

  it('stops 50,000 invented devices at their gateway’s bound, in bounded memory', async () => {
    const mosquitto = await broker({ config: ['max_queued_messages 0'] });
    const { sightings, listener, until } = await listen({ url: mosquitto.url });
    const client = await publisher(mosquitto.url);
    const coordinator = { ieee_address: '0x00124b0000000001', type: 'Coordinator' };
    await client.publishAsync('z/bridge/devices', JSON.stringify([coordinator]), { qos: 1 });
    await until(() => sightings.length === 1);
    const heapBefore = process.memoryUsage().heapUsed;
    for (let index = 0; index < 50_000; index += 1) {
      const address = `0x00158d00${index.toString(16).padStart(8, '0')}`;
      const event = {
        type: 'device_joined',
        data: { ieee_address: address, friendly_name: address },
      };
      client.publish('z/bridge/event', JSON.stringify(event), { qos: 0 });
      if (index % 500 === 0) await client.publishAsync('pace', '', { qos: 1 });
    }
    await announce(client, 'honest');
    await until(() => sightings.some(({ key }) => key === 'homeassistant:honest'));
    const gateway = 'zigbee2mqtt:0x00124b0000000001';
    const told = sightings.filter(({ key }) => key === gateway).at(-1);
    expect(told?.unread).toMatchObject([{ why: 'truncated' }]);
    expect(sightings.filter(({ place }) => place?.via?.key === gateway)).toHaveLength(5000);
    expect(listener.failing()[0]?.why).toContain('45000 were not taken');
    // 5,000 devices at 2 kB, and what the collector of garbage has not come to yet.
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(150 * 1024 * 1024);
  });

  it('takes in 50,000 devices announced in ten seconds, up to what a broker may hold', async () => {
    const mosquitto = await broker({ config: ['max_queued_messages 0'] });
    const { sightings, listener, until } = await listen(
      { url: mosquitto.url },
      { limits: { devicesWithoutGateway: 20_000 } },
    );
    const client = await publisher(mosquitto.url);
    const heapBefore = process.memoryUsage().heapUsed;
    const startedMs = performance.now();
    for (let index = 0; index < 50_000; index += 1) {
      const mac = index.toString(16).padStart(6, '0').toUpperCase();
      const told = { ip: '192.0.2.9', md: 'Bela Relay', sw: '14.4.1', mac: `A0B1C2${mac}` };
      client.publish(`tasmota/discovery/A0B1C2${mac}/config`, JSON.stringify(told), {
        retain: true,
      });
      if (index % 1000 === 0) await client.publishAsync('pace', '', { qos: 1 });
    }
    await client.publishAsync('pace', '', { qos: 1 });
    const seconds = (performance.now() - startedMs) / 1000;
    process.stdout.write(`50,000 devices announced in ${seconds.toFixed(1)} s\n`);
    await announce(client, 'after');
    await until(() => sightings.some(({ key }) => key === 'homeassistant:after'));
    const tasmota = sightings.filter(({ profile }) => profile === 'tasmota');
    expect(tasmota).toHaveLength(20_000);
    expect(new Set(tasmota.map(({ key }) => key)).size).toBe(20_000);
    expect(listener.failing()).toEqual([
      {
        what: `mqtt ${mosquitto.url} tasmota`,
        why: 'announces more devices than it may: 30000 were not taken',
        cause: 'flood',
      },
    ]);
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(250 * 1024 * 1024);
  });

  it('makes nobody leave when retained messages are lost while it listens', async () => {
    const mosquitto = await broker();
    const client = await publisher(mosquitto.url);
    await announce(client, 'a', 'b');
    const { sightings, until } = await listen({ url: mosquitto.url });
    await until(() => sightings.length === 2);
    const { topic } = plug('a');
    // Deleted by an operator: a statement. Expired at the broker: none, and nobody is told.
    await client.publishAsync(topic, '', { qos: 1, retain: true });
    await until(() => sightings.length === 3);
    await client.publishAsync('homeassistant/switch/c/config', plug('c').payload, {
      qos: 1,
      retain: true,
      properties: { messageExpiryInterval: 1 },
    });
    await until(() => sightings.length === 4);
    expect(sightings.map(({ key, presence }) => `${key} ${presence}`).slice(2)).toEqual([
      'homeassistant:a left',
      'homeassistant:c seen',
    ]);
  });

  it('says why when another takes its client id, and does not fight for it in a loop', async () => {
    const mosquitto = await broker();
    const target = { url: mosquitto.url, clientId: 'collector-1' };
    const first = await listen(target, { reconnect: { firstMs: 60_000, maxMs: 60_000 } });
    await first.until(first.isListening);
    const second = await listen(target);
    await first.until(first.isLost);
    expect(first.listener.failing()[0]?.why).toContain('another client took the id "collector-1"');
    await second.until(second.isListening);
    expect(first.states.map(({ kind }) => kind)).toEqual(['listening', 'lost']);
  });

  it('shares events with another collector, and reads what is retained itself', async () => {
    const mosquitto = await broker();
    const client = await publisher(mosquitto.url);
    await announce(client, 'kept');
    const both = [
      await listen({ url: mosquitto.url, share: 'muster' }),
      await listen({ url: mosquitto.url, share: 'muster' }),
    ];
    for (const { until, sightings } of both) await until(() => sightings.length > 0);
    for (let index = 0; index < 20; index += 1) {
      const mac = `A0B1C2D3E4${index.toString(16).padStart(2, '0').toUpperCase()}`;
      const announcement = JSON.stringify({ id: 'x', model: 'SHSW-1', mac });
      await client.publishAsync('shellies/announce', announcement, { qos: 1 });
    }
    const shellies = () =>
      both.map(({ sightings }) => sightings.filter(({ profile }) => profile === 'shelly'));
    await Promise.race(both.map(({ until }) => until(() => shellies().flat().length === 20)));
    const [one = [], other = []] = shellies().map((list) => list.map(({ key }) => key));
    expect(new Set([...one, ...other]).size).toBe(20);
    expect(one.filter((key) => other.includes(key))).toEqual([]);
    expect(both.map(({ sightings }) => sightings[0]?.key)).toEqual([
      'homeassistant:kept',
      'homeassistant:kept',
    ]);
  });

  it.each([true, false])(
    'asks an edge node for its birth only when told to (%s)',
    async (isTold) => {
      const mosquitto = await broker();
      const client = await publisher(mosquitto.url);
      const asked = new Set<string>();
      client.on('message', (topic) => asked.add(topic));
      await client.subscribeAsync(['spBv1.0/+/NCMD/+', 'end'], { qos: 1 });
      const target = { url: mosquitto.url, ...(isTold && { asksForBirths: true }) };
      const { until, isListening, sightings } = await listen(target);
      await until(isListening);
      await client.publishAsync('spBv1.0/Plant/NDATA/edge', Buffer.from([0x18, 5]), { qos: 1 });
      // Whatever is asked is asked before the next announcement is told.
      await announce(client, 'after');
      await until(() => sightings.length === 1);
      const ended = new Promise<void>((resolve) => {
        client.on('message', (topic) => topic === 'end' && resolve());
      });
      await client.publishAsync('end', '', { qos: 1 });
      await ended;
      expect([...asked]).toEqual(isTold ? ['spBv1.0/Plant/NCMD/edge', 'end'] : ['end']);
    },
  );

  it('is refused with a wrong password, and let in with the right one', async () => {
    const mosquitto = await broker({ users: ['muster:right'] });
    const target = { url: mosquitto.url, user: 'muster' };
    const wrong = await listen({ ...target, password: new Secret('wrong') });
    expect(wrong.states[0]).toMatchObject({ kind: 'lost', failure: { kind: 'refused' } });
    await wrong.close();
    const right = await listen({ ...target, password: new Secret('right') });
    expect(right.states[0]).toMatchObject({ kind: 'listening', protocol: 5 });
  });
});

describe.skipIf(isMissing('mosquitto', 'openssl'))('a collector at a Mosquitto with TLS', () => {
  const authority = makeAuthority();
  const { ca } = authority;
  const sound = authority.issue('broker');
  const expired = authority.issue('broker', { from: 2020, to: 2021 });
  afterAll(() => authority.remove());
  const serve = ({ certificateFile, keyFile }: Issued) =>
    broker({
      config: [`cafile ${authority.caFile}`, `certfile ${certificateFile}`, `keyfile ${keyFile}`],
    });

  it('listens where the certificate is sound', async () => {
    const { url } = await serve(sound);
    const { states } = await listen({ url: url.replace('mqtt:', 'mqtts:'), ca });
    expect(states[0]).toMatchObject({ kind: 'listening' });
  });

  it('says that the certificate has expired', async () => {
    const { url } = await serve(expired);
    const { states } = await listen({ url: url.replace('mqtt:', 'mqtts:'), ca });
    expect(states[0]).toMatchObject({ kind: 'lost', failure: { kind: 'failed' } });
    expect(JSON.stringify(states[0])).toContain('expired');
  });

  it('does not trust an authority that it was not given', async () => {
    const { url } = await serve(sound);
    const { states } = await listen({ url: url.replace('mqtt:', 'mqtts:') });
    expect(states[0]).toMatchObject({ kind: 'lost', failure: { kind: 'failed' } });
  });
});
