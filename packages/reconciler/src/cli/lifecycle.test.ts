import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVIDENCE_BYTES_MAX } from '@muster/facts/lifecycle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, field, startBench } from '../api/testing/harness.ts';
import { run } from './testing/run.ts';

const START_MS = 60_000;
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(700_000, 7)]);

let bench: Bench;
let dir: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  bench = await startBench();
  dir = await mkdtemp(join(tmpdir(), 'muster-life-'));
  env = { MUSTER_URL: bench.url, MUSTER_TOKEN: bench.apiKey };
  const rows = [
    { line: 2, tag: 'L1', serial: 'CDX5NY1', state: 'deployed', custodian: 'Ada' },
    { line: 3, tag: 'L 2/ä', serial: 'CDX5NY2', state: 'received' },
    { line: 4, tag: 'L3', serial: 'CDX5NY3', state: 'provisioned' },
  ];
  await bench.ask('/api/v1/imports?apply=true', { body: { rows } });
}, START_MS);
afterAll(async () => {
  await bench.close();
  await rm(dir, { recursive: true });
}, START_MS);

const muster = (...args: readonly string[]) => run(args, { env });

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

/** Signs in as another person, and gives the cookie. */
async function personWith(role: string): Promise<string> {
  const name = `${role}-person`;
  const password = 'correct horse battery';
  await bench.ask('/api/v1/users', { body: { name, role, password } });
  const signedIn = await bench.ask('/api/v1/sign-in', {
    anonymous: true,
    body: { user: name, password },
  });
  return (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

describe('evidence on the command line', () => {
  it('goes in and comes out octet for octet', async () => {
    const path = await file('wipe report.pdf', PDF);
    const attached = await muster('asset', 'attach', 'L1', path, '--kind', 'other', '--json');
    const sha256 = createHash('sha256').update(PDF).digest('hex');
    const kept: unknown = JSON.parse(attached.stdout);
    expect(kept).toMatchObject({ name: 'wipe report.pdf', type: 'application/pdf', sha256 });
    const out = join(dir, 'again.pdf');
    expect((await muster('asset', 'evidence', field(kept, 'id'), '--out', out)).stdout).toContain(
      sha256,
    );
    expect((await readFile(out)).equals(PDF)).toBe(true);
    const answer = await bench.ask(`/api/v1/evidence-files/${field(kept, 'id')}`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${field(kept, 'id')}"; filename*=UTF-8''wipe%20report.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  it.each<[string, string | Buffer, string]>([
    ['a page', '<!doctype html>\u0000<script>alert(1)</script>', 'is none of'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]), 'is none of'],
    ['nothing', '', 'is none of'],
    ['too much', Buffer.alloc(EVIDENCE_BYTES_MAX + 1), 'is larger than 16 MiB'],
  ])('is not %s', async (_, content, why) => {
    const ran = await muster('asset', 'attach', 'L1', await file('x', content), '--kind', 'other');
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  });

  it('is held to what it is sent as, and to its bound', async () => {
    const send = (type: string, body: Buffer | string) =>
      bench.ask('/api/v1/assets/L1/evidence?kind=other&name=x', {
        headers: { 'content-type': type },
        body,
      });
    expect((await send('image/png', PDF)).status).toBe(415);
    expect((await send('text/html', '<p>')).status).toBe(415);
    expect((await send('text/plain', Buffer.alloc(EVIDENCE_BYTES_MAX + 1, 65))).status).toBe(413);
    expect((await send('text/plain; charset=utf-8', 'a note')).status).toBe(200);
    const named = await bench.ask('/api/v1/assets/L1/evidence?kind=other&name=..%2Fx', {
      headers: { 'content-type': 'text/plain' },
      body: 'a note',
    });
    expect(named.status).toBe(400);
  });
});

describe('a life on the command line', () => {
  it('refuses a step with what is missing, then takes it with the evidence beside', async () => {
    const refused = await muster('asset', 'move', 'L 2/ä', 'provisioned', '--reason', 'x');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--kind enrolment') });
    const proof = `enrolment=${await file('mdm.txt', 'enrolled')}`;
    const args = ['move', 'L 2/ä', 'provisioned', '--reason', 'x', '--evidence', proof];
    expect(await muster('asset', ...args)).toMatchObject({
      code: 0,
      stdout: 'L 2/ä: provisioned\n',
    });
    expect((await muster('asset', 'steps', 'L 2/ä')).stdout).toMatch(
      /may become deployed\n {2}needs a custodian or a location: muster asset check-out.*\n/,
    );
  });

  it('waits for another person who may approve', async () => {
    const moved = await muster('asset', 'move', 'L1', 'retired', '--reason', 'worn out');
    expect(moved.stdout).toContain('L1: deployed, with Ada');
    expect(moved.stdout).toContain('deployed → retired waits for another person');
    const [pending] = (await muster('approvals', '--json')).stdout.split('\n');
    const id = field(JSON.parse(pending ?? ''), 'id');
    const own = await muster('approvals', 'approve', id, '--reason', 'fine');
    expect(own).toMatchObject({ code: 1, stderr: expect.stringContaining('another person') });
    const approve = async (role: string) =>
      bench.ask(`/api/v1/approvals/${id}`, {
        anonymous: true,
        headers: { cookie: await personWith(role) },
        body: { verdict: 'approve', reason: 'fine' },
      });
    expect((await approve('operator')).status).toBe(403);
    expect(await approve('approver')).toMatchObject({
      status: 200,
      json: { state: 'approved', decidedBy: 'approver-person' },
    });
    expect((await muster('approvals', '--state', 'approved')).stdout).toMatch(/L1 +deployed → ret/);
    expect((await muster('approvals')).stdout).not.toContain('L1');
  });

  it('hands out, takes back, and says who had it', async () => {
    const out = await muster(
      'asset',
      'check-out',
      'L3',
      '--to',
      'Bo',
      '--due',
      '2027-01-31',
      '--site',
      'NYC',
    );
    expect(out.stdout).toBe('L3: deployed, with Bo\n');
    expect((await muster('asset', 'accept', 'L3', '--by', 'Bo')).code).toBe(0);
    expect((await muster('asset', 'check-in', 'L3')).stdout).toBe('L3: provisioned\n');
    const csv = (await muster('asset', 'custody', 'L3', '--csv')).stdout.split('\n');
    expect(csv[0]).toBe(
      'from,until,custodian,site,location,kind,actor,approver,dueOn,acceptedAt,reason',
    );
    expect(csv[2]).toMatch(/,Bo,NYC,,check-out,api-key,,2027-01-31,\d{4}-/);
    const today = new Date().toISOString().slice(0, 10);
    const on = await muster('asset', 'custody', 'L3', '--on', today, '--json');
    expect(JSON.parse(on.stdout.split('\n')[1] ?? '')).toMatchObject({ custodian: 'Bo' });
    expect((await muster('asset', 'custody', 'L3', '--on', 'monday')).code).toBe(2);
    const due = ['due', 'L3', 'battery', '--due', '2026-01-01', '--reason', 'new cell'];
    expect((await muster('asset', ...due)).stdout).toBe('battery: due 2026-01-01\n');
    expect((await muster('findings', '--kind', 'outdated')).stdout).toContain('CDX5NY3');
  });
});

describe('the lifecycle on the command line', () => {
  it('is shown, edited and set', async () => {
    const shown = await muster('lifecycle', 'show');
    const path = await file('lifecycle.json', shown.stdout);
    const set = ['lifecycle', 'set', path, '--reason', 'as it was'];
    expect(await muster(...set)).toMatchObject({ code: 0, stdout: `${path} is in force\n` });
    expect((await muster('lifecycle', 'show')).stdout).toBe(shown.stdout);
    const broken = ['lifecycle', 'set', await file('x.json', '{"steps":[]}'), '--reason', 'x'];
    expect(await muster(...broken)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('lifecycle: '),
    });
  });
});

