import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, startBench } from '../api/testing/harness.ts';
import { observeLaptop } from '../api/testing/sightings.ts';
import { run } from './testing/run.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;

let bench: Bench;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  bench = await startBench();
  env = { MUSTER_URL: bench.url, MUSTER_TOKEN: bench.apiKey };
  const body = [observeLaptop('XK7-A'), observeLaptop('XK7-B')];
  await bench.ask('/api/v1/observations', { body });
  const rows = [{ line: 2, tag: 'T1', serial: 'XK7-A', state: 'deployed', site: 'NYC, "west"' }];
  await bench.ask('/api/v1/assets/import?apply=true', { body: { rows } });
}, START_MS);
afterAll(() => bench.close(), START_MS);

const metrics = (...args: readonly string[]) => run(['metrics', ...args], { env });

it('are there without waiting for the timer', async () => {
  const { code, stdout } = await metrics();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^DAY +COVERAGE % +CIS +PAIRED +ORPHANED/);
  expect(stdout).toMatch(/\n\d{4}-\d\d-\d\d +50 +2 +1 +1 +1 +0 +100/);
});

it('are the objects of the API as JSON, and every column as CSV', async () => {
  const { stdout } = await metrics('--json', '--by', 'class');
  expect(JSON.parse(stdout)).toMatchObject({ group: 'laptop', figures: { hardwareCis: 2 } });
  const csv = await metrics('--csv', '--by', 'site');
  expect(csv.stdout).toMatch(/^day,group,hardwareCis,.*,lifecycle\.deployed/);
  expect(csv.stdout).toContain('"NYC, ""west""",1,1');
});

it.each([
  [['--by', 'color'], /Allowed choices are site, class/],
  [['--json', '--csv'], /--json or --csv, not both/],
  [['--from', 'yesterday'], /from/],
  [['--from', '2026-02-01', '--to', '2026-01-01'], /2026-02-01 is after 2026-01-01/],
  [['--from', '2020-01-01', '--to', '2026-01-01'], /at most 1100 are told/],
])('say what is wrong with %j', async (args, why) => {
  expect(await metrics(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(why) });
});
