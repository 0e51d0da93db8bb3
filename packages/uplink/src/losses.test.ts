import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GOING_MAX } from './limits.ts';
import { LOSS_REASONS, LossBook, readLosses } from './losses.ts';
import { makeTestFolder, type TestFolder } from './testing/fixtures.ts';

let folder: TestFolder;

beforeEach(async () => {
  folder = await makeTestFolder();
});

afterEach(() => folder.remove());

const slot = (n: number) => join(folder.path, `losses.${n}`);

describe('the book of losses', () => {
  it('remembers what it counted', async () => {
    const book = await LossBook.open(folder.path);
    await book.count('spool-full', 3);
    await book.count('too-large', 1);
    await book.count('spool-full', 2);
    expect(await readLosses(folder.path)).toEqual({ 'spool-full': 5, 'too-large': 1 });
    expect((await LossBook.open(folder.path)).total).toBe(6);
  });

  it('names what is about to be deleted until it is', async () => {
    const book = await LossBook.open(folder.path);
    await book.count('spool-age', 7, ['a', 'b'], async () => {
      expect((await LossBook.open(folder.path)).going).toEqual(['a', 'b']);
    });
    await book.count('too-large', 1);
    expect((await LossBook.open(folder.path)).going).toEqual([]);
  });

  it('counts one after the other what comes at once', async () => {
    const book = await LossBook.open(folder.path);
    await Promise.all(Array.from({ length: 20 }, () => book.count('disk-full', 2)));
    expect(await readLosses(folder.path)).toEqual({ 'disk-full': 40 });
  });

  it('has room for the longest entry', async () => {
    const book = await LossBook.open(folder.path);
    for (const reason of LOSS_REASONS) await book.count(reason, 2 ** 48);
    const names = Array.from(
      { length: GOING_MAX },
      () => '019ab123-4567-7abc-8def-0123456789ab.observations.1000',
    );
    await book.count('spool-full', 1, names);
    expect((await LossBook.open(folder.path)).going).toEqual(names);
  });

  it.each([
    ['torn', (path: string) => truncate(path, 100)],
    ['empty', (path: string) => truncate(path, 0)],
    ['foreign', (path: string) => writeFile(path, 'hello\n')],
  ])('falls back by one entry when the newest slot is %s', async (_what, spoil) => {
    const book = await LossBook.open(folder.path);
    await book.count('refused', 1);
    await book.count('refused', 1);
    const [a, b] = await Promise.all([0, 1].map((n) => readFile(slot(n), 'utf8')));
    const newest = /"turn":(\d+)/.exec(a ?? '')?.[1] ?? '0';
    const other = /"turn":(\d+)/.exec(b ?? '')?.[1] ?? '0';
    await spoil(slot(Number(newest) > Number(other) ? 0 : 1));
    const reopened = await LossBook.open(folder.path);
    expect(reopened.counts).toEqual({ refused: 1 });
    await reopened.count('refused', 4);
    expect(await readLosses(folder.path)).toEqual({ refused: 5 });
  });

  it('survives any bytes in its slots', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.uint8Array(), async (zero, one) => {
        await writeFile(slot(0), zero);
        await writeFile(slot(1), one);
        expect((await LossBook.open(folder.path)).total).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('goes on counting in memory when the disk refuses', async () => {
    const book = await LossBook.open(folder.path);
    await folder.remove();
    await book.count('disk-failed', 2);
    expect(book.total).toBe(2);
  });
});
