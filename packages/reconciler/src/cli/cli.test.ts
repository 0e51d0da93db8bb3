import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, Peer, startBench } from '../api/testing/harness.ts';
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
  const laptops = [observeLaptop('XK7-A'), observeLaptop('XK7-B'), observeLaptop('\u001b[2J=1')];
  await bench.ask('/api/v1/observations', { body: laptops });
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

const rows = (stdout: string) => stdout.split('\n').slice(0, -1);

describe('wrong usage', () => {
  it.each([
    [[], /^muster: name a command: up, serve, lab, query, .*\(see muster --help\)\n$/],
    [['user'], /^muster user: name a command: add, list, remove \(see muster user --help\)\n$/],
    [['audit'], /^muster audit: name a command: verify \(see muster audit --help\)\n$/],
    [['enrol-token'], /^muster enrol-token: name a command: create, revoke \(see /],
    [['user', 'dance'], /unknown command 'dance'.*muster user --help\n$/],
    [['dance'], /unknown command 'dance'.*muster --help\n$/],
    [['query', '--colour'], /unknown option '--colour'.*muster query --help\n$/],
    [['query', '--json', '--csv'], /--json or --csv, not both/],
    [['query', '--limit', '0'], /whole number above 0/],
    [['query', '--sort', 'price'], /Allowed choices are/],
    [['query', 'class:nonsense'], /at 7: expected one of laptop/],
    [['findings', '--kind', 'boring'], /the query is not as it should be.*kind/],
    [['ci', 'join', 'ci-1', 'ci-2'], /required option '--reason <text>'/],
    [['ci', 'join', 'ci-1', '--reason', 'x'], /the body is not as it should be/],
    [['ci', 'lock', 'ci-1', 'device.model', '--reason', 'x'], /missing required argument 'value'/],
    [['export', 'everything'], /Allowed choices are cis, assets, findings/],
    [['import', '--as', 'csv'], /missing required argument 'file'/],
    [['import', 'x.csv'], /--as <format>/],
    [['import', 'x.csv', '--as', 'ods'], /Allowed choices are csv, xlsx/],
    [['import', 'x.csv', '--as', 'csv', '--all-or-nothing', '--row-by-row'], /cannot be used with/],
    [['import', 'x.csv', '--as', 'csv', '--map', 'Serial'], /no COLUMN=FIELD/],
    [['import', 'x.csv', '--as', 'csv', '--map', 'A=colour'], /"colour" is nothing a column can/],
    [['import', 'x.csv', '--as', 'csv', '--mapping', '/nowhere'], /cannot read \/nowhere/],
    [['import', 'x.csv', '--as', 'csv', '--sheet', 'A'], /cannot read|has no sheets/],
    [['import', 'undo', 'import-1'], /required option '--reason <text>'/],
    [['import', 'resolve', 'import-1:2', '--reason', 'x'], /required option '--as <answer>'/],
    [['import', '/nowhere/x.csv', '--as', 'csv'], /cannot read/],
    [['import', '/', '--as', 'csv'], /is not a file/],
    [['enrol-token', 'create', '--uses', 'many'], /whole number above 0/],
    [['enrol-token', 'create', '--hours', '999999'], /hours/],
    [['user', 'add', 'eve', '--role', 'root'], /Allowed choices are viewer/],
    [['user', 'add', '../eve', '--password-file', '/nowhere'], /there is no file/],
    [['serve', '--listen', 'here:there'], /--listen: "here:there" is not understood.*HOST:PORT/],
    [['serve', '--listen', 'nope'], /--listen: "nope" is not understood.*HOST:PORT/],
    [['serve', '--listen', '0.0.0.0:0'], /--tls-cert FILE and --tls-key FILE/],
    [['serve', '--tls-cert', 'x'], /one needs the other/],
    [['serve', '--tls-cert', '/nowhere', '--tls-key', '/nowhere'], /cannot read \/nowhere/],
    [['serve', '--public-url', 'inventory'], /not a URL/],
    [['up', '--log-level', 'chatty'], /Allowed choices are debug/],
    [['audit', 'verify', '--offline', '--data', '/nowhere'], /has no inventory/],
    [['audit', 'verify', '--data', '/nowhere'], /has no inventory/],
    [['migrate', '--data', '/nowhere'], /say where: --to postgres:/],
    [['migrate', '--to', 'postgres://h/d', '--data', '/nowhere'], /has no inventory/],
    [['migrate', '--to', 'mysql://u:geheim@h/d'], /--to: names another kind of database: [^@]*$/],
    [['migrate', '--to', 'u:geheim@h'], /--to: (?!.*geheim)/],
    [['migrate', '--to', 'postgres://u:geheim@h'], /--to: names no database(?!.*geheim)/],
  ])('%j is answered with one line and exit 2', async (args, said) => {
    const data = args[0] === 'serve' ? ['--data', join(dir, 'serve')] : [];
    const { code, stdout, stderr } = await run([...args, ...data], { env });
    expect(stderr).toMatch(said);
    expect([code, stdout]).toEqual([2, '']);
    expect(rows(stderr)).toHaveLength(1);
  });
});

describe('a reconciler that is not there', () => {
  it.each([
    [['query', '--data', tmpdir()], {}, /no reconciler runs on .*muster up/],
    [['query', '--url', 'http://127.0.0.1:1'], { MUSTER_TOKEN: 'x' }, /nothing listens there/],
  ])('%j: exit 1 with the reason', async (args, own, said) => {
    const { code, stdout, stderr } = await run(args, { env: own });
    expect(stderr).toMatch(said);
    expect([code, stdout, rows(stderr).length]).toEqual([1, '', 1]);
  });

  it.each([
    [['query', '--data', '/nowhere'], {}],
    [['query'], { MUSTER_DATA: '/nowhere' }],
    [['audit', 'verify'], { MUSTER_DATA: '/nowhere' }],
  ])('%j %j: exit 2, for its folder is not there either', async (args, own) => {
    const { code, stdout, stderr } = await run(args, { env: own });
    expect(stderr).toMatch(/\/nowhere.*--data/);
    expect([code, stdout, rows(stderr).length]).toEqual([2, '', 1]);
  });

  it('tells a key that is not let in from an address that is none', async () => {
    const wrongKey = await run(['query'], { env: { ...env, MUSTER_TOKEN: 'wrong' } });
    expect([wrongKey.code, wrongKey.stderr]).toEqual([1, expect.stringMatching(/API key/)]);
    const noAddress = await run(['query', '--url', 'inventory'], { env });
    expect([noAddress.code, noAddress.stderr]).toEqual([2, expect.stringMatching(/http:\/\//)]);
    const noKey = await run(['query'], { env: { MUSTER_URL: bench.url, MUSTER_DATA: dir } });
    expect([noKey.code, noKey.stderr]).toEqual([2, expect.stringMatching(/--token-file/)]);
  });
});

describe('query', () => {
  it('prints the objects of the API, one a line, and nothing else', async () => {
    const { code, stdout, stderr } = await run(['query', '--json'], { env });
    const { json } = await bench.ask('/api/v1/cis');
    const items = rows(stdout).map((line): unknown => JSON.parse(line));
    expect(json).toMatchObject({ items });
    expect([code, stderr, items.length]).toEqual([0, '', 3]);
  });

  it('prints a table that fits its terminal, and obeys no device', async () => {
    const { stdout, stderr } = await run(['query', '--sort', 'serial'], { env, columns: 72 });
    const [header = '', ...body] = rows(stdout);
    expect(header).toMatch(/CLASS +VENDOR +MODEL/);
    expect(body).toHaveLength(3);
    for (const line of body) expect([...line].length).toBeLessThanOrEqual(72);
    expect(body.join()).not.toContain('\u001b[2J');
    expect(stderr).toBe('3\n');
  });

  it('colors nothing where there is no terminal, or none is wanted', async () => {
    const piped = await run(['query'], { env });
    const refused = await run(['query'], { env: { ...env, NO_COLOR: '1' }, columns: 80 });
    expect(piped.stdout + refused.stdout).not.toContain('\u001b');
    const wanted = await run(['query'], { env, columns: 80 });
    expect(wanted.stdout).toContain('\u001b[1m');
  });

  it('writes CSV with every column, whose cells are no formulas', async () => {
    const { stdout } = await run(['query', '--csv', '--sort', 'serial'], { env });
    const [header, ...body] = rows(stdout);
    expect(header).toMatch(/^id,class,vendor,model,serial,/);
    expect(body).toHaveLength(3);
    const exported = await run(['export', 'cis'], { env });
    expect(rows(exported.stdout)[0]).toBe(header);
  });

  it('follows pages up to a limit', async () => {
    const { stdout } = await run(['query', '--json', '--limit', '2'], { env });
    expect(rows(stdout)).toHaveLength(2);
    const found = await run(['query', 'serial:XK7-A', '--json'], { env });
    expect(JSON.parse(found.stdout)).toMatchObject({ serial: 'XK7-A' });
  });
});

describe('import', () => {
  const csv =
    'Asset Tag,Serial Number,Manufacturer,Colour\nT-1,XK7-A,Example Works,grey\nT-2,XK7-Z,,\n';

  it('says what would happen and why, and writes nothing', async () => {
    const path = await file('dry.csv', csv);
    const { code, stdout, stderr } = await run(['import', path, '--as', 'csv'], { env });
    expect(code).toBe(0);
    expect(rows(stdout)).toEqual([
      expect.stringMatching(/^LINE +DISPOSITION +REASON$/),
      expect.stringMatching(/^2 +\w+ +\w/),
      expect.stringMatching(/^3 +create +\w/),
    ]);
    expect(stderr).toMatch(/columns not used: Colour/);
    expect(stderr).toMatch(/dry run, nothing written/);
    expect((await run(['assets', '--json'], { env })).stdout).toBe('');
  });

  it('writes once, and the second time changes nothing', async () => {
    const path = await file('apply.csv', csv);
    const first = await run(['import', path, '--as', 'csv', '--apply', '--json'], { env });
    expect(first.code).toBe(0);
    expect(rows(first.stdout).map((line): unknown => JSON.parse(line))).toMatchObject([
      { line: 2, reason: expect.any(String) },
      { line: 3, disposition: 'create' },
    ]);
    const again = await run(['import', path, '--as', 'csv', '--apply', '--json'], { env });
    expect(again.stdout).not.toContain('create');
    const assets = await run(['assets', '--json'], { env });
    expect(rows(assets.stdout)).toHaveLength(2);
    expect(rows((await run(['export', 'assets'], { env })).stdout)).toHaveLength(3);
  });

  it('shows how far it is, on a terminal', async () => {
    const path = await file('progress.csv', csv);
    const { stderr } = await run(['import', path, '--as', 'csv'], { env, columns: 80 });
    expect(stderr).toMatch(/checking ░+ 0\/2\r.*checking █+░+ 1\/2\r.*checking █+ 2\/2\n/);
  });

  it('refuses letters it cannot be sure of', async () => {
    const path = join(dir, 'latin1.csv');
    await writeFile(path, Buffer.from('Serial\nM\xfcller-1\n', 'latin1'));
    const { code, stderr } = await run(['import', path, '--as', 'csv'], { env });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/not UTF-8/)]);
  });
});

describe('observers and people', () => {
  it('gives a token to a file or a pipe, alone', async () => {
    const piped = await run(['enrol-token', 'create', '--uses', '3'], { env });
    expect(piped.stdout).toMatch(/^[\w-]{43}\n$/);
    expect(piped.stderr).toMatch(/admits 3 observers until .*enrol-token revoke \S+\n$/);
    const out = join(dir, 'token');
    const filed = await run(['enrol-token', 'create', '--out', out], { env });
    expect(filed.stdout).toBe('');
    expect(await readFile(out, 'utf8')).toMatch(/^[\w-]{43}\n$/);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const asJson = await run(['enrol-token', 'create', '--json'], { env });
    const created: unknown = JSON.parse(asJson.stdout);
    expect(created).toMatchObject({ id: expect.any(String), token: expect.any(String) });
    const id = String(/revoke (\S+)\n/.exec(asJson.stderr)?.[1]);
    expect((await run(['enrol-token', 'revoke', id], { env })).code).toBe(0);
    expect((await run(['enrol-token', 'revoke', 'none'], { env })).code).toBe(1);
  });

  it('lists observers, and revokes one', async () => {
    const { id } = await bench.enrol();
    const listed = await run(['observers', '--json'], { env });
    expect(listed.stdout).toContain(id);
    expect(await run(['observers', 'report', id], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/none of them is connected now; not connected: /),
    });
    expect((await run(['observers', 'revoke', id], { env })).code).toBe(0);
    expect((await run(['observers', 'revoke', 'none'], { env })).code).toBe(1);
    expect((await run(['observers'], { env })).stdout).toMatch(/REVOKED/);
  });

  it('asks observers to report, by id or a whole group, and says who is not there', async () => {
    const [here, away] = [await bench.enrol(), await bench.enrol()];
    const peer = await Peer.observer(bench, here);
    peer.send({
      kind: 'hello',
      observer: { id: here.id, kind: 'agent', version: '1.2.3' },
      coverage: { sources: ['agent'], segments: [] },
      health: { lost: 0, spooledBatches: 0, spooledBytes: 0, failing: [] },
    });
    expect(await peer.next()).toMatchObject({ kind: 'welcome' });
    const report = (...args: string[]) => run(['observers', 'report', ...args], { env });
    for (const args of [
      [here.id, away.id, '--reason', 'stocktake'],
      ['--kind', 'agent'],
    ]) {
      const { code, stderr } = await report(...args);
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^1 asked; not connected: /)]);
      expect(await peer.next()).toMatchObject({ kind: 'report' });
    }
    for (const name of ['no-such-*', 'te', 'test*t', '*x*']) {
      expect((await report('--name', name)).code).toBe(1);
    }
    expect(await report()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/name observers/),
    });
    peer.socket.close();
  });

  it('adds users by a piped password, and signs in by a link', async () => {
    const added = await run(['user', 'add', 'alice', '--role', 'operator'], {
      env,
      input: 'a long enough password\n',
    });
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect((await run(['user', 'list'], { env })).stdout).toMatch(/^alice +operator\n$/);
    const short = await run(['user', 'add', 'bob'], { env, input: 'short\n' });
    expect([short.code, short.stderr]).toEqual([2, expect.stringMatching(/password/)]);
    expect((await run(['user', 'add', 'bob'], { env, input: '' })).code).toBe(2);
    expect((await run(['user', 'remove', 'alice'], { env })).code).toBe(0);
    const { stdout } = await run(['sign-in'], { env });
    const code = /#code=([\w-]+)\n$/.exec(stdout)?.[1];
    const signedIn = await bench.ask('/api/v1/sign-in', { anonymous: true, body: { code } });
    expect(signedIn.status).toBe(200);
  });
});

