import type { AssetRow } from '@muster/facts/assets';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunkRows } from './chunk-rows.ts';

const word = fc.integer({ min: 0, max: 40 }).map(String);
const rows = fc
  .array(fc.record({ serial: word, tag: word }, { requiredKeys: [] }), { maxLength: 60 })
  .map((all): AssetRow[] => all.map((row, at) => ({ line: at + 2, ...row })));

it('keeps every row once', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 10 }), (all, max) => {
      const lines = chunkRows(all, max)
        .flat()
        .map(({ line }) => line);
      expect(lines.sort((a, b) => a - b)).toEqual(all.map(({ line }) => line));
    }),
  );
});

it('keeps rows with the same serial or tag together', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 10 }), (all, max) => {
      const homes = new Map<string, number>();
      chunkRows(all, max).forEach((chunk, home) => {
        for (const { serial, tag } of chunk) {
          for (const name of [serial && `serial ${serial}`, tag && `tag ${tag}`]) {
            if (name === undefined) continue;
            expect(homes.get(name) ?? home).toBe(home);
            homes.set(name, home);
          }
        }
      });
    }),
  );
});

it('knows a serial however it is printed, and fills pieces up to their size', () => {
  const spread: AssetRow[] = Array.from({ length: 10 }, (_, at) => ({
    line: at + 2,
    serial: at % 5 === 0 ? ([' abc-1', 'ABC1'][at / 5] ?? '') : `S${at}`,
  }));
  const chunks = chunkRows(spread, 4);
  expect(chunks.map((chunk) => chunk.length)).toEqual([4, 4, 2]);
  expect(chunks[0]?.map(({ line }) => line)).toEqual([2, 7, 3, 4]);
});
