/** Hosts over a real SSH connection: found out by one command, read by another. */
import { linuxLikeExec } from '@muster/lab/ssh/linux-like';
import { type SshServer, startSshServer } from '@muster/lab/ssh/server';
import { Secret } from '@muster/uplink/secret';
import { afterEach, expect, it } from 'vitest';
import { ESXI_SCRIPT } from './hosts/esxi.ts';
import { WINDOWS_SCRIPT } from './hosts/windows.ts';
import { probeSsh, type SshOutcome } from './probe.ts';

const started: SshServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

type Exec = NonNullable<Parameters<typeof startSshServer>[0]['exec']>;

async function probe(identification: string, exec: Exec, platform = 'auto'): Promise<SshOutcome> {
  const server = await startSshServer({ user: 'muster', password: 'lab', identification, exec });
  started.push(server);
  return probeSsh(
    {
      host: '127.0.0.1',
      port: server.port,
      user: 'muster',
      password: new Secret('lab'),
      platform,
    },
    { now: () => new Date(0), signal: AbortSignal.timeout(20_000) },
  );
}

it('a Linux host is found out and read in two round trips', async () => {
  const outcome = await probe('OpenSSH_9.2p1 Debian-2+deb12u3', linuxLikeExec());
  if (outcome.kind !== 'observed') throw new Error(outcome.reason);
  expect(outcome.load?.requests).toBe(2);
  expect(outcome.sightings).toMatchObject([
    { profile: 'linux', class: 'server', device: { serial: 'LABSRV0001', model: 'Bench 100' } },
  ]);
  expect(outcome.sightings[0]?.key).toMatch(/^ssh:SHA256:.+#LABSRV0001$/);
});

it('a Linux host without root is known by its machine id, and says what it refused', async () => {
  const exec = linuxLikeExec({ isRoot: false });
  const outcome = await probe('OpenSSH_9.2p1 Debian-2+deb12u3', exec, 'linux');
  if (outcome.kind !== 'observed') throw new Error(outcome.reason);
  expect(outcome.sightings[0]?.key).toMatch(/#0123456789abcdef0123456789abcdef$/);
  expect(outcome.sightings[0]?.unread).toContainEqual({
    what: '/sys/class/dmi/id/product_serial',
    why: 'permission',
    hint: 'this file can be read by root only',
  });
});

it('a Windows host is found out by its server', async () => {
  const reply = {
    muster: '1',
    product: { Vendor: 'Muster Works', Name: 'Bench 100' },
    bios: { SerialNumber: 'LABWIN0007' },
    os: { Caption: 'Microsoft Windows Server 2025 Standard', Version: '10.0.26100' },
  };
  const outcome = await probe('OpenSSH_for_Windows_9.5', (command) => {
    if (command === 'cmd /c ver') {
      return { output: '\r\nMicrosoft Windows [Version 10.0.26100.1]\r\n' };
    }
    return command === WINDOWS_SCRIPT ? { output: `${JSON.stringify(reply)}\r\n` } : undefined;
  });
  if (outcome.kind !== 'observed') throw new Error(outcome.reason);
  expect(outcome.sightings).toMatchObject([
    { profile: 'windows', device: { serial: 'LABWIN0007' }, os: { version: '10.0.26100' } },
  ]);
});

it('a guest of an ESXi host is a sighting through it', async () => {
  const output = [
    '##muster version',
    '   Product: VMware ESXi',
    '##muster platform',
    '   Serial Number: LABESX7',
    '##muster guests',
    'web-1',
    '   UUID: 56 4d 8c 6c 5f 7a 8d 4e-9b 3a 4c 5d 6e 7f 80 91',
    '##muster end',
    '',
  ].join('\n');
  const exec: Exec = (command) => (command === ESXI_SCRIPT ? { output } : undefined);
  const outcome = await probe('OpenSSH_9.8', exec, 'esxi');
  if (outcome.kind !== 'observed') throw new Error(outcome.reason);
  const [host, guest] = outcome.sightings;
  expect(host).toMatchObject({ class: 'server', device: { serial: 'LABESX7' } });
  expect(guest).toMatchObject({ class: 'vm', place: { via: { key: host?.key } } });
});