describe('asset', () => {
  it('shows one record, writes values into it and takes them away', async () => {
    const csv = await file('one.csv', 'tag,serial,owner\nONE-1,ONESN1,Ada\n');
    expect((await run(['import', csv, '--as', 'csv', '--apply'], { env })).code).toBe(0);
    const set = (...values: string[]) =>
      run(['asset', 'set', 'ONE-1', ...values, '--reason', 'invoice 7', '--json'], { env });
    expect((await set('price=1249.00 EUR', 'fields.Cost centre=4711', 'owner=')).code).toBe(0);
    const { stdout } = await run(['asset', 'show', 'ONE-1'], { env });
    expect(stdout).toMatch(/^price +1249\.00 EUR$/m);
    expect(stdout).toMatch(/^Cost centre +4711$/m);
    expect(stdout).toMatch(/^ {2}\S+Z {2}\S+ {2}asset\.updated$/m);
    expect(stdout).not.toMatch(/^owner/m);
    expect(await set('nonsense')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/NAME=/),
    });
    expect((await set('colour=grey')).code).toBe(2);
    expect((await run(['asset', 'show', 'NONE'], { env })).code).toBe(1);
  });
});

describe('label', () => {
  it('prints tags into a PDF, in the order given', async () => {
    const csv = await file('tagged.csv', 'tag,serial\nCLI-1,CLISN1\nCLI-12,CLISN2\n');
    expect((await run(['import', csv, '--as', 'csv', '--apply'], { env })).code).toBe(0);
    const out = join(dir, 'labels.pdf');
    const byTag = await run(['label', '--tag', 'CLI-12', 'CLI-1', '--out', out], { env });
    expect(byTag).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `${out}: 2 labels for Avery L7160, A4, 21 of 63.5 × 38.1 mm\n`,
    });
    expect((await readFile(out)).subarray(0, 5).toString()).toBe('%PDF-');
    const found = await run(['label', 'CLISN', '--stock', 'zebra-2x1', '--out', out], { env });
    expect(found.stdout).toMatch(/2 labels for Thermal roll/);
    expect((await run(['label', 'stocks'])).stdout).toMatch(/^avery-l7160 +Avery L7160/);
  });

  it.each<[readonly string[], number, RegExp]>([
    [[], 2, /name what is to be labelled/],
    [['x', '--stock', 'papyrus'], 2, /no stock papyrus/],
    [['x', '--symbol', 'rune'], 2, /Allowed choices are qr/],
    [['x', '--link', 'https://muster.example/'], 2, /has no \{tag\}/],
    [['--tag', 'CLI-404'], 1, /no asset record has the tag CLI-404/],
    [['nothing-is-called-this'], 1, /no asset record that is meant has a tag/],
    [['CLISN', '--out', '/nowhere/x.pdf'], 2, /cannot write \/nowhere/],
  ])('refuses %j', async (args, code, message) => {
    const ran = await run(['label', ...args], { env });
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});

