import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../api/testing/harness.ts';
import { run } from './testing/run.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;

let bench: Bench;
let dir: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  bench = await startBench();
  dir = await mkdtemp(join(tmpdir(), 'muster-import-'));
  env = { MUSTER_URL: bench.url, MUSTER_TOKEN: bench.apiKey };
}, START_MS);
afterAll(async () => {
  await bench.close();
  await rm(dir, { recursive: true });
}, START_MS);

async function file(name: string, content: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

const muster = (...args: readonly string[]) => run(args, { env });

async function json(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await muster(...args, '--json');
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line): Record<string, unknown> => JSON.parse(line));
}

describe('an import from the command line', () => {
  it('reads the columns that it is told of, and those it knows', async () => {
    const path = await file('mapped.csv', 'Inventar,Gerät,KST,Farbe\nM-1,MAP-1,4711,grau\n');
    const mapping = await file(
      'mapping.yaml',
      'columns:\n  Inventar: tag\n  KST: fields.Cost centre\n',
    );
    const columns = ['--mapping', mapping, '--map', 'Gerät=serial'];
    const { code, stderr } = await muster('import', path, '--as', 'csv', ...columns, '--apply');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/columns not used: Farbe\n/)]);
    expect(await json('asset', 'show', 'M-1')).toMatchObject([
      { serial: 'MAP-1', fields: { 'Cost centre': '4711' } },
    ]);
  });

  it('says of a mapping file what is wrong with it', async () => {
    const path = await file('plain.csv', 'tag\nX-1\n');
    const mapping = await file('broken.yaml', 'colums: {}\n');
    const { code, stderr } = await muster('import', path, '--as', 'csv', '--mapping', mapping);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/broken\.yaml is no mapping: /)]);
  });

  it('writes nothing of a file with a bad row, and all good rows of it when told so', async () => {
    const path = await file('bad.csv', 'tag,serial\nB-1,BAD-1\nB-2,bad1\n');
    const refused = await muster('import', path, '--as', 'csv', '--apply');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/nothing written: 1 create, 1 block: .*--row-by-row/),
    ]);
    expect((await muster('asset', 'show', 'B-1')).code).toBe(1);
    const taken = await muster('import', path, '--as', 'csv', '--apply', '--row-by-row');
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/imported as import-\d+: 1 create, 1 block/);
    expect((await muster('asset', 'show', 'B-1')).code).toBe(0);
  });

  it('is listed with its file, shown row by row, and undone once', async () => {
    const path = await file('undo.csv', 'tag,serial\nU-1,UNDO-1\n');
    await muster('import', path, '--as', 'csv', '--apply');
    const [last] = await json('import', 'list', '--limit', '1');
    expect(last).toMatchObject({
      file: { name: 'undo.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      counts: { create: 1 },
    });
    const id = String(last?.id);
    expect(await json('import', 'show', id)).toMatchObject([
      { id },
      { line: 2, disposition: 'create' },
    ]);
    const undone = await muster('import', 'undo', id, '--reason', 'the wrong file');
    expect(undone.stdout).toMatch(/undone by .*: the wrong file\nrecords {2}1 removed/);
    expect((await muster('import', 'show', id)).stdout).toMatch(/2 +create +asset-\d+ +removed/);
    expect((await muster('asset', 'show', 'U-1')).code).toBe(1);
    const again = await muster('import', 'undo', id, '--reason', 'twice');
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/was undone by/)]);
    expect((await muster('import', 'show', 'import-999')).code).toBe(1);
  });

  it('leaves rows to a person, who resolves them', async () => {
    const first = await file('first.csv', 'tag,serial\nR-1,REV-1\n');
    const second = await file('second.csv', 'tag,serial,owner\nR-1,REV-9,Ada\n');
    await muster('import', first, '--as', 'csv', '--apply');
    const taken = await muster('import', second, '--as', 'csv', '--apply', '--row-by-row');
    expect(taken.stderr).toMatch(/rows that wait: muster import reviews/);
    const table = await muster('import', 'reviews');
    expect(table.stdout).toMatch(/import-\d+:2 +tag=R-1 serial=REV-9 owner=Ada +Its tag is rec/);
    const [waiting] = await json('import', 'reviews');
    const review = String(waiting?.id);
    const answer = await muster('import', 'resolve', review, '--as', 'update', '--reason', 'swap');
    expect(answer.stdout).toMatch(/is resolved as update: asset-\d+\n/);
    expect(await json('asset', 'show', 'R-1')).toMatchObject([{ serial: 'REV-9', owner: 'Ada' }]);
    expect((await muster('import', 'reviews', '--json')).stdout).toBe('');
  });
});
