/** The session over real UDP, against simulated devices that misbehave. */

import { Secret } from '@muster/uplink/secret';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type SnmpDevice,
  type SnmpDeviceOptions,
  startSnmpDevice,
} from '../../../packages/lab/src/snmp/responder.ts';
import type { WalkLimits } from './agent.ts';
import { type LiveSession, openSession } from './session.ts';
import { textOf } from './value.ts';

const limits: WalkLimits = { rowsMax: 1000, bytesMax: 100_000, wallClockMs: 5000 };
const rows = [
  '1.3.6.1.2.1.1.1.0|4|A switch made for this test',
  '1.3.6.1.2.1.1.5.0|4|lab-1',
  ...Array.from({ length: 200 }, (_, i) => `1.3.6.1.2.1.2.2.1.2.${i + 1}|4|port ${i + 1}`),
  ...Array.from({ length: 200 }, (_, i) => `1.3.6.1.2.1.2.2.1.3.${i + 1}|2|6`),
].join('\n');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(options: Partial<SnmpDeviceOptions> = {}): Promise<SnmpDevice> {
  const device = await startSnmpDevice({ communities: { public: rows }, ...options });
  closing.push(device.close);
  return device;
}

function open(port: number, version: '1' | '2c' = '2c', timeoutMs = 100): LiveSession {
  const session = openSession({
    address: '127.0.0.1',
    port,
    credentials: { kind: 'community', version, community: new Secret('public') },
    timeoutMs,
  });
  if ('kind' in session) throw new Error(session.reason);
  closing.push(session.close);
  return session;
}

describe.each(['1', '2c'] as const)('version %s', (version) => {
  it('gets what is there and leaves out what is not', async () => {
    const { port } = await start();
    const { agent } = open(port, version);
    const outcome = await agent.get(['1.3.6.1.2.1.1.1.0', '1.3.6.1.2.1.1.4.0', '1.3.9.9.0']);
    if (outcome.kind !== 'answered') throw new Error(outcome.reason);
    expect([...outcome.values].map(([oid, value]) => [oid, textOf(value)])).toEqual([
      ['1.3.6.1.2.1.1.1.0', 'A switch made for this test'],
    ]);
  });

  it('walks two columns in step, to the end of each', async () => {
    const { port } = await start();
    const { agent } = open(port, version);
    const [names, types] = await agent.walk(['1.3.6.1.2.1.2.2.1.2', '1.3.6.1.2.1.2.2.1.3'], limits);
    expect(names?.cells.length).toBe(200);
    expect(types?.cells.length).toBe(200);
    expect(names?.unfinished).toBeUndefined();
    expect(textOf(names?.cells.value(199))).toBe('port 200');
  });
});

it('counts requests and octets', async () => {
  const { port, requests } = await start();
  const session = open(port);
  await session.agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  const load = session.load();
  expect(load.requests).toBe(requests());
  expect(load.bytesIn).toBeGreaterThan(load.bytesOut);
});

it('tells a port nobody listens on from silence', async () => {
  const device = await start();
  await device.close();
  closing.length = 0;
  const { agent } = open(device.port);
  expect(await agent.get(['1.3.6.1.2.1.1.1.0'])).toMatchObject({ kind: 'unreachable' });
  const silent = await start({ misbehavior: { silentAfter: 0 } });
  expect(await open(silent.port).agent.get(['1.3.6.1.2.1.1.1.0'])).toMatchObject({
    kind: 'timeout',
  });
});

it('halves its requests for an agent that says tooBig, and reads everything', async () => {
  const { port } = await start({ misbehavior: { tooBigAbove: 10 } });
  const [names] = await open(port).agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  expect(names).toMatchObject({ cells: { length: 200 } });
  expect(names?.unfinished).toBeUndefined();
});

it('halves its requests for an agent that is silent about large ones', async () => {
  const { port } = await start({ misbehavior: { silentAbove: 16 } });
  const [names] = await open(port, '2c', 20).agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  expect(names).toMatchObject({ cells: { length: 200 } });
});

it('keeps what it has read when the device falls silent, and says that it is not all', async () => {
  const { port } = await start({ misbehavior: { silentAfter: 2 } });
  const [names] = await open(port, '2c', 20).agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  expect(names?.cells.length).toBeGreaterThan(0);
  expect(names?.unfinished).toBe('timeout');
});

it.each([1, 3, 40])('stops at an agent that loops over %i OIDs', async (length) => {
  const under = [1, 3, 6, 1, 2, 1, 2, 2, 1, 2];
  const { port, requests } = await start({ misbehavior: { loop: { under, length } } });
  const [names] = await open(port).agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  expect(names?.unfinished).toBe('disorder');
  expect(requests()).toBeLessThan(10);
});

it('reads everything in spite of losses, delays, repetitions and disorder on the way', async () => {
  let lot = 0;
  const random = (): number => (lot++ % 7) / 7;
  const misbehavior = { loss: 0.2, delayMs: 2, duplicate: true };
  const { port } = await start({ misbehavior, random });
  const [names] = await open(port, '2c', 50).agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  expect(names).toMatchObject({ cells: { length: 200 } });
  expect(names?.unfinished).toBeUndefined();
});

it.each([
  ['cut packets', { truncateAt: 20 }],
  ['no packets at all', { replaceWith: new Uint8Array([0x30, 0x82, 0xff, 0xff]) }],
  ['values of the wrong type', { everyValue: new Uint8Array([0, 1, 2]) }],
])('survives %s', async (_, misbehavior) => {
  const { port } = await start({ misbehavior });
  const { agent } = open(port, '2c', 20);
  const columns = await agent.walk(['1.3.6.1.2.1.2.2.1.2'], limits);
  expect(columns).toHaveLength(1);
  await agent.get(['1.3.6.1.2.1.1.1.0']);
});

it.each([
  ['des', 'DES'],
  ['3des', '3DES'],
  ['aes192', 'AES-192'],
  ['aes192b', 'AES-192'],
  ['aes192r', 'AES-192'],
] as const)('says what to do where a user has %s, and sends nothing', (protocol, name) => {
  const key = new Secret('twelve-letters');
  const session = openSession({
    address: '127.0.0.1',
    port: 9,
    credentials: {
      kind: 'user',
      user: 'muster',
      auth: { protocol: 'sha', key },
      priv: { protocol, key },
    },
  });
  expect(session).toMatchObject({
    kind: 'unsupported',
    reason: expect.stringMatching(new RegExp(`^${name} privacy.*set priv to aes`)),
  });
});