it('verifies the ledger of a running reconciler', async () => {
  const { code, stdout } = await run(['audit', 'verify'], { env });
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /^sound: \d+ entries, head [0-9a-f]{64}; no signed head to hold it against\n$/,
    ),
  ]);
});

describe('ci', () => {
  it('shows a CI, and decides about CIs: each decision can be taken back', async () => {
    const [one, other] = rows((await run(['query', '--json'], { env })).stdout).map(
      (line) => JSON.parse(line).id,
    );
    const reason = ['--reason', 'seen on site'];
    const apart = await run(['ci', 'never-same', one, other, ...reason], { env });
    expect([apart.code, apart.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^decision-\d+: never-same ci-\d+ and ci-\d+; to take it back: muster ci undo decision-\d+\n$/,
      ),
    ]);
    const joined = await run(['ci', 'join', one, other, ...reason], { env });
    expect([joined.code, joined.stderr]).toEqual([1, expect.stringMatching(/undo it first/)]);
    const id = /^decision-\d+/.exec(apart.stdout)?.[0] ?? '';
    const undone = await run(['ci', 'undo', id, ...reason, '--json'], { env });
    expect(JSON.parse(undone.stdout)).toMatchObject({ kind: 'undo', undoes: id });
    const lock = ['ci', 'lock', one, 'device.model', 'As labeled', ...reason];
    expect((await run(lock, { env })).code).toBe(0);
    const shown = await run(['ci', 'show', one], { env });
    expect([shown.code, shown.stdout]).toEqual([
      0,
      expect.stringMatching(/device\.model +As labeled +person/),
    ]);
    const now = ['ci', 'show', one, '--as-of', '2099-01-01T00:00:00Z', '--json'];
    expect(JSON.parse((await run(now, { env })).stdout)).toMatchObject({
      id: one,
      asOf: '2099-01-01T00:00:00.000Z',
    });
    const before = await run(['ci', 'show', one, '--as-of', '2001-01-01T00:00:00Z'], { env });
    expect([before.code, before.stderr]).toEqual([
      1,
      expect.stringMatching(/there is no CI at 2001/),
    ]);
    expect((await run(['ci', 'show', 'ci-9999'], { env })).code).toBe(1);
  });
});

