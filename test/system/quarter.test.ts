/** docs/quarter.md: every command on the page, in its order, on the inventory that it is about. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandsIn, makeQuarter } from '../harness/quarter-lab.ts';
import { runMuster } from '../harness/run-muster.ts';
import { type Running, startMuster } from '../harness/start-muster.ts';

/** For some twenty processes one after the other, on a machine that does much else. */
const TEST_MS = 240_000;
const PAGE = join(import.meta.dirname, '../../docs/quarter.md');

let folder: string;
let running: Running;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-quarter-'));
  running = await startMuster(['serve', '--data', join(folder, 'data'), '--listen', '0']);
  await makeQuarter(running.url, join(folder, 'data'), folder);
}, TEST_MS);
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
}, TEST_MS);

it(
  'does what the page says, command by command',
  async () => {
    const commands = await commandsIn(PAGE);
    const said: string[] = [];
    for (const command of commands) {
      const { code, stdout, stderr } = await runMuster(command, {}, folder);
      expect([command.join(' '), code, stderr.includes('muster:')]).toEqual([
        command.join(' '),
        0,
        false,
      ]);
      said.push(stdout, stderr);
    }
    expect(commands.length).toBeGreaterThan(15);
    const all = said.join('\n');
    for (const told of [
      'dry run, nothing written (--apply writes): 10 create',
      'imported as import-1: 10 create',
      'Less than 80 % are paired: 75 % of hardware CIs (9 of 12).',
      '3     review       Its serial is recorded under the tag NYC-LT-2026-0011.',
      "finding-11  done  it is Ada's",
      'stocktake-1: 11 asset records are expected at NYC',
      'expected 11, missing 7',
      'signed with a key that you trust',
    ]) {
      expect(all).toContain(told);
      expect(await readFile(PAGE, 'utf8')).toContain(told);
    }
  },
  TEST_MS,
);
