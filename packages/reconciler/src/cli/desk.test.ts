import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../api/testing/harness.ts';
import { observeLaptop } from '../api/testing/sightings.ts';
import { run } from './testing/run.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;

let bench: Bench;
let dir: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  bench = await startBench();
  dir = await mkdtemp(join(tmpdir(), 'muster-cli-'));
  env = { MUSTER_URL: bench.url, MUSTER_TOKEN: bench.apiKey };
  const laptops = [observeLaptop('XK7-A'), observeLaptop('XK7-B')];
  await bench.ask('/api/v1/observations', { body: laptops });
  const file = join(dir, 'assets.csv');
  await writeFile(file, 'tag,serial\nT-1,XK7-A\nT-2,CDX5NY2\n');
  await run(['import', file, '--as', 'csv', '--apply'], { env });
}, START_MS);
afterAll(async () => {
  await bench.close();
  await rm(dir, { recursive: true });
}, START_MS);

const objects = (stdout: string) =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('links by hand', () => {
  const why = ['--reason', 'seen on site'];
  const idOf = async (serial: string) =>
    objects((await run(['query', `serial:${serial}`, '--json'], { env })).stdout)[0]?.id;
  const orphans = async () =>
    objects((await run(['orphans', '--json'], { env })).stdout).map(({ serial }) => serial);
  const unlinked = async () =>
    objects((await run(['assets', '--unlinked', '--json'], { env })).stdout).map(({ tag }) => tag);

  it('are made, moved and taken away, and lists tell what is left over', async () => {
    const ci = await idOf('XK7-B');
    expect([await orphans(), await unlinked()]).toEqual([['XK7-B'], ['T-2']]);
    const linked = await run(['ci', 'link', ci, 'T-2', ...why], { env });
    expect([linked.code, linked.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^decision-\d+: link ci-\d+ and asset-2; to take it back: muster ci undo decision-\d+\nbut the CI states XK7B, the asset record CDX5NY2\n$/,
      ),
    ]);
    expect([await orphans(), await unlinked()]).toEqual([[], []]);
    const held = await run(['ci', 'link', ci, 'T-1', ...why], { env });
    expect([held.code, held.stderr]).toEqual([
      1,
      expect.stringMatching(/is linked to asset-2.*muster ci relink/),
    ]);
    expect((await run(['ci', 'relink', ci, 'T-1', ...why], { env })).code).toBe(0);
    expect([await orphans(), await unlinked()]).toEqual([['XK7-A'], ['T-2']]);
    expect((await run(['ci', 'unlink', ci, ...why], { env })).code).toBe(0);
    // T-1 is free again, and its own CI has it.
    expect([await orphans(), await unlinked()]).toEqual([['XK7-B'], ['T-2']]);
    const csv = await run(['orphans', '--csv'], { env });
    expect(csv.stdout).toMatch(/^id,class,.*\nci-\d+,laptop,.*XK7-B/);
  });

  it('are left alone by a run over the others, which tells what it did', async () => {
    const ran = await run(['links', 'run'], { env });
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([
      0,
      '0 linked, of 1 asset records that were linked to nothing\n',
      '',
    ]);
    const watched = await run(['links', 'run', '--json'], { env, columns: 80 });
    expect(JSON.parse(watched.stdout)).toEqual({ looked: 1, linked: 0 });
    expect(watched.stderr).toMatch(/linking █+ 1\/1\n$/);
  });
});
