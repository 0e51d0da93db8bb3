/** The collector as broker, with Mosquitto's own clients: users, topics, mutual TLS, and the page. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { hashPassword, parsePasswordHash } from '@muster/collector/mqtt/broker/password';
import { type BrokerTarget, listenBroker } from '@muster/collector/mqtt/broker/serve';
import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { makeAuthority } from './authority.ts';
import { isMissing } from './required.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(target: Omit<BrokerTarget, 'users'>) {
  const password = parsePasswordHash(await hashPassword('right'));
  const sightings: Sighting[] = [];
  const waiting = new Set<() => void>();
  const broker = await listenBroker(
    {
      ...target,
      users: ['hall-3', 'yard'].map((name) => ({
        name,
        ...(password && { password }),
        topics: [`muster/1/${name}/#`],
        reads: [],
      })),
    },
    (sighting) => {
      sightings.push(sighting);
      for (const each of waiting) each();
    },
    { now: () => new Date(), signal: new AbortController().signal },
  );
  closers.push(() => broker.close());
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const check = () => sightings.length >= count && resolve();
      waiting.add(check);
      check();
    });
  return { broker, sightings, until };
}

/** What it said on standard error, and its exit code. */
async function run(program: string, args: readonly string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, said };
}

const tcp = { kind: 'tcp', at: { host: '127.0.0.1', port: 0 } } as const;
const observation = JSON.stringify({ device: { serial: 'P4-001' } });

describe.skipIf(isMissing('mosquitto_pub', 'openssl'))('mosquitto_pub at the own broker', () => {
  const authority = makeAuthority();
  afterAll(() => authority.remove());

  it('is let in with its password, under its own topics', async () => {
    const { broker, sightings, until } = await serve({ doors: [tcp] });
    const publish = (topic: string, password = 'right') =>
      run('mosquitto_pub', [
        ...['-h', '127.0.0.1', '-p', String(broker.ports.tcp), '-u', 'hall-3', '-P', password],
        ...['-q', '1', '-r', '-t', topic, '-m', observation],
      ]);
    expect((await publish('muster/1/hall-3/press/observation', 'wrong')).code).not.toBe(0);
    expect((await publish('muster/1/yard/press/observation')).code).toBe(0);
    expect((await publish('muster/1/hall-3/press/observation')).code).toBe(0);
    await until(1);
    expect(sightings.map(({ key }) => key)).toEqual(['muster:hall-3/press']);
    expect(broker.failing()).toContainEqual({
      what: 'mqtt listen publish hall-3',
      why: 'refused 1 times',
    });
  });

  it('is known by its certificate, and does not get in without one', async () => {
    const { certificate, key } = authority.issue('broker');
    const { broker, sightings, until } = await serve({
      doors: [{ kind: 'tls', at: { host: '127.0.0.1', port: 0 } }],
      certificate: { certificate, key: new Secret(key), clientCa: authority.ca },
    });
    const publish = (...how: readonly string[]) =>
      run('mosquitto_pub', [
        ...['-h', '127.0.0.1', '-p', String(broker.ports.tls), '--cafile', authority.caFile],
        ...['-q', '1', '-t', 'muster/1/hall-3/press/observation', '-m', observation, ...how],
      ]);
    const by = (name: string, years?: { from: number; to: number }) => {
      const { certificateFile, keyFile } = authority.issue(name, years);
      return ['--cert', certificateFile, '--key', keyFile];
    };
    expect((await publish('-u', 'hall-3', '-P', 'right')).code).not.toBe(0);
    expect((await publish(...by('hall-3', { from: 2020, to: 2021 }))).code).not.toBe(0);
    expect((await publish(...by('cellar'))).code).not.toBe(0);
    expect(sightings).toEqual([]);
    expect((await publish(...by('hall-3'))).code).toBe(0);
    await until(1);
    expect(sightings[0]).toMatchObject({ key: 'muster:hall-3/press' });
  });

  it('publishes what the page shows', async () => {
    const page = readFileSync(new URL('../../collector/MQTT.md', import.meta.url), 'utf8');
    const [example] = /mosquitto_pub -h broker[^\n]*\\\n[^\n]*/.exec(page) ?? [];
    if (example === undefined) throw new Error('the page shows no mosquitto_pub');
    const { broker, sightings, until } = await serve({ doors: [tcp] });
    const access = `-h 127.0.0.1 -p ${broker.ports.tcp} -u hall-3 -P right`;
    expect(await run('sh', ['-c', example.replace('-h broker', access)])).toMatchObject({
      code: 0,
    });
    await until(1);
    expect(sightings[0]).toMatchObject({
      key: 'muster:hall-3/press-4',
      class: 'controller',
      device: { vendor: 'Bela', model: 'P4', serial: 'P4-001' },
      firmware: { version: '5.5' },
    });
  });
});
