/** The walk alone, against scripted answers: bounds, order, pace. */
import { describe, expect, it } from 'vitest';
import type { Column, WalkLimits } from './agent.ts';
import { arcCountOf, compareOids, isBelow, justBefore } from './oid.ts';
import { listedVarbinds, type Varbind } from './varbind.ts';
import { type Bulk, type BulkOutcome, Pace, walkColumns } from './walk.ts';

const limits: WalkLimits = { rowsMax: 1000, bytesMax: 100_000, wallClockMs: 1000 };
const number = (oid: string): Varbind => ({ oid, type: 2, value: 1 });

const answered = (columns: Varbind[][]): BulkOutcome => ({
  kind: 'answered',
  varbinds: listedVarbinds(columns),
});

const indicesOf = (column: Column | undefined): string[] =>
  Array.from(column?.cells ?? [], ({ index }) => index);

const walk = (
  bulk: Bulk,
  columns: readonly string[],
  more: Partial<WalkLimits> = {},
  pace = new Pace(),
) => walkColumns(bulk, columns, { ...limits, ...more }, pace, () => 0);

/** Rows of column "1.1" as this test's agents number them. */
const simple: Bulk = async ([oid = ''], repetitions) => {
  const at = oid === '1.1' ? 0 : Number(oid.split('.')[2]);
  return answered([
    Array.from({ length: repetitions }, (_, i) =>
      number(at + i < 300 ? `1.1.${at + i + 1}` : '1.2.1'),
    ),
  ]);
};

it('reads a column to its end and grows its requests on the way', async () => {
  const asked: number[] = [];
  const counted: Bulk = (oids, repetitions) => {
    asked.push(repetitions);
    return simple(oids, repetitions);
  };
  const [column] = await walk(counted, ['1.1']);
  expect(column?.cells.length).toBe(300);
  expect(column?.unfinished).toBeUndefined();
  expect(asked[0]).toBeLessThan(asked.at(-1) ?? 0);
});

it.each([
  ['rows', { rowsMax: 50 }],
  ['bytes', { bytesMax: 500 }],
] as const)('stops at its bound of %s and says so', async (why, more) => {
  const [column] = await walk(simple, ['1.1'], more);
  expect(column?.unfinished).toBe(why);
  expect(column?.cells.length).toBeLessThan(300);
});

it('stops when its time is over', async () => {
  let now = 0;
  const [column] = await walkColumns(simple, ['1.1'], limits, new Pace(), () => (now += 600));
  expect(column?.unfinished).toBe('clock');
});

it('refuses OIDs that do not increase, and keeps what came before', async () => {
  const bulk: Bulk = async () =>
    answered([[number('1.1.1'), number('1.1.5'), number('1.1.3'), number('1.1.9')]]);
  const [column] = await walk(bulk, ['1.1']);
  expect(indicesOf(column)).toEqual(['1', '5']);
  expect(column?.unfinished).toBe('disorder');
});

it('allows disorder where a family says it is harmless, but no repetition', async () => {
  const bulk: Bulk = async ([oid]) =>
    answered([
      oid === '1.1' ? [number('1.1.5'), number('1.1.3')] : [number('1.1.9'), number('1.1.5')],
    ]);
  const [column] = await walk(bulk, ['1.1'], { unordered: true });
  expect(indicesOf(column)).toEqual(['5', '3', '9']);
  expect(column?.unfinished).toBe('disorder');
});

it('ends at an agent that makes up rows by adding arcs', async () => {
  let requests = 0;
  const bulk: Bulk = async ([oid = '']) => {
    requests += 1;
    return answered([[number(`${oid}.1`)]]);
  };
  const [column] = await walk(bulk, ['1.1']);
  expect(column?.unfinished).toBe('disorder');
  expect(requests).toBeLessThan(140);
});

it('remembers how much was too much', async () => {
  const pace = new Pace();
  const asked: number[] = [];
  const bulk: Bulk = async (oids, n) => {
    asked.push(n);
    return n > 10 ? { kind: 'tooBig' } : simple(oids, n);
  };
  await walk(bulk, ['1.1'], {}, pace);
  const tooMany = asked.filter((n) => n > 10).length;
  asked.length = 0;
  await walk(bulk, ['1.1'], {}, pace);
  expect(asked.filter((n) => n > 10).length).toBeLessThan(tooMany);
});

/** Columns "1.1", "1.2"… of which each has so many rows; answers hold `room` varbinds. */
const table = (rows: readonly number[], asked: number[], room: number): Bulk => {
  return async (oids, repetitions) => {
    asked.push(oids.length * repetitions);
    const columns = oids.map((): Varbind[] => []);
    const at = oids.map((oid) => oid.split('.').map(Number));
    for (let i = 0; i < Math.min(room, oids.length * repetitions); i++) {
      const column = i % oids.length;
      const [, place = 0, row = 0] = at[column] ?? [];
      const next = row < (rows[place - 1] ?? 0) ? [1, place, row + 1] : [2, 1, 1];
      at[column] = next;
      columns[column]?.push(number(next.join('.')));
    }
    return answered(columns);
  };
};

it('asks for no more rows than a table has once one of its columns has ended', async () => {
  const asked: number[] = [];
  const columns = await walk(table([100, 100, 100], asked, 50), ['1.1', '1.2', '1.3']);
  expect(columns.map(({ cells }) => cells.length)).toEqual([100, 100, 100]);
  expect(asked.slice(-1)).toEqual([1]);
});

it('goes on in large steps where a column of the table ended early', async () => {
  const asked: number[] = [];
  const columns = await walk(table([2, 200, 3], asked, 50), ['1.1', '1.2', '1.3']);
  expect(columns.map(({ cells }) => cells.length)).toEqual([2, 200, 3]);
  expect(asked.length).toBeLessThan(12);
});

it('asks a table that may be empty for little', async () => {
  const asked: number[] = [];
  await walk(table([0, 0], asked, 50), ['1.1', '1.2'], {}, new Pace(120));
  expect(asked).toEqual([24]);
});

it('asks for the columns of one table in one request', async () => {
  let requests = 0;
  const empty: Bulk = async (oids) => {
    requests += 1;
    return answered(oids.map((oid) => [{ oid }]));
  };
  const columns = await walk(empty, ['5.1', '5.2', '5.3']);
  expect(columns.map(({ cells }) => cells.length)).toEqual([0, 0, 0]);
  expect(requests).toBe(1);
});

describe('object identifiers', () => {
  it.each([
    ['1.3.9', '1.3.10', -1],
    ['1.3.10', '1.3.9', 1],
    ['1.3', '1.3.0', -1],
    ['1.3.4', '1.3.4', 0],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareOids(a, b))).toBe(sign);
  });

  it('lies only below a column whose arcs it continues', () => {
    expect(isBelow('1.3.1', '1.3.1.7.8')).toBe(true);
    expect(isBelow('1.3.1', '1.3.10.7')).toBe(false);
    expect(isBelow('1.3.1', '1.3.1')).toBe(false);
  });

  it('names the OID whose next one is wanted', () => {
    expect(justBefore('1.3.6.1.0')).toBe('1.3.6.1');
    expect(justBefore('1.3.6.1.7')).toBe('1.3.6.1.6');
  });

  it('counts arcs', () => {
    expect(arcCountOf('1.3.6')).toBe(3);
  });
});
