/**
 * The SSH driver against Debian's own sshd: password, key, agent, jump host, changed host key, and
 * this very machine inventoried without an agent. For the password sshd sees a shadow file of the
 * test's own, in a mount namespace of its own: no account of the machine is touched.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { openHostKeyFile } from '@muster/collector/ssh/driver/host-key-file';
import { probeSsh, type SshProbeOptions } from '@muster/collector/ssh/probe';
import type { SshTarget } from '@muster/collector/target';
import type { Sighting } from '@muster/facts/observation';
import { parseObservation } from '@muster/facts/observation-schema';
import { formatProblems } from '@muster/facts/problems';
import { Secret } from '@muster/uplink/secret';
import { afterEach, describe, expect, it } from 'vitest';
import { findProgram, isMissing } from './required.ts';

interface Sshd {
  readonly port: number;
  readonly userKey: string;
  readonly fingerprint: string;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'muster-sshd-'));
  closers.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function makeKey(path: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  return path;
}

interface SshdOptions {
  readonly port?: number;
  readonly lines?: string[];
  /** Lets the user in with it. */
  readonly password?: string;
}

async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const at = folder();
  const port = options.port ?? (await freePort());
  const host = makeKey(join(at, 'host'));
  const user = makeKey(join(at, 'user'));
  // Started as root it wants its system's folder, which the package makes at boot only.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const config = join(at, 'sshd_config');
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${host}`,
      `AuthorizedKeysFile ${user}.pub`,
      `PidFile ${join(at, 'sshd.pid')}`,
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      `PasswordAuthentication ${options.password === undefined ? 'no' : 'yes'}`,
      'KbdInteractiveAuthentication no',
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  );
  const sshd = [findProgram('sshd') ?? 'sshd', '-D', '-f', config];
  const [program = '', ...args] =
    options.password === undefined ? sshd : withShadow(at, options.password, sshd);
  const child = spawn(program, args, { stdio: 'ignore' });
  closers.push(() => end(child));
  await answering(port, child);
  const printed = execFileSync('ssh-keygen', ['-lf', `${host}.pub`], { encoding: 'utf8' });
  return { port, userKey: readFileSync(user, 'utf8'), fingerprint: printed.split(' ')[1] ?? '' };
}

/** The command, with a shadow file that has this password for this user; nobody else sees it. */
function withShadow(at: string, password: string, command: readonly string[]): readonly string[] {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], {
    input: password,
    encoding: 'utf8',
  });
  const shadow = join(at, 'shadow');
  writeFileSync(shadow, `${userInfo().username}:${hash.trim()}:19000:0:99999:7:::\n`, {
    mode: 0o600,
  });
  const mounted = 'mount --bind "$0" /etc/shadow && exec "$@"';
  return ['unshare', '--mount', 'sh', '-c', mounted, shadow, ...command];
}

/** Only root may have a mount namespace without further ado. */
const mayMount = userInfo().uid === 0;

/** An agent that holds this key; the path of its socket. */
async function startAgent(userKey: string): Promise<string> {
  const at = folder();
  const socket = join(at, 'agent.sock');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  closers.push(() => end(child));
  await once(child.stdout, 'data');
  const key = join(at, 'key');
  writeFileSync(key, userKey, { mode: 0o600 });
  execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return socket;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Resolves when sshd listens: it tells nobody. */
async function answering(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing listens on port ${port}`);
}

function probe(
  { port, userKey }: Pick<Sshd, 'port' | 'userKey'>,
  target: Partial<SshTarget> = {},
  options: Partial<SshProbeOptions> = {},
) {
  return probeSsh(
    {
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      platform: 'linux',
      privateKey: new Secret(userKey),
      ...target,
    },
    { now: () => new Date(), signal: new AbortController().signal, ...options },
  );
}

const IDENTITY = [
  'hostname',
  'machineId',
  'serial',
  'uuid',
  'boardSerial',
  'chassisSerial',
  'assetTag',
  'vendor',
  'model',
] as const;

