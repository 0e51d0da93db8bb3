import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { observeLaptop } from '../api/testing/sightings.ts';
import { makeHeadKey, readHeadKey } from '../ledger/head.ts';
import { openReconciler } from '../open.ts';
import { headOutletOf } from '../serve/head-outlets.ts';
import { headsPath, openHeadKey, openSealer, publicKeyPath } from '../serve/ledger-sealer.ts';
import { DATABASE_FILE } from '../store/sqlite/database.ts';
import { run } from './testing/run.ts';

/** For a core to start on a machine that does much else. */
const START_MS = 60_000;

let original: string;
let data: string;

beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'muster-audit-'));
  const logger = { info() {}, warn() {}, error() {} };
  const random = (octets: number) => randomBytes(octets);
  const options = { dataFolder: original, now: () => new Date(), random, logger };
  const core = await openReconciler(options);
  await core.ingest('test', [observeLaptop('XK7-A'), observeLaptop('XK7-B')]);
  const sealer = openSealer(
    core,
    await openHeadKey(original),
    [headOutletOf(headsPath(original))],
    {
      now: () => new Date(),
      lastSigned: 0,
      firstHead: async () => undefined,
      log: logger,
    },
  );
  await sealer.seal();
  await core.close();
}, START_MS);
afterAll(() => rm(original, { recursive: true }));

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'muster-audit-'));
  await cp(original, data, { recursive: true });
});
afterEach(() => rm(data, { recursive: true }));

/** As someone with the file in hand and more than a plain editor. */
function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(join(data, DATABASE_FILE));
  database.exec('DROP TRIGGER ledger_is_not_updated; DROP TRIGGER ledger_is_not_deleted;');
  for (const statement of statements) database.exec(statement);
  database.close();
}

const verify = (...more: readonly string[]) => run(['audit', 'verify', '--data', data, ...more]);

it('finds an untouched ledger sound with nothing running', async () => {
  const { code, stdout } = await verify();
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /^sound: ([1-9]\d*) entries, .*; 1 signed heads agree, .* over \1 entries/,
    ),
  ]);
  const result = JSON.parse((await verify('--json')).stdout);
  expect(result).toMatchObject({ kind: 'sound', signed: { heads: 1, entries: result.head.seq } });
});

it('asks the folder when the reconciler that left its address there was killed', async () => {
  await writeFile(join(data, 'listen'), 'http://127.0.0.1:1\n');
  await writeFile(join(data, 'api-key'), 'gone\n');
  const verified = await run(['audit', 'verify'], { env: { MUSTER_DATA: data } });
  expect(verified).toMatchObject({ code: 0, stderr: '' });
});

it('verifies the folder that it is given, whatever runs where the folder was copied from', async () => {
  let asked = 0;
  const other = createServer((_, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json').end('{"items":[]}');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await writeFile(join(data, 'listen'), `http://127.0.0.1:${port}\n`);
    await writeFile(join(data, 'api-key'), 'copied\n');
    tamper("UPDATE ledger SET subject = 'other' WHERE seq = 2");
    expect(await verify()).toMatchObject({ code: 1, stderr: expect.stringMatching(/at entry 2:/) });
    const withUrl = await run(['audit', 'verify', '--data', data], {
      env: { MUSTER_URL: `http://127.0.0.1:${port}` },
    });
    expect([withUrl.code, asked]).toEqual([1, 0]);
  } finally {
    other.closeAllConnections();
    other.close();
  }
});

it.each([
  ['a changed subject', "UPDATE ledger SET subject = 'other' WHERE seq = 2", 2],
  ['a changed payload', 'UPDATE ledger SET payload = \'{"a":1}\' WHERE seq = 1', 1],
  ['a payload that is no JSON', "UPDATE ledger SET payload = 'x' WHERE seq = 2", 2],
  ['a changed time', 'UPDATE ledger SET at = at + 1 WHERE seq = 2', 2],
  ['a removed entry', 'DELETE FROM ledger WHERE seq = 2', 3],
  ['a removed beginning', 'DELETE FROM ledger WHERE seq = 1', 2],
])('names the entry after %s', async (_, statement, seq) => {
  tamper(statement);
  const { code, stderr } = await verify();
  expect([code, stderr]).toEqual([1, expect.stringContaining(`broken at entry ${seq}:`)]);
  const { stdout } = await verify('--json');
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'broken', seq });
});

it('shows a tail that was cut, by the head that was signed of it', async () => {
  tamper('DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)');
  const { code, stderr } = await verify();
  expect([code, stderr]).toEqual([1, expect.stringMatching(/the last 1 entries are missing/)]);
});

it('shows it to whoever kept the heads elsewhere, though those in the folder are gone', async () => {
  const kept = join(data, 'kept-elsewhere');
  await cp(headsPath(data), kept);
  await rm(headsPath(data));
  tamper('DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)');
  expect(await verify()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/no signed head/),
  });
  expect(await verify('--heads', kept)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/missing/),
  });
});

it('does not believe a head that another key signed', async () => {
  const other = await readHeadKey(await makeHeadKey());
  await writeFile(publicKeyPath(data), JSON.stringify({ keys: [other.publicKey] }));
  const { code, stderr } = await verify();
  expect([code, stderr]).toEqual([1, expect.stringMatching(/signed head 1 is not to be believed/)]);
});

it.each([
  [['--heads', '/nowhere/heads'], /there is no file \/nowhere\/heads/],
  [['--heads', '/dev/null'], /holds no signed head/],
  [['--key', '/nowhere/key'], /name the public key that signed by --key/],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await verify(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
