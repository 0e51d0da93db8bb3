import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeHeadKey, readHeadKey } from '../ledger/head.ts';
import { entriesToldBy, findFirstHead } from './first-head.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-heads-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('is the first that covers, in files of any length', async () => {
  const key = await readHeadKey(await makeHeadKey());
  const hash = '0'.repeat(64);
  const heads = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      key.sign({ entries: (index + 1) * 7, hash, root: hash, at: new Date(index).toISOString() }),
    ),
  );
  const counts = fc.integer({ min: 0, max: heads.length });
  await fc.assert(
    fc.asyncProperty(counts, fc.integer({ min: 1, max: 2200 }), async (count, entries) => {
      const path = join(folder, `heads-${count}`);
      await writeFile(
        path,
        heads
          .slice(0, count)
          .map((head) => `${head}\n`)
          .join(''),
      );
      const found = await findFirstHead(path, entries);
      const first = Math.ceil(entries / 7) * 7;
      expect(found === undefined ? undefined : entriesToldBy(found)).toBe(
        first <= count * 7 ? first : undefined,
      );
    }),
  );
});

it('is none where there is no file', async () => {
  expect(await findFirstHead(join(folder, 'nowhere'), 1)).toBeUndefined();
});
