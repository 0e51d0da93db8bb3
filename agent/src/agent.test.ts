/** The agent as real processes against a stand-in for the reconciler, over real sockets. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { StandIn } from '@muster/uplink/testing/stand-in';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const BIN = join(import.meta.dirname, '../bin/muster-agent.js');

let folder: string;
let standIn: StandIn;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-agent-'));
  await writeFile(join(folder, 'token'), 'letmein\n');
  standIn = await new StandIn({ tokens: ['letmein'] }).start();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await standIn.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

const agent = (...args: string[]) => start(...args).ended;
const uplink = () => [
  '--url',
  standIn.url,
  '--token-file',
  join(folder, 'token'),
  '--data',
  join(folder, 'data'),
];

describe('muster-agent', () => {
  it('prints one observation as JSON and nothing else', async () => {
    const { code, out, err } = await agent('inventory', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toHaveLength(2);
    expect(JSON.parse(out)).toMatchObject({ schema: 'muster.observation/1', source: 'agent' });
  });

  it('enrols once, sends the whole first and a touch when nothing changed', async () => {
    const first = await agent('once', ...uplink());
    expect(first).toMatchObject({ code: 0 });
    expect(standIn.observations).toHaveLength(1);
    expect(await agent('once', ...uplink())).toMatchObject({ code: 0 });
    expect(standIn.enrolCalls).toBe(1);
    expect(standIn.observations).toHaveLength(1);
    expect(standIn.touches).toHaveLength(1);
    const status = await agent('status', '--json', '--data', join(folder, 'data'));
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      installId: standIn.observations[0]?.key,
      observerId: standIn.observations[0]?.observer.id,
      spooledBatches: 0,
    });
    expect(standIn.complaints).toEqual([]);
  });

  it('keeps what it saw when nobody answers, says so, and sends it next time', async () => {
    await agent('enroll', ...uplink());
    await standIn.stop();
    const offline = await agent('once', ...uplink());
    expect(offline.code).toBe(1);
    expect(offline.err).toContain('kept in the spool');
    await standIn.start();
    expect(await agent('once', ...uplink())).toMatchObject({ code: 0 });
    expect(standIn.taken.length).toBeGreaterThanOrEqual(2);
  });

  it('says why it is not let in', async () => {
    await writeFile(join(folder, 'token'), 'wrong\n');
    const { code, err } = await agent('enroll', ...uplink());
    expect(code).toBe(1);
    expect(err).toContain('not enrolled');
  });

  it('reports at once as a daemon, again when asked, and ends in order', async () => {
    const { child, ended } = start('run', ...uplink());
    await vi.waitFor(() => expect(standIn.observations).toHaveLength(1), 15_000);
    standIn.say({ kind: 'report', reason: 'a person asked' });
    await vi.waitFor(() => expect(standIn.touches).toHaveLength(1), 15_000);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    const state = JSON.parse(await readFile(join(folder, 'data/state.json'), 'utf8'));
    expect(state.spooledBatches).toBe(0);
  });

  it.skipIf(process.platform === 'win32')(
    'gives way as a daemon to all that people wait for',
    async () => {
      const { child } = start('run', ...uplink());
      await vi.waitFor(() => expect(standIn.observations).toHaveLength(1), 15_000);
      expect(getPriority(child.pid)).toBe(10);
    },
  );

  it('refuses to run twice on one data folder, and leaves the first alone', async () => {
    start('run', ...uplink());
    await vi.waitFor(() => expect(standIn.observations).toHaveLength(1), 15_000);
    const second = await agent('run', ...uplink());
    expect(second.code).toBe(2);
    expect(second.err).toContain('is in use by process');
    standIn.say({ kind: 'report', reason: 'is the first still there?' });
    await vi.waitFor(() => expect(standIn.touches).toHaveLength(1), 15_000);
  });

  it.skipIf(process.platform === 'win32')(
    'leaves nothing in its data folder that others may read',
    async () => {
      await agent('once', ...uplink());
      const data = join(folder, 'data');
      const names = ['.', ...(await readdir(data, { recursive: true }))];
      expect(names).toContain('identity.json');
      const open = [];
      // Who holds the folder is no secret, and the folder itself is closed.
      for (const name of names.filter((each) => !each.startsWith('lock.')))
        if (((await stat(join(data, name))).mode & 0o077) !== 0) open.push(name);
      expect(open).toEqual([]);
    },
  );

  it('looks on when its state cannot be written', async () => {
    await mkdir(join(folder, 'data/state.json'), { recursive: true });
    start('run', ...uplink());
    await vi.waitFor(() => expect(standIn.observations).toHaveLength(1), 15_000);
    standIn.say({ kind: 'report', reason: 'again' });
    await vi.waitFor(() => expect(standIn.touches).toHaveLength(1), 15_000);
  });

  it('goes by settings that change while it runs, from its next look on', async () => {
    const config = join(folder, 'agent.yaml');
    const write = (url: string) =>
      writeFile(config, `reconciler: ${url}\ntokenFile: token\ndata: data\n`);
    await write(standIn.url);
    const { child, ended } = start('run', '--config', config);
    await vi.waitFor(() => expect(standIn.observations).toHaveLength(1), 15_000);
    const other = await new StandIn({ tokens: ['next'] }).start();
    try {
      await writeFile(join(folder, 'token'), 'next\n');
      await write('http://192.0.2.1');
      standIn.say({ kind: 'report', reason: 'its settings cannot work: it stays with the old' });
      await vi.waitFor(() => expect(standIn.touches).toHaveLength(1), 15_000);
      await write(other.url);
      standIn.say({ kind: 'report', reason: 'now they can' });
      await vi.waitFor(() => expect(other.observations).toHaveLength(1), 15_000);
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
    } finally {
      await other.stop();
    }
  });

  it.each(['--help', 'install --help', 'once --help'])('explains itself: %s', async (line) => {
    const { code, out, err } = await agent(...line.split(' '));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^usage: muster-agent /);
  });

  it('is installed with a token from a file, which no list of processes shows', async () => {
    const root = join(folder, 'root');
    const given = ['--url', 'https://a.example', '--token-file', join(folder, 'token')];
    expect(await agent('install', '--root', root, ...given)).toMatchObject({ code: 0, err: '' });
    expect(await readFile(join(root, 'etc/muster/enrolment-token'), 'utf8')).toBe('letmein\n');
    const config = await readFile(join(root, 'etc/muster/agent.yaml'), 'utf8');
    expect(config).toContain('tokenFile: /etc/muster/enrolment-token\n');
  });

  it.each([
    ['no command', [], 'usage: muster-agent'],
    ['a command that is none', ['inventorize'], 'there is no command "inventorize"'],
    ['an option that is none', ['once', '--sever', 'x'], "Unknown option '--sever'"],
    [
      'a token file that is not there',
      ['install', '--root', '/r', '--token-file', '/no/t'],
      '/no/t',
    ],
    ['an address that cannot work', ['enroll', '--url', 'http://192.0.2.1'], 'reconciler'],
  ])('refuses %s with exit 2', async (_, args, said) => {
    const { code, err } = await agent(...args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('refuses an unknown key of the configuration and names its place', async () => {
    await writeFile(join(folder, 'agent.yaml'), 'site: HQ\ntls:\n  certifcate: x.pem\n');
    const { code, err } = await agent('once', '--config', 'agent.yaml');
    expect(code).toBe(2);
    expect(err).toContain('agent.yaml:3:3: /tls/certifcate: is not a known key');
  });
});
