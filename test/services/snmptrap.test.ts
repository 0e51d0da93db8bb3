/** Hearing what Debian's snmptrap and snmpinform (package snmp) send. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenTraps, type TrapListener } from '../../collector/src/snmp/traps/listen.ts';
import type { SnmpCredentials } from '../../collector/src/target.ts';
import { type SnmpDevice, startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { findProgram, isMissing } from './required.ts';

const run = promisify(execFile);
const AUTH = 'lab-auth-passphrase';
const PRIV = 'lab-priv-passphrase';
const ENGINE = '0x8000b983050102030405';
const community: SnmpCredentials = {
  kind: 'community',
  version: '2c',
  community: new Secret('public'),
};
const user: SnmpCredentials = {
  kind: 'user',
  user: 'ear',
  auth: { protocol: 'sha256', key: new Secret(AUTH) },
  priv: { protocol: 'aes', key: new Secret(PRIV) },
};
const rows = [
  '1.3.6.1.2.1.1.3.0|67|4711',
  '1.3.6.1.2.1.31.1.1.1.1.5|4|Gi0/5',
  '1.3.6.1.2.1.17.1.4.1.2.5|2|5',
  '1.3.6.1.2.1.17.7.1.2.2.1.2.20.0.27.33.170.187.204|2|5',
].join('\n');
const visited: Sighting = {
  source: 'snmp',
  profile: 'test',
  observedAt: '2026-01-01T00:00:00.000Z',
  presence: 'seen',
  key: 'snmp:lab#0',
  device: {},
  interfaces: [{ name: 'Gi0/5', index: 5 }],
};

let device: SnmpDevice | undefined;
let ear: TrapListener | undefined;
let port = 0;
const told: Sighting[] = [];
let onTold = () => {};

const v3 = [
  '-v3',
  '-u',
  'ear',
  '-l',
  'authPriv',
  '-a',
  'SHA-256',
  '-A',
  AUTH,
  '-x',
  'AES',
  '-X',
  PRIV,
];
const CISCO = '1.3.6.1.4.1.9.9.215.2.0.1';
const message = ['1.3.6.1.4.1.9.9.215.1.1.8.1.2.1', 'x', '010014001b21aabbcc000500'];
const linkUp = ['1.3.6.1.2.1.2.2.1.1.5', 'i', '5'];

describe.skipIf(isMissing('snmptrap') || isMissing('snmpinform'))('snmptrap', () => {
  beforeAll(async () => {
    device = await startSnmpDevice({ communities: { public: rows } });
    const target = { host: '127.0.0.1', port: device.port, credentials: community };
    ear = listenTraps(
      { address: '127.0.0.1', port: 0, credentials: [community, user], engineId: ENGINE.slice(2) },
      (sightings) => {
        told.push(...sightings);
        onTold();
      },
      {
        now: () => new Date(),
        signal: new AbortController().signal,
        logger: pino({ level: 'silent' }),
        hosts: new Map([['switch', '127.0.0.1']]),
        targetOf: () => target,
        askNow: () => {},
        mayAsk: () => true,
        uplinksOf: () => new Set(),
        turnOf: () => undefined,
      },
    );
    ear.visited('switch', [visited]);
    port = (await ear.listening()) ?? 0;
  });

  afterAll(async () => {
    await ear?.close();
    await device?.close();
  });

  it.each([
    [
      'a trap of SNMPv1',
      'snmptrap',
      ['-v1', '-c', 'public'],
      ['1.3.6.1.4.1.9.1.1', '127.0.0.1', '3', '0', '1', ...linkUp],
    ],
    ['a trap of SNMPv2c', 'snmptrap', ['-v2c', '-c', 'public'], ['1', CISCO, ...message]],
    ['an inform of SNMPv2c', 'snmpinform', ['-v2c', '-c', 'public'], ['1', CISCO, ...message]],
    ['a trap of SNMPv3', 'snmptrap', [...v3, '-e', '0x80001f88046c6162'], ['1', CISCO, ...message]],
    ['an inform of SNMPv3', 'snmpinform', v3, ['1', CISCO, ...message]],
  ])('is heard: %s', async (_, program, credentials, notification) => {
    told.length = 0;
    const heard = new Promise<void>((resolve) => {
      onTold = resolve;
    });
    const at = [`udp:127.0.0.1:${port}`];
    // An inform that is not acknowledged ends with an error.
    await run(
      findProgram(program) ?? program,
      ['-t', '2', '-r', '0', ...credentials, ...at, ...notification],
      {
        env: { ...process.env, MIBS: '' },
      },
    );
    await heard;
    expect(told.map(({ key }) => key)).toEqual(['snmp:lab#0', 'mac:00:1b:21:aa:bb:cc']);
    expect(told[1]?.place?.via).toEqual({ key: 'snmp:lab#0', port: 'Gi0/5' });
  });

  it('does not acknowledge an inform with a wrong key', async () => {
    const wrong = v3.map((each) => (each === AUTH ? 'another-passphrase' : each));
    const args = ['-t', '1', '-r', '0', ...wrong, `udp:127.0.0.1:${port}`, '1', CISCO, ...message];
    await expect(
      run(findProgram('snmpinform') ?? 'snmpinform', args, { env: { ...process.env, MIBS: '' } }),
    ).rejects.toThrow();
  });
});
