import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Batch } from '@muster/facts/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { JOIN_BYTES } from './limits.ts';
import {
  BRISK,
  makeTestFolder,
  optionsFor,
  sightingOf,
  type TestFolder,
  until,
} from './testing/fixtures.ts';
import { StandIn, type StandInOptions } from './testing/stand-in.ts';
import { openUplink, type Uplink, type UplinkOptions } from './uplink.ts';

let folder: TestFolder;
let reconciler: StandIn;
const opened: Uplink[] = [];

beforeEach(async () => {
  folder = await makeTestFolder();
  reconciler = await new StandIn().start();
});

afterEach(async () => {
  for (const uplink of opened.splice(0)) await uplink.close(0);
  await reconciler.stop();
  await folder.remove();
  expect(reconciler.complaints).toEqual([]);
});

async function open(changes: Partial<UplinkOptions> = {}): Promise<Uplink> {
  const uplink = await openUplink(optionsFor(folder.path, reconciler.url, changes));
  opened.push(uplink);
  return uplink;
}

/** Makes a batch of its own of each observation. */
const long = 'x'.repeat(JOIN_BYTES);
const keys = (count: number) => Array.from({ length: count }, (_, n) => `host-${n}`);
const keysTaken = () => reconciler.observations.map(({ key }) => key);

