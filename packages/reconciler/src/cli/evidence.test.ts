import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../api/testing/harness.ts';
import { observeLaptop } from '../api/testing/sightings.ts';
import { makeHeadKey, readHeadKey } from '../ledger/head.ts';
import { publicKeyPath } from '../serve/ledger-sealer.ts';
import { run } from './testing/run.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;
const DOCS = join(import.meta.dirname, '../../../../docs/evidence.md');

let bench: Bench;
let dir: string;
let env: Readonly<Record<string, string>>;
let bundle: string;

beforeAll(async () => {
  bench = await startBench();
  dir = await mkdtemp(join(tmpdir(), 'muster-evidence-'));
  env = { MUSTER_URL: bench.url, MUSTER_TOKEN: bench.apiKey };
  await bench.ask('/api/v1/observations', {
    body: [observeLaptop('XK7-A'), observeLaptop('XK7-B')],
  });
  bundle = join(dir, 'bundle.json');
  expect(await run(['evidence', 'ci-1', '--out', bundle], { env })).toMatchObject({ code: 0 });
}, START_MS);
afterAll(async () => {
  await bench.close();
  await rm(dir, { recursive: true });
}, START_MS);

async function forge(from: string, to: string): Promise<string> {
  const path = join(dir, 'forged.json');
  const text = await readFile(bundle, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replaceAll(from, to));
  return path;
}

const verify = (...more: readonly string[]) => run(['evidence', 'verify', ...more]);

describe('muster evidence verify, with no server', () => {
  it('finds a bundle sound by the key that is trusted, and says what it does not prove', async () => {
    const { code, stdout, stderr } = await verify(bundle, '--key', publicKeyPath(bench.dataDir));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^sound: ci-1 as of .*: 1 observations, \d entries, in the ledger's head of /,
    );
    expect(stdout).toMatch(/signed with a key that you trust\nnot proven by it:\n {2}That nothing/);
  });

  it('says whose key it took where none is trusted', async () => {
    const { stdout } = await verify(bundle);
    expect(stdout).toMatch(
      /\nsigned with the key [\w-]{43}; that it is your server's you see by --key/,
    );
  });

  it('names what was changed, and ends with 1', async () => {
    const { code, stderr } = await verify(await forge('XK7-A', 'XK7-Z'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/the bundle is not what was signed: something in it was changed/);
    expect(stderr).toMatch(/observation .* \(rec-1\) does not have its digest: it was changed/);
    expect(stderr).toMatch(/forged\.json does not hold: \d+ faults, told above\n$/);
  });

  it('believes no other key', async () => {
    const path = join(dir, 'stranger.json');
    const { publicKey } = await readHeadKey(await makeHeadKey());
    await writeFile(path, JSON.stringify({ keys: [publicKey] }));
    const { code, stdout } = await verify(bundle, '--json', '--key', path);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'broken',
      faults: expect.arrayContaining([expect.stringMatching(/not trusted here/)]),
    });
  });

  it.each([
    [['/nowhere/b.json'], 2, /cannot read/],
    [[DOCS], 1, /it is not JSON/],
    [[publicKeyPath('.'), '--key', '/nowhere/key.json'], 2, /cannot read/],
  ])('says why %j cannot be verified', async (args, expected, why) => {
    const { code, stderr } = await verify(...args);
    expect([code, stderr]).toEqual([expected, expect.stringMatching(why)]);
  });
});

describe('muster evidence', () => {
  it.each([
    [['ci-99'], 1, /there is no CI ci-99 at /],
    [['ci-1', '--as-of', '2001-01-01T00:00:00Z'], 1, /there is no CI ci-1 at 2001/],
    [['ci-1', '--as-of', '2999-01-01T00:00:00Z'], 2, /is yet to come/],
    [['ci-1', '--as-of', 'yesterday'], 2, /asOf/],
  ])('says why it makes none of %j', async (args, expected, why) => {
    const { code, stderr } = await run(['evidence', ...args], { env });
    expect([code, stderr]).toEqual([expected, expect.stringMatching(why)]);
  });
});

describe('the program in docs/evidence.md', () => {
  const node = async (...args: readonly string[]) => {
    const script = join(dir, 'verify.mjs');
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(await readFile(DOCS, 'utf8')) ?? [];
    await writeFile(script, code);
    return promisify(execFile)(process.execPath, [script, ...args]).then(
      ({ stdout }) => stdout,
      (error: unknown) => String(error),
    );
  };

  it('verifies a bundle with Node alone', async () => {
    const { kid } = JSON.parse(await readFile(bundle, 'utf8')).key;
    expect(await node(bundle, kid)).toMatch(/^holds: ci-1 as of .*, \d entries, key /);
  });

  it.each([
    ['another key', 'x', 'x', 'wrong', /does not hold: the key you trust/],
    ['another serial', 'XK7-A', 'XK7-Z', undefined, /does not hold: the bundle/],
    ['another actor', '"actor":"rule"', '"actor":"alice"', undefined, /does not hold/],
  ])('notices %s', async (_, from, to, key, why) => {
    const path = from === to ? bundle : await forge(from, to);
    expect(await node(path, ...(key === undefined ? [] : [key]))).toMatch(why);
  });
});
