import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  await bench.ask('/api/v1/imports?apply=true', { body: { rows, mode: 'all-or-nothing' } });
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

describe('muster report', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'muster-report-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it.each(['coverage', 'conflicts', 'ownership', 'firmware', 'lifecycle', 'visibility', 'all'])(
    'writes %s as a page and as CSV',
    async (name) => {
      const [html, csv] = [join(dir, `${name}.html`), join(dir, `${name}.csv`)];
      const ran = await run(['report', name, '--html', html, '--csv', csv], { env });
      expect(ran).toMatchObject({ code: 0, stdout: '' });
      expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
      expect(await readFile(csv, 'utf8')).toMatch(/^day,by,group,[\s\S]*,site,"NYC, ""west""",/);
    },
  );

  it('is served under a policy that runs nothing', async () => {
    const { headers } = await bench.ask('/api/v1/reports/coverage.html');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
  });

  it.each([
    [['everything', '--html', '-'], /Allowed choices are coverage/],
    [['coverage'], /name a file: --html FILE or --csv FILE/],
    [['coverage', '--csv', '/nowhere/x.csv'], /cannot write/],
    [['coverage', '--csv', '-', '--days', '9999'], /days/],
  ])('says what is wrong with %j', async (args, why) => {
    const ran = await run(['report', ...args], { env });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(why) });
  });
});
