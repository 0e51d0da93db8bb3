/**
 * The SNMP reader against Debian's snmpd (package snmpd): SNMPv1, v2c, and v3 from noAuthNoPriv to
 * SHA-256 with AES.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '@muster/uplink/secret';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../../collector/src/probe.ts';
import { probeSnmp } from '../../collector/src/snmp/probe.ts';
import { type SweepFound, sweep } from '../../collector/src/snmp/sweep.ts';
import type { SnmpCredentials } from '../../collector/src/target.ts';
import { findProgram, isMissing } from './required.ts';

const AUTH = 'lab-auth-passphrase';
const PRIV = 'lab-priv-passphrase';
/** Protocols as Muster and as snmpd call them. */
const AUTHS = [
  ['md5', 'MD5'],
  ['sha', 'SHA'],
  ['sha224', 'SHA-224'],
  ['sha256', 'SHA-256'],
  ['sha384', 'SHA-384'],
] as const;
const PRIVS = [
  ['aes', 'AES'],
  ['aes256b', 'AES-256'],
  ['aes256r', 'AES-256-C'],
] as const;
let daemon: ChildProcess | undefined;
let folder = '';
let port = 0;

describe.skipIf(isMissing('snmpd'))('snmpd', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-snmpd-'));
    port = await freePort();
    const config = join(folder, 'snmpd.conf');
    await writeFile(
      config,
      [
        `agentAddress udp:127.0.0.1:${port}`,
        'rocommunity lab 127.0.0.1',
        'sysLocation Lab, shelf 3',
        'sysName muster-snmpd',
        `createUser sha256aes SHA-256 "${AUTH}" AES "${PRIV}"`,
        `createUser sha512 SHA-512 "${AUTH}"`,
        ...AUTHS.map(([name, words]) => `createUser auth-${name} ${words} "${AUTH}"`),
        ...PRIVS.map(
          ([name, words]) => `createUser priv-${name} SHA-256 "${AUTH}" ${words} "${PRIV}"`,
        ),
        ...AUTHS.map(([name]) => `rouser auth-${name} auth`),
        ...PRIVS.map(([name]) => `rouser priv-${name} priv`),
        'createUser nobody',
        'rouser sha256aes priv',
        'rouser sha512 auth',
        'rouser nobody noauth',
        '',
      ].join('\n'),
    );
    daemon = spawn(
      findProgram('snmpd') ?? 'snmpd',
      ['-f', '-Lf', join(folder, 'log'), '-C', '-c', config],
      {
        env: { SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder, MIBS: '' },
        stdio: 'ignore',
      },
    );
    // Until it listens, its port is closed or silent: the probe's own patience is the wait.
    for (let tries = 0; tries < 50; tries++) {
      if ((await probe(community('lab'))).kind === 'observed') return;
      await delay(100);
    }
    throw new Error('snmpd does not answer');
  });

  afterAll(async () => {
    if (daemon?.exitCode === null) {
      daemon.kill();
      await once(daemon, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  it.each<[string, SnmpCredentials]>([
    ['v1', community('lab', '1')],
    ['v2c', community('lab')],
    ['v3 without authentication', { kind: 'user', user: 'nobody' }],
    [
      'v3 with SHA-512',
      { kind: 'user', user: 'sha512', auth: { protocol: 'sha512', key: new Secret(AUTH) } },
    ],
    ['v3 with SHA-256 and AES', sha256aes(PRIV)],
  ])('is read by %s', async (_, credentials) => {
    const outcome = await probe(credentials);
    expect(outcome).toMatchObject({ kind: 'observed' });
    if (outcome.kind !== 'observed') return;
    const [device] = outcome.sightings;
    expect(device).toMatchObject({
      source: 'snmp',
      profile: 'linux',
      device: { hostname: 'muster-snmpd' },
      place: { location: 'Lab, shelf 3' },
    });
    expect(device?.device.engineId).toMatch(/^80001f88/);
    expect(device?.interfaces?.some(({ name }) => name === 'lo')).toBe(true);
    expect(device?.extensions?.snmp).toMatchObject({
      sysDescr: expect.stringContaining(hostname()),
    });
    expect(outcome.load?.requests).toBeGreaterThan(0);
  });

  it.each(AUTHS)('lets a user with %s in', async (protocol) => {
    const auth = { protocol, key: new Secret(AUTH) };
    const outcome = await probe({ kind: 'user', user: `auth-${protocol}`, auth });
    expect(outcome.kind).toBe('observed');
  });

  it.each(PRIVS.flatMap(([named]) => PRIVS.map(([has]) => [named, has] as const)))(
    'asked with %s of a user with %s: AES-256 is found in either way, AES-128 in its own',
    async (named, has) => {
      const key = new Secret(PRIV);
      const outcome = await probe({
        kind: 'user',
        user: `priv-${has}`,
        auth: { protocol: 'sha256', key: new Secret(AUTH) },
        priv: { protocol: named, key },
      });
      const isSame = named === has || (named !== 'aes' && has !== 'aes');
      expect(outcome.kind === 'observed').toBe(isSame);
    },
  );

  it.each<[string, SnmpCredentials]>([
    [
      'a wrong authentication key',
      {
        kind: 'user',
        user: 'sha512',
        auth: { protocol: 'sha512', key: new Secret('not the passphrase') },
      },
    ],
    ['an unknown user', { kind: 'user', user: 'stranger' }],
  ])('refuses %s, and the reason says so', async (_, credentials) => {
    const outcome = await probe(credentials);
    expect(outcome.kind).toBe('refused');
  });

  it('is found by a sweep that only speaks SNMPv3, whatever its users', async () => {
    const found: SweepFound[] = [];
    await sweep({
      ranges: ['127.0.0.1'],
      port,
      sets: [
        { name: 'wrong', version: '2c', community: new Secret('other') },
        { name: 'users', version: '3' },
      ],
      settleMs: 500,
      signal: new AbortController().signal,
      onFound: (each) => found.push(each),
    });
    expect(found).toEqual([{ address: '127.0.0.1', credentials: 'users' }]);
  });

  it('is silent to a wrong community', async () => {
    expect((await probe(community('other'))).kind).toBe('timeout');
  });

  it('never sees a passphrase in the outcome', async () => {
    const outcome = JSON.stringify(await probe(sha256aes('wrong privacy passphrase')));
    expect(outcome).not.toContain('wrong privacy');
    expect(outcome).not.toContain(AUTH);
  });
});

function community(name: string, version: '1' | '2c' = '2c'): SnmpCredentials {
  return { kind: 'community', version, community: new Secret(name) };
}

function sha256aes(key: string): SnmpCredentials {
  return {
    kind: 'user',
    user: 'sha256aes',
    auth: { protocol: 'sha256', key: new Secret(AUTH) },
    priv: { protocol: 'aes', key: new Secret(key) },
  };
}

function probe(credentials: SnmpCredentials): Promise<ProbeOutcome> {
  return probeSnmp(
    { host: '127.0.0.1', port, credentials, timeoutMs: 300, retries: 1 },
    { now: () => new Date(), signal: AbortSignal.timeout(30_000) },
  );
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port: free } = socket.address();
  socket.close();
  return free;
}