describe('tags on the command line', () => {
  it('are reserved, printed before there is an asset, and given to one', async () => {
    expect((await muster('tags', 'next')).stderr).toContain("muster tags scheme '[SITE]");
    expect((await muster('tags', 'scheme')).stdout).toContain('no scheme yet');
    const template = '[SITE]-[TYPE]-[SEQ:3]';
    const set = ['tags', 'scheme', template, '--type', 'laptop=LT', '--reason', 'as decided'];
    expect((await muster(...set)).stdout).toBe(`${template}  (laptop=LT)\n`);
    const next = await muster('tags', 'next', '--site', 'nyc', '--type', 'LT', '--count', '2');
    expect(next.stdout).toBe('NYC-LT-001\nNYC-LT-002\n');
    const out = join(dir, 'labels.pdf');
    const labels = ['label', '--tag', 'NYC-LT-001', 'NYC-LT-002', '--out', out];
    expect((await muster(...labels)).stdout).toContain('2 labels');
    const none = await muster('label', '--tag', 'NYC-LT-003', '--out', out);
    expect(none.stderr).toContain('it was not reserved');
    const rows = [{ line: 2, serial: 'CDX5NY8' }];
    await bench.ask('/api/v1/imports?apply=true', { body: { rows } });
    const [asset] = (await muster('assets', 'CDX5NY8', '--json')).stdout.split('\n');
    const id = field(JSON.parse(asset ?? ''), 'id');
    expect((await muster('asset', 'tag', id, '--tag', 'NYC-LT-002')).stdout).toBe(
      `${id}: NYC-LT-002\n`,
    );
    expect((await muster('tags', 'list', '--unused')).stdout).toContain('NYC-LT-001');
    const list = await muster('tags', 'list', '--csv');
    expect(list.stdout).toMatch(new RegExp(`NYC-LT-002,.*,api-key,${id}\n`));
    expect((await muster('tags', 'scheme')).stdout).toContain('  NYC-LT-# is at 2\n');
  });
});

