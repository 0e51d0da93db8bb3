import { copyFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Aside } from './aside.ts';
import type { BatchContent } from './batch-file.ts';
import type { BatchKind, SpoolBounds } from './bounds.ts';
import { openFolder } from './folder.ts';
import { BATCH_BYTES, JOIN_BYTES } from './limits.ts';
import { LossBook } from './losses.ts';
import { type Rim, realRim } from './rim.ts';
import { Spool } from './spool.ts';
import { type DiskFaults, noFaults, withFaults } from './testing/faulty-folder.ts';
import { makeTestFolder, quiet, type TestFolder } from './testing/fixtures.ts';

const ROOMY: SpoolBounds = { bytes: 1e9, batches: 1e6, ageMs: 1e12 };
/** Long enough that a batch of it is not joined by the next. */
const LONG = 'x'.repeat(JOIN_BYTES);

let root: TestFolder;
let faults: DiskFaults;
let book: LossBook;

beforeEach(async () => {
  root = await makeTestFolder();
  faults = noFaults();
});

afterEach(() => root.remove());

async function open(bounds: Partial<SpoolBounds> = {}, rim: Rim = realRim): Promise<Spool> {
  book = await LossBook.open(root.path);
  return Spool.open({
    folder: withFaults(await openFolder(join(root.path, 'spool')), faults),
    aside: await Aside.open(await openFolder(join(root.path, 'aside'))),
    bounds: { ...ROOMY, ...bounds },
    book,
    rim,
    logger: quiet,
  });
}

function contentOf(...keys: readonly string[]): BatchContent {
  return {
    observerId: 'o-1',
    records: keys.map((key) => ({ id: key, source: 'snmp', key })),
    lines: keys.map((key) => JSON.stringify({ key })),
  };
}

/** One batch of its own. */
function longOf(key: string): BatchContent {
  return { ...contentOf(key), lines: [JSON.stringify({ key, text: LONG })] };
}

async function fill(spool: Spool, kinds: Readonly<Record<string, BatchKind>>): Promise<void> {
  for (const [key, kind] of Object.entries(kinds)) await spool.append(kind, longOf(key));
}

/** Takes all there is. */
async function keysIn(spool: Spool): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let batch = await spool.take(); batch !== undefined; batch = await spool.take())
    keys.push(...batch.records.map(({ key }) => key));
  return keys;
}

const files = () => readdir(join(root.path, 'spool'));
const pathOf = (name: string) => join(root.path, 'spool', name);

