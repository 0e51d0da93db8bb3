import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
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
    reconciler.options = { window: 2, ...(treat && { treat }) };
    const limits = { backoffFirstMs: 1, backoffMaxMs: 5, answerTimeoutMs: 100 };
    const uplink = await open({ limits });
    for (const key of keys(20)) await uplink.send([sightingOf(key)]);
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(keysTaken().toSorted()).toEqual(keys(20).toSorted());
    expect(uplink.status().health.lost).toBe(0);
  });
});
