import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOIN_BYTES } from './limits.ts';
import {
  BRISK,
  makeTestFolder,
  optionsFor,
  sightingOf,
  type TestFolder,
} from './testing/fixtures.ts';
import { StandIn } from './testing/stand-in.ts';
import { openUplink, type Uplink, type UplinkOptions } from './uplink.ts';

let folder: TestFolder;
let reconciler: StandIn;
const opened: Uplink[] = [];

beforeEach(async () => {
  folder = await makeTestFolder();
  reconciler = await new StandIn().start();
});

afterEach(async () => {
  for (const uplink of opened.splice(0)) await uplink.close();
  await reconciler.stop();
  await folder.remove();
  expect(reconciler.complaints).toEqual([]);
});

async function open(changes: Partial<UplinkOptions> = {}): Promise<Uplink> {
  const options = optionsFor(folder.path, reconciler.url, { mode: 'post', ...changes });
  const uplink = await openUplink(options);
  opened.push(uplink);
  return uplink;
}

const long = 'x'.repeat(JOIN_BYTES);
const sendThree = async (uplink: Uplink) => {
  for (const key of ['a', 'b', 'c']) await uplink.send([sightingOf(key, { extensions: { long } })]);
};
const keysTaken = () => reconciler.observations.map(({ key }) => key);

describe('posting', () => {
  it('moves nothing before the flush, and all with it', async () => {
    const uplink = await open();
    await sendThree(uplink);
    expect([reconciler.enrolCalls, reconciler.posts]).toEqual([0, 0]);
    expect(uplink.status().link).toEqual({ kind: 'idle' });
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(['a', 'b', 'c']);
    expect([reconciler.enrolCalls, reconciler.posts]).toEqual([1, 3]);
    expect(uplink.status().health.spooledBatches).toBe(0);
  });

  it('makes no call where there is nothing to say', async () => {
    const uplink = await open();
    await uplink.enrol();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(reconciler.posts).toBe(0);
  });

  it('brings at the next run what a run before could not', async () => {
    await reconciler.stop();
    const first = await open();
    await sendThree(first);
    expect(await first.flush()).toMatchObject({
      kind: 'pending',
      batches: 3,
      link: { kind: 'unreachable', reason: expect.stringContaining('ECONNREFUSED') },
    });
    await first.close();
    await reconciler.start();
    const second = await open();
    expect(await second.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(['a', 'b', 'c']);
  });

  it('sends a touch for what is unchanged, and the whole at once where it is wanted', async () => {
    const first = await open();
    await first.send([sightingOf('a')]);
    await first.flush();
    await first.close();
    reconciler.digests.clear();
    const second = await open();
    expect(await second.send([sightingOf('a')])).toMatchObject({ touches: 1 });
    expect(await second.flush()).toEqual({ kind: 'acknowledged' });
    expect(reconciler.observations).toHaveLength(2);
    expect(reconciler.touches).toHaveLength(1);
  });

  it.each([400, 413, 415, 422])('puts aside a batch that is answered %i', async (status) => {
    reconciler.options = { postStatus: (nth) => (nth === 1 ? status : undefined) };
    const uplink = await open();
    await sendThree(uplink);
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(['a', 'c']);
    expect(uplink.status()).toMatchObject({ setAside: 1, health: { lost: 1 } });
  });

  it.each([404, 408, 429, 500, 502, 503])(
    'tries again a batch that is answered %i',
    async (status) => {
      reconciler.options = { postStatus: (nth) => (nth === 1 ? status : undefined) };
      const uplink = await open();
      await sendThree(uplink);
      expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
      expect(keysTaken()).toEqual(['a', 'b', 'c']);
    },
  );

  it('gives up in time when the reconciler stays away, and loses nothing', async () => {
    reconciler.options = { postStatus: () => 503 };
    const uplink = await open();
    await sendThree(uplink);
    expect(await uplink.flush()).toMatchObject({
      kind: 'pending',
      batches: 3,
      items: 3,
      link: { kind: 'unreachable', reason: 'answered 503: status 503' },
    });
    expect(uplink.status().health.lost).toBe(0);
  });

  it('stops when it is told to', async () => {
    const uplink = await open({
      limits: { ...BRISK, backoffFirstMs: 60_000, backoffMaxMs: 60_000 },
    });
    await reconciler.stop();
    await sendThree(uplink);
    const stop = new AbortController();
    const flushed = uplink.flush(stop.signal);
    stop.abort();
    expect(await flushed).toMatchObject({ kind: 'pending', batches: 3 });
  });

  it('spools under its install id before it is enrolled, and speaks under its own after', async () => {
    const uplink = await open();
    await uplink.send([sightingOf('a')]);
    await uplink.flush();
    const [observerId] = reconciler.enrolled.keys();
    expect(reconciler.observations[0]?.observer.id).toBe(observerId);
    expect(uplink.installId).not.toBe(observerId);
  });

  it('keeps all that is spooled when identity and knowledge are lost', async () => {
    const first = await open();
    await first.enrol();
    await sendThree(first);
    await first.close();
    await rm(join(folder.path, 'identity.json'));
    const second = await open();
    expect(await second.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken()).toEqual(['a', 'b', 'c']);
    expect(reconciler.enrolled.size).toBe(2);
  });
});
