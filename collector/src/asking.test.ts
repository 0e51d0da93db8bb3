/** One question to one device, with the real SNMP reader. */
import { Secret } from '@muster/uplink/secret';
import { expect, it } from 'vitest';
import { startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { askDevice } from './asking.ts';
import { CredentialGuard } from './credential-guard.ts';
import { troubleText } from './probe.ts';
import { probeSnmp } from './snmp/probe.ts';
import type { SnmpCredentials } from './target.ts';

const key = new Secret('twelve-letters');
const user: SnmpCredentials = {
  kind: 'user',
  user: 'core',
  auth: { protocol: 'sha256', key },
  priv: { protocol: 'aes192', key },
};
const community: SnmpCredentials = {
  kind: 'community',
  version: '2c',
  community: new Secret('public'),
};

it.each([
  ['alone', [user], /^not supported: AES-192 privacy/],
  ['before a community met by silence', [user, community], /^timeout: .*; not supported: AES-192/],
])('says that AES-192 is not supported where it is %s', async (_, sets, why) => {
  const device = await startSnmpDevice({
    communities: { public: '' },
    misbehavior: { silentAfter: 0 },
  });
  const answer = await askDevice(
    {
      kind: 'snmp',
      id: 'one',
      everyMs: 3_600_000,
      timeoutMs: 10_000,
      isExpected: true,
      quiet: [],
      targets: sets.map((credentials) => ({
        host: '127.0.0.1',
        port: device.port,
        credentials,
        timeoutMs: 20,
        retries: 0,
      })),
    },
    { hasAnswered: false },
    {
      probes: {
        snmp: probeSnmp,
        ssh: () => Promise.reject(new Error('not configured')),
        redfish: () => Promise.reject(new Error('not configured')),
      },
      guard: new CredentialGuard({ tries: 4, windowMs: 60_000 }, Date.now),
      now: () => new Date(),
      signal: new AbortController().signal,
    },
  );
  await device.close();
  if (answer.kind !== 'asked' || answer.outcome.kind === 'observed') throw new Error('let in');
  expect(troubleText(answer.outcome)).toMatch(why);
});
