import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@muster/facts/digest';
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

describe('relations', () => {
  it('say that one CI stands for another, until they are ended', async () => {
    const why = ['--reason', 'seen in the rack'];
    const laptops = [observeLaptop('XK7-R'), observeLaptop('XK7-S')];
    await bench.ask('/api/v1/observations', { body: laptops });
    const found = await run(['query', 'serial:XK7-R', '--json'], { env });
    const other = await run(['query', 'serial:XK7-S', '--json'], { env });
    const [blade, chassis] = [found, other].map(({ stdout }) => objects(stdout)[0].id);
    const made = await run(['ci', 'relate', blade, 'contained-in', chassis, ...why], { env });
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^relation-\d+ {2}ci-/) });
    const orphans = async () =>
      objects((await run(['orphans', '--json'], { env })).stdout).map(({ id }) => id);
    expect(await orphans()).not.toContain(blade);
    const [relation] = objects((await run(['ci', 'relations', chassis, '--json'], { env })).stdout);
    expect(relation).toMatchObject({ ciId: blade, kind: 'contained-in', toCiId: chassis });
    expect((await run(['ci', 'unrelate', relation.id, ...why], { env })).code).toBe(0);
    expect(await orphans()).toContain(blade);
    expect((await run(['ci', 'unrelate', relation.id, ...why], { env })).code).toBe(1);
    expect((await run(['ci', 'relate', blade, 'beside', chassis, ...why], { env })).code).toBe(2);
  });
});

describe('the queue', () => {
  const why = ['--reason', 'looked at on site'];

  it('lists, shows and deals with findings, one or many', async () => {
    const file = join(dir, 'rivals.csv');
    await writeFile(file, 'tag,serial,vendor,model\nT-8,XK7-8,Dell,Model 7\nT-9,XK7-8,HP,Other\n');
    await run(['import', file, '--as', 'csv', '--apply'], { env });
    const rival = observeLaptop('XK7-8');
    const { vendor: _, ...device } = rival.device;
    const { digest: __, ...unstamped } = rival;
    await bench.ask('/api/v1/observations', {
      body: [{ ...unstamped, device, digest: digestOf({ ...unstamped, device }) }],
    });
    const conflicts = await run(['queue', '--kind', 'conflict', '--unassigned', '--json'], { env });
    const [conflict] = objects(conflicts.stdout);
    expect(conflict).toMatchObject({ kind: 'conflict', overdue: false, ageHours: 0 });
    const shown = await run(['queue', 'show', conflict.id], { env, columns: 100 });
    expect(shown.stdout).toMatch(/shared serial: XK78\n/);
    expect(shown.stdout).toMatch(/ASSET-\d+ +ASSET-\d+|asset-\d+ +asset-\d+/);
    expect(shown.stdout).toMatch(/proposed: correct-serial asset-\d+\nT-8 is the one/);
    const assign = ['queue', 'assign', '--kind', 'conflict', '--to', 'ada'];
    const tried = await run(assign, { env });
    expect([tried.code, tried.stdout, tried.stderr]).toEqual([
      0,
      `${conflict.id}  done  it is ada's\n`,
      '1 done, 0 not; nothing was written, --apply does it\n',
    ]);
    const assigned = await run([...assign, '--apply'], { env, columns: 80 });
    expect(assigned.stderr).toMatch(/assign █+ 1\/1\n1 done, 0 not\n$/);
    const correct = ['queue', 'resolve', conflict.id, '--correct', 'T-9', '--serial', 'XK7-9'];
    const resolved = await run([...correct, ...why, '--apply', '--json'], { env });
    expect(objects(resolved.stdout)).toEqual([expect.objectContaining({ outcome: 'done' })]);
    const left = await run(['queue', '--owner', 'ada', '--json'], { env });
    expect(left.stdout).toBe('');
    const again = await run([...correct, ...why, '--apply'], { env });
    expect([again.code, again.stdout]).toEqual([1, expect.stringMatching(/resolved already/)]);
  });

  it('excepts and reopens all of a kind', async () => {
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const risk = ['--until', until, '--risk-owner', 'cleo', ...why, '--apply'];
    const ran = await run(['queue', 'except', '--kind', 'rogue', ...risk], { env });
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(/^[1-9]\d* done, 0 not\n$/)]);
    expect((await run(['queue', '--kind', 'rogue', '--json'], { env })).stdout).toBe('');
    const back = await run(['queue', 'reopen', '--kind', 'rogue', ...why, '--apply'], { env });
    expect(back.code).toBe(0);
    const open = await run(['queue', '--kind', 'rogue', '--csv'], { env });
    expect(open.stdout).toMatch(/^id,kind,severity/);
  });

  it.each([
    [['queue', 'assign', '--to', 'ada'], /name findings, or say which/],
    [['queue', 'assign', 'finding-1', '--overdue', '--to', 'ada'], /not both/],
    [['queue', 'resolve', 'finding-1', ...why], /say one: --proposed/],
    [['queue', 'resolve', 'finding-1', '--correct', 'T-9', ...why], /belong together/],
  ])('%j is wrong usage', async (args, said) => {
    const { code, stderr } = await run(args, { env });
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
  });
});
