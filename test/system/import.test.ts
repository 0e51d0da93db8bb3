/** A workbook through the processes that people run: `muster serve`, `muster import`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { runMuster } from '../harness/run-muster.ts';
import { type Running, startMuster } from '../harness/start-muster.ts';

const PATIENT = 120_000;

let folder: string;
let running: Running;
let reach: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-import-'));
  const data = join(folder, 'data');
  running = await startMuster(['serve', '--data', data, '--listen', '127.0.0.1:0']);
  reach = ['--url', running.url, '--data', data];
}, PATIENT);
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
}, PATIENT);

it(
  'brings in a workbook, and takes it back',
  async () => {
    const file = join(folder, 'assets.xlsx');
    const rows = [
      ['Inventar', 'Serial', 'Bought'].map((value) => ({ value })),
      [
        { value: 'W-1' },
        { value: 12345, type: Number, format: '00000000' },
        { value: new Date('2024-03-05T00:00:00Z'), type: Date, format: 'dd.mm.yyyy' },
      ],
    ];
    await writeExcelFile(rows).toFile(file);
    const columns = ['--map', 'Inventar=tag', '--map', 'Bought=purchasedOn'];
    const applied = await runMuster([
      'import',
      file,
      '--as',
      'xlsx',
      ...columns,
      '--apply',
      ...reach,
    ]);
    expect([applied.code, applied.stderr]).toEqual([
      0,
      expect.stringContaining('imported as import-1: 1 create'),
    ]);
    const shown = await runMuster(['asset', 'show', 'W-1', '--json', ...reach]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      serial: '00012345',
      purchasedOn: '2024-03-05',
    });
    const undone = await runMuster(['import', 'undo', 'import-1', '--reason', 'a test', ...reach]);
    expect(undone.stdout).toContain('1 removed');
    expect((await runMuster(['asset', 'show', 'W-1', ...reach])).code).toBe(1);
  },
  PATIENT,
);