describe('the spool', () => {
  it('hands out in order, over restarts', async () => {
    const first = await open();
    await fill(first, { a: 'observations', b: 'touches' });
    const second = await open();
    await fill(second, { c: 'observations' });
    expect(await keysIn(second)).toEqual(['a', 'b', 'c']);
    expect(await keysIn(await open())).toEqual(['a', 'b', 'c']);
  });

  it('keeps the order when the wall clock jumps back', async () => {
    let nowMs = 2e12;
    const rim: Rim = { ...realRim, nowMs: () => nowMs };
    const spool = await open({}, rim);
    await fill(spool, { a: 'observations' });
    nowMs = 1e12;
    await fill(spool, { b: 'observations' });
    const again = await open({}, rim);
    await fill(again, { c: 'observations' });
    expect(await keysIn(again)).toEqual(['a', 'b', 'c']);
  });

  it('lets small batches of a kind join while nobody takes them', async () => {
    const spool = await open();
    for (const key of ['a', 'b', 'c']) await spool.append('touches', contentOf(key));
    expect(spool.batches).toBe(1);
    expect(await files()).toHaveLength(1);
    const taken = await spool.take();
    expect(taken?.lines).toEqual(['{"key":"a"}', '{"key":"b"}', '{"key":"c"}']);
    await spool.append('touches', contentOf('d'));
    expect(spool.batches).toBe(2);
  });

  it('does not let join what another observer id, kind or process has spooled', async () => {
    const spool = await open();
    await spool.append('touches', contentOf('a'));
    await spool.append('observations', contentOf('b'));
    await spool.append('observations', { ...contentOf('c'), observerId: 'o-2' });
    expect(spool.batches).toBe(3);
    const again = await open();
    await again.append('observations', { ...contentOf('d'), observerId: 'o-2' });
    expect(again.batches).toBe(4);
  });

  it('does not let join what together would be a large batch', async () => {
    const spool = await open();
    await spool.append('observations', contentOf('a'));
    const text = 'x'.repeat(BATCH_BYTES);
    await spool.append('observations', { ...contentOf('b'), lines: [JSON.stringify({ text })] });
    expect(spool.batches).toBe(2);
  });

  it('counts bytes as the disk does', async () => {
    const spool = await open();
    for (const key of ['a', 'b']) await spool.append('touches', contentOf(key));
    await fill(spool, { c: 'observations' });
    const sizes = await Promise.all(
      (await files()).map(async (name) => (await readFile(pathOf(name))).length),
    );
    expect(spool.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect((await open()).bytes).toBe(spool.bytes);
  });

  it('forgets what is done, for good', async () => {
    const spool = await open();
    await fill(spool, { a: 'observations', b: 'observations' });
    const taken = await spool.take();
    await spool.done(taken?.id ?? '');
    expect(await keysIn(await open())).toEqual(['b']);
    expect(spool.bytes).toBe((await open()).bytes);
  });

  it('hands out again, in order, what was given back', async () => {
    const spool = await open();
    await fill(spool, { a: 'observations', b: 'observations', c: 'observations' });
    expect(await keysIn(spool)).toEqual(['a', 'b', 'c']);
    spool.giveBack();
    expect(await keysIn(spool)).toEqual(['a', 'b', 'c']);
  });

  it('keeps the longer of two that a kill left in the middle of a join', async () => {
    const spool = await open();
    await spool.append('touches', contentOf('a'));
    const [before = ''] = await files();
    await copyFile(pathOf(before), join(root.path, 'copy'));
    await spool.append('touches', contentOf('b'));
    await rename(join(root.path, 'copy'), pathOf(before));
    expect(await files()).toHaveLength(2);
    expect(await keysIn(await open())).toEqual(['a', 'b']);
    expect(await files()).toHaveLength(1);
  });

  it('puts files aside that are none of its own, uncounted', async () => {
    await open();
    await writeFile(pathOf('hello.txt'), 'hello');
    const spool = await open();
    expect([spool.batches, spool.setAsideCount, book.total]).toEqual([0, 1, 0]);
  });
});

describe('damage in the spool', () => {
  it.each([
    ['cut short', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    ['altered', (text: string) => text.replace('"b"', '"B"')],
    ['overwritten', () => '\0'.repeat(4096)],
  ])('of a file that is %s is counted and does not block the others', async (_how, damage) => {
    const spool = await open();
    await fill(spool, { a: 'observations', b: 'observations', c: 'observations' });
    const [, second = ''] = await files();
    const text = await readFile(pathOf(second), 'utf8');
    await writeFile(pathOf(second), damage(text));
    const again = await open();
    expect(await keysIn(again)).toEqual(['a', 'c']);
    expect(book.counts).toEqual({ damaged: 1 });
    expect(again.setAsideCount).toBe(1);
    expect(await readdir(join(root.path, 'aside'))).toEqual([second]);
  });

  it('of a file that is gone is counted', async () => {
    const spool = await open();
    await fill(spool, { a: 'observations', b: 'observations' });
    const [first = ''] = await files();
    await rename(pathOf(first), join(root.path, 'stolen'));
    expect(await keysIn(spool)).toEqual(['b']);
    expect(book.counts).toEqual({ damaged: 1 });
  });
});

describe('the bounds of the spool', () => {
  it('let touches go before observations and the oldest before the newest', async () => {
    const spool = await open({ batches: 4 });
    await fill(spool, { o1: 'observations', t1: 'touches', t2: 'touches', o2: 'observations' });
    await fill(spool, { o3: 'observations' });
    await fill(spool, { o4: 'observations' });
    await fill(spool, { o5: 'observations' });
    expect(await keysIn(spool)).toEqual(['o2', 'o3', 'o4', 'o5']);
    expect(book.counts).toEqual({ 'spool-full': 3 });
    expect(await files()).toHaveLength(4);
  });

  it('refuse touches rather than let an observation go', async () => {
    const spool = await open({ batches: 2 });
    await fill(spool, { o1: 'observations', o2: 'observations' });
    expect(await spool.append('touches', contentOf('t1', 't2'))).toEqual({
      kind: 'lost',
      why: 'spool-full',
    });
    expect(await keysIn(spool)).toEqual(['o1', 'o2']);
    expect(book.counts).toEqual({ 'spool-full': 2 });
  });

  it('hold for bytes, also when small batches join', async () => {
    const spool = await open({ bytes: 3000 });
    for (let n = 0; n < 100; n += 1) {
      await spool.append('observations', contentOf(`key-${n}`));
      expect(spool.bytes).toBeLessThanOrEqual(3000);
    }
    const kept = spool.items;
    expect(kept).toBeGreaterThan(0);
    expect(book.total).toBe(100 - kept);
  });

  it('do not touch what is on its way', async () => {
    const spool = await open({ batches: 2 });
    await fill(spool, { a: 'observations', b: 'observations' });
    await spool.take();
    await fill(spool, { c: 'observations' });
    spool.giveBack();
    expect(await keysIn(spool)).toEqual(['a', 'c']);
  });

  it('end with the age, by a clock that does not jump', async () => {
    let steadyMs = 0;
    let nowMs = 1e12;
    const rim: Rim = { ...realRim, nowMs: () => nowMs, monotonicMs: () => steadyMs };
    const spool = await open({ ageMs: 1_000 }, rim);
    await fill(spool, { a: 'observations' });
    nowMs = 2e12;
    await fill(spool, { b: 'observations' });
    expect(spool.batches).toBe(2);
    steadyMs = 1_001;
    await fill(spool, { c: 'observations' });
    expect(await keysIn(spool)).toEqual(['c']);
    expect(book.counts).toEqual({ 'spool-age': 2 });
  });

  it('count each loss once when a kill comes between counting and deleting', async () => {
    const spool = await open({ batches: 1 });
    await fill(spool, { a: 'observations' });
    faults.isStuck = true;
    await fill(spool, { b: 'observations' });
    faults.isStuck = false;
    expect(await files()).toHaveLength(2);
    const again = await open({ batches: 1 });
    expect(await keysIn(again)).toEqual(['b']);
    expect(book.counts).toEqual({ 'spool-full': 1 });
  });
});

describe('a disk that refuses', () => {
  it('costs what it refuses, counted, and nothing before or after', async () => {
    const spool = await open();
    await fill(spool, { a: 'observations' });
    faults.writes.push('disk-failed');
    expect(await spool.append('observations', longOf('b'))).toMatchObject({
      kind: 'lost',
      why: 'disk-failed',
    });
    await fill(spool, { c: 'observations' });
    expect(await keysIn(spool)).toEqual(['a', 'c']);
    expect(book.counts).toEqual({ 'disk-failed': 1 });
  });

  it('leaves a joined batch as it was', async () => {
    const spool = await open();
    await spool.append('touches', contentOf('a'));
    faults.writes.push('disk-failed');
    await spool.append('touches', contentOf('b'));
    await spool.append('touches', contentOf('c'));
    expect(await keysIn(spool)).toEqual(['a', 'c']);
    expect(spool.bytes).toBe((await open()).bytes);
  });

  it('being full, keeps the newest observations by the rule of the bounds', async () => {
    faults.capacityBytes = 3.5 * JOIN_BYTES;
    const spool = await open();
    await fill(spool, { t1: 'touches', o1: 'observations', o2: 'observations' });
    await fill(spool, { o3: 'observations', o4: 'observations' });
    expect(await keysIn(spool)).toEqual(['o2', 'o3', 'o4']);
    expect(book.counts).toEqual({ 'disk-full': 2 });
  });

  it('being full of others, costs what is new and no more', async () => {
    const spool = await open();
    await fill(spool, { t1: 'touches' });
    faults.capacityBytes = 0;
    expect(
      await spool.append('observations', { ...longOf('o1'), lines: [`"${LONG}${LONG}"`] }),
    ).toMatchObject({
      kind: 'lost',
      why: 'disk-full',
    });
    expect(await keysIn(spool)).toEqual(['t1']);
    expect(book.counts).toEqual({ 'disk-full': 1 });
  });

  it('may keep an acknowledged file: it is sent again after a restart', async () => {
    const spool = await open();
    await fill(spool, { a: 'observations' });
    const taken = await spool.take();
    faults.isStuck = true;
    await spool.done(taken?.id ?? '');
    expect(spool.batches).toBe(0);
    expect(await keysIn(await open())).toEqual(['a']);
  });
});
