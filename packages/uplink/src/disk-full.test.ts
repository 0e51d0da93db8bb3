/**
 * A really full disk: a small tmpfs, mounted for the test. Where it may not be mounted the same
 * faults are injected in `spool.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { optionsFor, sightingOf } from './testing/fixtures.ts';
import { StandIn } from './testing/stand-in.ts';
import { openUplink, type Sent, type Uplink } from './uplink.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-uplink-full-'));
const disk = join(root, 'disk');
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=384k', 'tmpfs', disk]).status === 0;

let reconciler: StandIn;

beforeEach(async () => {
  reconciler = await new StandIn().start();
});

afterEach(async () => {
  await reconciler.stop();
  expect(reconciler.complaints).toEqual([]);
});

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(root, { recursive: true, force: true });
});

const lostOf = (sent: Sent) => (sent.kind === 'lost' ? sent.lost : 0);

/** Sends observations one by one, some of a few kB, some of many. @returns the keys */
async function sendMany(uplink: Uplink, prefix: string, count: number): Promise<Sent[]> {
  const all: Sent[] = [];
  for (let n = 0; n < count; n += 1) {
    const text = 'x'.repeat(n % 3 === 0 ? 70_000 : 3_000);
    all.push(await uplink.send([sightingOf(`${prefix}-${n}`, { extensions: { text } })]));
  }
  return all;
}

describe.skipIf(!mounted)('on a full disk', () => {
  it('the observer goes on, counts what it loses and delivers the rest', async () => {
    const { url } = reconciler;
    const first = await openUplink(optionsFor(join(disk, 'a'), url));
    await first.enrol();
    await reconciler.stop();
    await sendMany(first, 'a', 40);
    const lostBefore = first.status().health.lost;
    expect(lostBefore).toBeGreaterThan(0);
    await first.close();

    // The count was not lost with the process, although there was no room.
    const second = await openUplink(optionsFor(join(disk, 'a'), url));
    expect(second.status().health.lost).toBe(lostBefore);
    await reconciler.start();
    expect(await second.flush()).toEqual({ kind: 'acknowledged' });
    const { length: delivered } = reconciler.observations;
    expect(delivered + second.status().health.lost).toBe(40);

    // With room again it is as if nothing had been.
    expect((await sendMany(second, 'b', 3)).map(lostOf)).toEqual([0, 0, 0]);
    expect(await second.flush()).toEqual({ kind: 'acknowledged' });
    await second.close();
  });

  it('filled by others, what is new is lost and said so, what was there stays', async () => {
    const { url } = reconciler;
    const uplink = await openUplink(optionsFor(join(disk, 'b'), url));
    await uplink.enrol();
    await reconciler.stop();
    await uplink.send([sightingOf('old', { extensions: { text: 'x'.repeat(70_000) } })]);
    await writeFile(join(disk, 'others'), 'x'.repeat(400 * 1024)).catch(() => undefined);
    const before = uplink.status().health.lost;
    const giant = sightingOf('giant', { extensions: { text: 'x'.repeat(200_000) } });
    expect(await uplink.send([giant])).toMatchObject({ kind: 'lost', lost: 1, why: 'disk-full' });
    expect(uplink.status().health.lost).toBe(before + 1);
    await reconciler.start();
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(reconciler.observations.map(({ key }) => key)).toEqual(['old']);
    await uplink.close();
  });
});