describe('a session', () => {
  it('brings sightings to the reconciler in order, each once', async () => {
    const uplink = await open();
    for (const key of keys(50)) await uplink.send([sightingOf(key)]);
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(keys(50));
    expect(uplink.status().link.kind).toBe('connected');
    expect(uplink.status().health).toMatchObject({ lost: 0, spooledBatches: 0, spooledBytes: 0 });
  });

  it('keeps what is sent before the reconciler is there', async () => {
    await reconciler.stop();
    const uplink = await open();
    expect(await uplink.send(keys(10).map((key) => sightingOf(key)))).toEqual({
      kind: 'spooled',
      wholes: 10,
      touches: 0,
    });
    await until(() => uplink.status().link.kind === 'unreachable');
    await reconciler.start();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(keys(10));
  });

  it.each<[string, StandInOptions['treat']]>([
    ['the connection is cut', (nth) => (nth % 3 === 1 ? 'cut' : 'ack')],
    ['answers are lost', (nth) => (nth % 3 === 1 ? 'store-then-cut' : 'ack')],
    ['answers come twice', () => 'ack-twice'],
    ['it is asked to try again', (nth) => (nth % 4 === 0 ? 'refuse-retry' : 'ack')],
    ['an answer is garbage', (nth) => (nth === 1 ? 'garbage' : 'ack')],
    ['an answer never comes', (nth) => (nth === 1 ? 'silence' : 'ack')],
  ])('loses and doubles nothing when %s', async (_when, treat) => {
    await reconciler.stop();
    const limits = { backoffFirstMs: 1, backoffMaxMs: 5, answerTimeoutMs: 100 };
    const uplink = await open({ limits });
    for (const key of keys(8)) await uplink.send([sightingOf(key, { extensions: { long } })]);
    reconciler.options = { window: 2, ...(treat && { treat }) };
    await reconciler.start();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken().toSorted()).toEqual(keys(8));
    expect(new Set(reconciler.batchIds).size).toBe(8);
    expect(uplink.status().health.lost).toBe(0);
  });

  it('has no more batches unanswered than were granted', async () => {
    await reconciler.stop();
    const uplink = await open();
    for (const key of keys(8)) await uplink.send([sightingOf(key, { extensions: { long } })]);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    reconciler.options = { window: 3, treat: () => released.then(() => 'ack') };
    await reconciler.start();
    await until(() => reconciler.batchIds.length === 3);
    expect(uplink.status().health.spooledBatches).toBe(8);
    release();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
  });

  it('says who it is, what it covers and how it fares', async () => {
    await open({
      observer: { kind: 'collector', name: 'c', version: '9', site: 'NYC' },
      coverage: () => ({ sources: ['snmp'], segments: ['192.0.2.0/24'] }),
      failing: () => [{ what: '192.0.2.9', why: 'timeout' }],
    });
    await until(() => reconciler.hellos.length === 1);
    const [observerId = ''] = reconciler.enrolled.keys();
    expect(reconciler.hellos[0]).toMatchObject({
      observer: { id: observerId, kind: 'collector', version: '9', site: 'NYC' },
      coverage: { sources: ['snmp'], segments: ['192.0.2.0/24'] },
      health: { lost: 0, failing: [{ what: '192.0.2.9', why: 'timeout' }] },
    });
  });

  it('does not break the protocol however much fails and however much it covers', async () => {
    const uplink = await open({
      coverage: () => ({
        sources: ['snmp'],
        segments: Array.from({ length: 5_000 }, (_, n) => `192.0.2.${n}${'x'.repeat(300)}`),
      }),
      failing: () =>
        Array.from({ length: 300 }, () => ({ what: 'x'.repeat(300), why: 'y'.repeat(2_000) })),
    });
    await until(() => uplink.status().link.kind === 'connected');
    const [hello] = reconciler.hellos;
    expect(hello?.health.failing).toHaveLength(256);
    expect(hello?.health.failing[0]?.why).toHaveLength(1_024);
    expect(hello?.coverage.segments).toHaveLength(4_096);
  });

  it('is told when to observe again', async () => {
    const reasons: string[] = [];
    const uplink = await open({ onReport: (reason) => reasons.push(reason) });
    await until(() => uplink.status().link.kind === 'connected');
    reconciler.say({ kind: 'report', reason: 'asked by a person' });
    await until(() => reasons.length > 0);
    expect(reasons).toEqual(['asked by a person']);
  });

  it('puts aside what is refused for good, counted, and goes on with the rest', async () => {
    await reconciler.stop();
    const uplink = await open();
    for (const key of keys(3)) await uplink.send([sightingOf(key, { extensions: { long } })]);
    reconciler.options = { treat: (nth) => (nth === 1 ? 'refuse' : 'ack') };
    await reconciler.start();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(['host-0', 'host-2']);
    expect(uplink.status()).toMatchObject({ setAside: 1, health: { lost: 1 } });
  });

  it('puts aside the one batch that is always too big', async () => {
    const isGiant = (batch: Batch) => JSON.stringify(batch.items).includes('host-1');
    reconciler.options = { treat: (_nth, batch) => (isGiant(batch) ? 'too-big' : 'ack') };
    await reconciler.stop();
    const uplink = await open();
    for (const key of keys(4)) await uplink.send([sightingOf(key, { extensions: { long } })]);
    await reconciler.start();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(['host-0', 'host-2', 'host-3']);
    expect(uplink.status()).toMatchObject({ setAside: 1, health: { lost: 1 } });
  });

  it('is cut and taken up again when the peer does not answer a ping', async () => {
    const limits = { ...BRISK, pingIntervalMs: 40 };
    const uplink = await open({ limits });
    await until(() => uplink.status().link.kind === 'connected');
    // A paused socket reads nothing, so it answers nothing: a peer whose network is gone.
    for (const socket of reconciler.sockets) socket.pause();
    await until(() => reconciler.hellos.length === 2);
    expect(await uplink.send([sightingOf('a')])).toMatchObject({ kind: 'spooled' });
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
  });

  it('ends in order: what was accepted before is delivered, what comes after is not taken', async () => {
    const uplink = await open();
    await until(() => uplink.status().link.kind === 'connected');
    const accepted = keys(5).map((key) => uplink.send([sightingOf(key)]));
    await uplink.close();
    expect(await uplink.send([sightingOf('late')])).toEqual({ kind: 'closed' });
    expect((await Promise.all(accepted)).map(({ kind }) => kind)).toEqual(Array(5).fill('spooled'));
    expect(keysTaken()).toEqual(keys(5));
    expect(reconciler.sockets.size).toBe(0);
  });

  it('ends within its time when the reconciler says nothing', async () => {
    reconciler.options = { treat: () => 'silence' };
    const uplink = await open();
    await until(() => uplink.status().link.kind === 'connected');
    await uplink.send([sightingOf('a')]);
    await uplink.close(50);
    const again = await open();
    expect(again.status().health.spooledBatches).toBe(1);
  });

  it('says what is pending when it is not given the time', async () => {
    await reconciler.stop();
    const uplink = await open();
    await uplink.send([sightingOf('a'), sightingOf('b')]);
    await until(() => uplink.status().link.kind === 'unreachable');
    expect(await uplink.flush(AbortSignal.timeout(1))).toMatchObject({
      kind: 'pending',
      batches: 1,
      items: 2,
      link: { kind: 'unreachable', reason: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('is not one with a server that speaks something else', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const uplink = await open({ reconciler: `http://127.0.0.1:${port}` });
    await until(() => uplink.status().link.kind === 'unreachable');
    expect(uplink.status().link).toMatchObject({
      reason: 'what answers there is not a reconciler',
    });
    server.close();
  });
});

describe('an unchanged observation', () => {
  const battery = (batteryPercent: number) => sightingOf('a', { power: { batteryPercent } });

  it('travels as a touch once it is acknowledged, also after a restart', async () => {
    const first = await open();
    await first.send([battery(99)]);
    await first.flush();
    expect(await first.send([battery(98)])).toEqual({ kind: 'spooled', wholes: 0, touches: 1 });
    await first.flush();
    await first.close();
    const second = await open();
    expect(await second.send([battery(97)])).toEqual({ kind: 'spooled', wholes: 0, touches: 1 });
    await second.flush();
    expect(reconciler.observations).toHaveLength(1);
    expect(reconciler.touches.map(({ power }) => power?.batteryPercent)).toEqual([98, 97]);
  });

  it('travels whole while the one before is not acknowledged', async () => {
    await reconciler.stop();
    const uplink = await open();
    for (const percent of [3, 2, 1])
      expect(await uplink.send([battery(percent)])).toMatchObject({ wholes: 1, touches: 0 });
  });

  it('travels whole when it has changed, and when it changes back', async () => {
    const uplink = await open();
    for (const serial of ['1', '2', '1']) {
      expect(await uplink.send([sightingOf('a', { device: { serial } })])).toMatchObject({
        wholes: 1,
      });
      await uplink.flush();
    }
    expect(reconciler.observations.map(({ device }) => device.serial)).toEqual(['1', '2', '1']);
  });

  it('follows whole, at once, when the reconciler does not know it any more', async () => {
    const uplink = await open();
    await uplink.send([battery(99)]);
    await uplink.flush();
    reconciler.digests.clear();
    expect(await uplink.send([battery(50)])).toMatchObject({ touches: 1 });
    await until(() => reconciler.observations.length === 2);
    expect(reconciler.observations[1]?.power?.batteryPercent).toBe(50);
    await uplink.flush();
    expect(await uplink.send([battery(49)])).toMatchObject({ touches: 1 });
  });

  it('travels whole again after it was parked there', async () => {
    const uplink = await open();
    const broken = sightingOf('a', { observedAt: 'yesterday' });
    await uplink.send([broken]);
    await uplink.flush();
    expect(await uplink.send([broken])).toMatchObject({ wholes: 1 });
    await uplink.flush();
    expect(reconciler.parked).toHaveLength(2);
  });

  it('travels whole when what was known is lost', async () => {
    const first = await open();
    await first.send([battery(99)]);
    await first.flush();
    await first.close();
    await rm(join(folder.path, 'known.json'));
    const second = await open();
    expect(await second.send([battery(99)])).toMatchObject({ wholes: 1 });
  });
});

describe('a flood', () => {
  it('costs few files and few frames', async () => {
    const uplink = await open();
    const sent = Array.from({ length: 5_000 }, (_, n) => uplink.send([sightingOf(`thing-${n}`)]));
    await Promise.all(sent);
    await uplink.flush();
    expect(reconciler.observations).toHaveLength(5_000);
    expect(reconciler.batchIds.length).toBeLessThan(50);
  });

  it('of one observation beyond all bounds is counted as lost, its neighbors travel', async () => {
    const uplink = await open();
    const giant = sightingOf('giant', { extensions: { x: 'x'.repeat(9 * 1024 * 1024) } });
    expect(await uplink.send([sightingOf('a'), giant, sightingOf('b')])).toMatchObject({
      kind: 'lost',
      lost: 1,
      spooled: 2,
      why: 'too-large',
    });
    await uplink.flush();
    expect(keysTaken()).toEqual(['a', 'b']);
    expect(uplink.status().health.lost).toBe(1);
  });
});

describe('opening', () => {
  it('is refused while another holds the folder', async () => {
    await open();
    await expect(open()).rejects.toThrow('is in use by process');
  });

  it.each([
    ['observer.name', { kind: 'agent', name: '', version: '1' }],
    ['observer.version', { kind: 'agent', name: 'a', version: 'x'.repeat(257) }],
    ['observer.site', { kind: 'agent', name: 'a', version: '1', site: '' }],
  ] as const)('is refused for %s that no reconciler would take', async (key, observer) => {
    await expect(open({ observer })).rejects.toMatchObject({ key });
  });

  it('is refused for an address in the clear', async () => {
    await expect(open({ reconciler: 'http://192.0.2.1' })).rejects.toThrow(ConfigError);
  });

  it('is refused for a folder that cannot be', async () => {
    await writeFile(join(folder.path, 'file'), '');
    const dataFolder = join(folder.path, 'file', 'data');
    await expect(open({ dataFolder })).rejects.toThrow(/^dataFolder: .*cannot be used/);
  });
});