it('observation says how one ended, by its id', async () => {
  const [line = '{}'] = rows((await run(['query', '--json'], { env })).stdout);
  const ci = await run(['ci', 'show', JSON.parse(line).id, '--json'], { env });
  const { id } = JSON.parse(ci.stdout).records[0].observation;
  const { code, stdout } = await run(['observation', id], { env });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ id, disposition: 'applied' }),
  ]);
  expect((await run(['observation', 'none'], { env })).code).toBe(1);
});

describe('rules', () => {
  it('prints those in force, tries others without writing, and puts them in force', async () => {
    const shown = await run(['rules', 'show'], { env });
    const rules = JSON.parse(shown.stdout);
    const changed = await file('rules.json', JSON.stringify({ ...rules, version: 'mine' }));
    const tried = await run(['rules', 'try', changed], { env });
    expect([tried.code, tried.stdout, tried.stderr]).toEqual([
      0,
      '',
      expect.stringMatching(/^rules mine over \d+ records, nothing written: 0 joins, 0 splits/),
    ]);
    const json = await run(['rules', 'try', changed, '--json'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({ ruleVersion: 'mine', differences: [] });
    const applied = await run(['rules', 'apply', changed, '--reason', 'x'], { env });
    expect([applied.code, applied.stdout]).toEqual([
      0,
      expect.stringMatching(/rules mine are in force/),
    ]);
    expect(JSON.parse((await run(['rules', 'show'], { env })).stdout).version).toBe('mine');
    const id = /^decision-\d+/.exec(applied.stdout)?.[0] ?? '';
    expect((await run(['ci', 'undo', id, '--reason', 'x'], { env })).code).toBe(0);
    const none = await file('none.json', '{');
    expect((await run(['rules', 'try', none], { env })).code).toBe(2);
    const bad = await run(['rules', 'try', await file('bad.json', '{}')], { env });
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringMatching(/identity rules/)]);
  });
});