describe('a stocktake on the command line', () => {
  it('judges what scanners type, files and single codes, and closes with a missing list', async () => {
    const rows = ['A', 'B', 'C'].map((tag, at) => ({
      line: at + 2,
      tag: `ROOM-${tag}`,
      site: 'ROOM',
    }));
    await bench.ask('/api/v1/imports?apply=true', { body: { rows } });
    const started = await muster('stocktake', 'start', '--site', 'ROOM');
    expect(started.stdout).toContain('3 asset records are expected at ROOM');
    const typed = await run(['stocktake', 'scan', 'stocktake-1'], {
      env,
      input: 'ROOM-A\r\n\nNOBODY,SER1\n',
    });
    expect(typed.stdout.split('\n')).toEqual([
      expect.stringMatching(/^found +ROOM-A {2}It is where/),
      expect.stringMatching(/^unknown +NOBODY {2}No asset record/),
      '',
    ]);
    const path = await file('scans.txt', 'ROOM-B;;Shelf 2\nL1\n');
    const filed = await muster('stocktake', 'scan', 'stocktake-1', '--file', path, '--json');
    expect(
      filed.stdout
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { verdict: 'found', location: 'Shelf 2' },
      { verdict: 'retired', tag: 'L1' },
    ]);
    const closed = await muster('stocktake', 'close', 'stocktake-1');
    expect(closed.stdout).toContain('expected 3, missing 1');
    const missing = await muster('stocktake', 'show', 'stocktake-1', '--what', 'missing', '--csv');
    expect(missing.stdout).toMatch(/^id,tag,.*\nasset-\d+,ROOM-C,/);
    const scans = ['stocktake', 'show', 'stocktake-1', '--what', 'scans', '--verdict', 'unknown'];
    expect((await muster(...scans, '--csv')).stdout).toMatch(/\nunknown,NOBODY,,,SER1,/);
    expect((await muster('stocktake', '--csv')).stdout).toMatch(
      /stocktake-1,ROOM,.*,3,1,2,0,0,1,1\n/,
    );
    expect((await muster('stocktake', 'scan', 'stocktake-1', 'X')).code).toBe(1);
  });
});