/** What the agent observes of the same host, as it would report it. */
async function readAgent(): Promise<Sighting> {
  const program = join(import.meta.dirname, '../../agent/bin/muster-agent.js');
  const printed = execFileSync(process.execPath, [program, 'inventory', '--json'], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  const parsed = parseObservation(JSON.parse(printed));
  if (parsed.kind === 'refused') throw new Error(formatProblems(parsed.problems));
  return parsed.value;
}

describe.skipIf(isMissing('sshd'))('against sshd', () => {
  it('inventories this host without an agent, as the agent does', async () => {
    const sshd = await startSshd();
    const outcome = await probe(sshd);
    if (outcome.kind !== 'observed') throw new Error(`${outcome.kind}: ${outcome.reason}`);
    const [seen] = outcome.sightings;
    const told = await readAgent();
    expect(seen).toMatchObject({ source: 'ssh', profile: 'linux' });
    for (const fact of IDENTITY) expect(seen?.device[fact], fact).toBe(told.device[fact]);
    expect(seen?.class).toBe(told.class);
    expect(seen?.os).toMatchObject({ name: told.os?.name, kernel: told.os?.kernel });
    expect(seen?.interfaces?.map(({ mac }) => mac)).toEqual(
      expect.arrayContaining((told.interfaces ?? []).flatMap(({ mac }) => mac ?? [])),
    );
    const serials = (one: Sighting | undefined, kind: string) =>
      one?.components?.flatMap((part) => (part.kind === kind ? (part.serial ?? []) : []));
    for (const kind of ['disk', 'memory']) {
      expect(serials(seen, kind), kind).toEqual(serials(told, kind));
    }
  });

  it('is found out to be Linux by its identification and one command', async () => {
    const outcome = await probe(await startSshd(), { platform: 'auto' });
    expect(outcome).toMatchObject({ kind: 'observed', sightings: [{ profile: 'linux' }] });
  });

  it('pins the host key in known_hosts format, and refuses another one', async () => {
    const known = join(folder(), 'known_hosts');
    const first = await startSshd();
    const hostKeys = await openHostKeyFile(known);
    expect((await probe(first, {}, { hostKeys })).kind).toBe('observed');
    const found = execFileSync(
      'ssh-keygen',
      ['-F', `[127.0.0.1]:${first.port}`, '-l', '-f', known],
      {
        encoding: 'utf8',
      },
    );
    expect(found).toContain(first.fingerprint);
    await closers.splice(closers.length - 1)[0]?.();
    const second = await startSshd({ port: first.port });
    const reopened = await openHostKeyFile(known);
    expect(await probe(second, {}, { hostKeys: reopened })).toMatchObject({
      kind: 'refused',
      cause: 'host-key-changed',
      pinned: [first.fingerprint],
      offered: second.fingerprint,
    });
  });

  it.skipIf(isMissing('unshare', 'openssl') || !mayMount)(
    'is let in with a password, once tried',
    async () => {
      const sshd = await startSshd({ password: 'muster-lab' });
      const byPassword = (password: string) =>
        probeSsh(
          {
            host: '127.0.0.1',
            port: sshd.port,
            user: userInfo().username,
            platform: 'linux',
            password: new Secret(password),
          },
          { now: () => new Date(), signal: new AbortController().signal },
        );
      expect(await byPassword('muster-lab')).toMatchObject({
        kind: 'observed',
        sightings: [{ profile: 'linux' }],
      });
      expect(await byPassword('wrong')).toMatchObject({
        kind: 'refused',
        reason: expect.stringMatching(/tried none, password; /),
      });
    },
  );

  it('is let in by a key that only an agent has', async () => {
    const sshd = await startSshd();
    const agentSocket = await startAgent(sshd.userKey);
    const outcome = await probeSsh(
      {
        host: '127.0.0.1',
        port: sshd.port,
        user: userInfo().username,
        platform: 'linux',
        agentSocket,
      },
      { now: () => new Date(), signal: new AbortController().signal },
    );
    expect(outcome.kind).toBe('observed');
  });

  it('is let in by a key with a passphrase', async () => {
    const sshd = await startSshd();
    const key = join(folder(), 'locked');
    writeFileSync(key, sshd.userKey, { mode: 0o600 });
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', key]);
    const locked = { ...sshd, userKey: readFileSync(key, 'utf8') };
    const outcome = await probe(locked, { passphrase: new Secret('open sesame') });
    expect(outcome.kind).toBe('observed');
    expect((await probe(locked, { passphrase: new Secret('no') })).kind).not.toBe('observed');
  });

  it('goes through a jump host', async () => {
    const jump = await startSshd({ lines: ['AllowTcpForwarding yes'] });
    const behind = await startSshd();
    const jumps = [
      {
        host: '127.0.0.1',
        port: jump.port,
        user: userInfo().username,
        privateKey: new Secret(jump.userKey),
      },
    ];
    expect((await probe(behind, { jumps })).kind).toBe('observed');
  });

  it('says why it was not let in', async () => {
    const sshd = await startSshd();
    const stranger = readFileSync(makeKey(join(folder(), 'stranger')), 'utf8');
    expect(await probe({ ...sshd, userKey: stranger })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/login refused .* the device takes publickey/),
    });
    const old = await startSshd({ lines: ['KexAlgorithms diffie-hellman-group14-sha1'] });
    expect(await probe(old)).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringMatching(/legacy/),
    });
    expect((await probe(old, { legacy: true })).kind).toBe('observed');
  });
});
