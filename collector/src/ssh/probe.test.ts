/** The whole reader against simulated devices on real sockets: let in, asked, logged out, or told why not. */
import { type CommandLineDevice, serveCommandLine } from '@muster/lab/ssh/command-line';
import { type SshDevice, type SshDeviceOptions, startSshDevice } from '@muster/lab/ssh/device';
import { iosLikeDevice } from '@muster/lab/ssh/ios-like';
import { makeUserKey, type SshServer, startSshServer } from '@muster/lab/ssh/server';
import { Secret } from '@muster/uplink/secret';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SshTarget } from '../target.ts';
import { hostKeysInMemory } from './driver/host-key-file.ts';
import type { ShellTimes } from './driver/shell.ts';
import { probeSsh, type SshOutcome, type SshProbeOptions } from './probe.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
/** Short enough for tests, long enough for a busy machine. */
const TIMES: ShellTimes = {
  settleMs: 60,
  echoSettleMs: 120,
  strangePromptMs: 400,
  silenceMs: 1500,
  commandMs: 8000,
  logoutMs: 500,
};

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

async function device(options: SshDeviceOptions = {}): Promise<SshDevice> {
  const running = await startSshDevice(options);
  started.push(running);
  return running;
}

function probe(
  port: number,
  target: Partial<SshTarget> = {},
  options: Partial<SshProbeOptions> = {},
): Promise<SshOutcome> {
  return probeSsh(
    {
      host: '127.0.0.1',
      port,
      user: 'muster',
      password: new Secret('lab'),
      platform: 'cisco-ios',
      ...target,
    },
    { now: () => NOW, signal: new AbortController().signal, times: TIMES, ...options },
  );
}

function single(habits: CommandLineDevice['habits'] = {}): CommandLineDevice {
  return { ...iosLikeDevice({ serials: ['FOC0MUSTER7'] }), habits };
}

function serials(outcome: SshOutcome): readonly (string | undefined)[] {
  if (outcome.kind !== 'observed') throw new Error(`${outcome.kind}: ${outcome.reason}`);
  return outcome.sightings.map((sighting) => sighting.device.serial);
}

describe('what is seen', () => {
  it('is a stack as a whole and each of its members', async () => {
    const { port, fingerprint } = await device();
    const outcome = await probe(port);
    expect(serials(outcome)).toEqual([undefined, 'FOC0MUSTER1', 'FOC0MUSTER2']);
    if (outcome.kind !== 'observed') return;
    const [stack, first] = outcome.sightings;
    expect(stack).toMatchObject({
      source: 'ssh',
      profile: 'cisco-ios',
      key: `ssh:127.0.0.1:${port}#stack`,
      class: 'stack',
      observedAt: '2026-11-21T12:00:00.000Z',
      device: { vendor: 'Cisco', hostname: 'lab-access-2' },
      os: { name: 'IOS', version: '16.12.11' },
    });
    expect(stack?.components?.filter(({ kind }) => kind === 'stack-member')).toHaveLength(2);
    expect(stack?.components?.filter(({ kind }) => kind === 'power-supply')).toHaveLength(2);
    expect(stack?.neighbors).toMatchObject([
      {
        protocol: 'lldp',
        localPort: 'Gi1/0/24',
        chassisId: '02:4d:75:00:00:01',
        systemName: 'lab-core-1',
        address: '192.0.2.1',
      },
      {
        protocol: 'cdp',
        localPort: 'GigabitEthernet1/0/3',
        portId: 'Port 1',
        systemName: 'lab-phone-1',
        platform: 'Muster Phone 7',
      },
    ]);
    expect(stack?.attachments).toContainEqual({
      mac: '02:4d:75:00:20:07',
      port: 'Gi2/0/7',
      vlan: 20,
      address: '198.51.100.7',
    });
    expect(first).toMatchObject({
      key: `ssh:${fingerprint}#FOC0MUSTER1`,
      class: 'switch',
      device: { model: 'WS-C3850-24T', baseMac: '02:4d:75:ab:00:00' },
      place: { via: { key: `ssh:127.0.0.1:${port}#stack`, port: '1' } },
    });
  });

  it('is one device where one stands alone, with the serial every command agrees on', async () => {
    const { port, fingerprint } = await device({ device: single() });
    const outcome = await probe(port);
    expect(serials(outcome)).toEqual(['FOC0MUSTER7']);
    if (outcome.kind !== 'observed') return;
    expect(outcome.sightings[0]?.key).toBe(`ssh:${fingerprint}#FOC0MUSTER7`);
    expect(outcome.sightings[0]?.candidates?.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(outcome.load?.bytesIn).toBeGreaterThan(1000);
  });

  it('is found out where the platform is not known', async () => {
    const { port } = await device({ device: single() });
    expect(serials(await probe(port, { platform: 'auto' }))).toEqual(['FOC0MUSTER7']);
  });
});

describe('odd command lines', () => {
  it.each<[string, Partial<CommandLineDevice>]>([
    ['that turn pages', { habits: {}, pageLines: 5 }],
    ['that wipe an odd pager', { habits: { pagerText: '<--- More --->' }, pageLines: 7 }],
    ['that do not echo', { habits: { noEcho: true } }],
    ['that paint their prompt', { habits: { colors: true } }],
    ['that want a key pressed first', { habits: { pressAnyKey: true } }],
    ['that write a few bytes at a time', { habits: { slowly: true } }],
    ['whose prompt counts', { prompt: ({ hostname, commands }) => `${hostname}.${commands}# ` }],
    [
      'whose banner ends like a prompt',
      { greeting: 'Property of the lab>\nlab-core#\nnot yet#\n' },
    ],
  ])('%s are read all the same', async (_, oddity) => {
    const outputs = single().outputs;
    const odd: CommandLineDevice = { ...single(), ...oddity, outputs };
    // A device that knows no "terminal length 0" keeps paging.
    const { port } = await device({ device: odd });
    expect(serials(await probe(port))).toEqual(['FOC0MUSTER7']);
  });

  it('asks for the login inside the shell', async () => {
    const login = { user: 'muster', password: 'lab' };
    const { port } = await device({ device: { ...single(), login }, methods: ['none'] });
    expect(serials(await probe(port))).toEqual(['FOC0MUSTER7']);
    const refused = await probe(port, { password: new Secret('wrong') });
    expect(refused).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/asked again/),
    });
  });

  it('enters the privileged mode where its password is given', async () => {
    const hidden = {
      ...single(),
      enablePassword: 'open',
      privileged: ['show inventory', 'show mac address-table'],
    };
    const { port } = await device({ device: hidden });
    const outcome = await probe(port, { enableSecret: new Secret('open') });
    if (outcome.kind !== 'observed') throw new Error(outcome.reason);
    expect(outcome.sightings[0]?.components).toHaveLength(1);
    const without = await probe(port);
    if (without.kind !== 'observed') throw new Error(without.reason);
    expect(without.sightings[0]?.unread?.map(({ what }) => what)).toContain('show inventory');
    const wrong = await probe(port, { enableSecret: new Secret('shut') });
    expect(wrong.kind).toBe('refused');
  });
});

describe('ways in', () => {
  it('takes a key, or a password, or answers prompts; each secret once', async () => {
    const key = makeUserKey();
    const byKey = await device({
      methods: ['publickey'],
      publicKeys: [key.public],
      device: single(),
    });
    expect((await probe(byKey.port, { privateKey: new Secret(key.private) })).kind).toBe(
      'observed',
    );
    const byPrompt = await device({ methods: ['keyboard-interactive'], device: single() });
    expect((await probe(byPrompt.port)).kind).toBe('observed');
    expect(byPrompt.attempts).toEqual(['keyboard-interactive lab']);
    const either = await device({
      methods: ['password', 'keyboard-interactive'],
      device: single(),
    });
    const refused = await probe(either.port, { password: new Secret('wrong') });
    expect(refused).toMatchObject({ kind: 'refused' });
    expect(either.attempts).toEqual(['password wrong']);
  });

  it('goes through a jump host, and pins both keys', async () => {
    const hostKeys = hostKeysInMemory();
    const behind = await device({ device: single() });
    const jump = await startSshServer({ user: 'hop', password: 'over', forwards: true });
    started.push(jump);
    const jumps = [
      { host: '127.0.0.1', port: jump.port, user: 'hop', password: new Secret('over') },
    ];
    const outcome = await probe(behind.port, { jumps }, { hostKeys });
    expect(serials(outcome)).toEqual(['FOC0MUSTER7']);
    expect((await hostKeys.pinnedFor('127.0.0.1', jump.port))[0]?.fingerprint).toBe(
      jump.fingerprint,
    );
    expect((await hostKeys.pinnedFor('127.0.0.1', behind.port))[0]?.fingerprint).toBe(
      behind.fingerprint,
    );
  });

  it('refuses a changed host key before any secret is sent', async () => {
    const hostKeys = hostKeysInMemory();
    const first = await device({ device: single() });
    expect((await probe(first.port, {}, { hostKeys })).kind).toBe('observed');
    await started.splice(0)[0]?.close();
    const second = await device({ device: single(), port: first.port });
    const outcome = await probe(second.port, {}, { hostKeys });
    expect(outcome).toMatchObject({
      kind: 'refused',
      cause: 'host-key-changed',
      pinned: [first.fingerprint],
      offered: second.fingerprint,
    });
    expect(second.attempts).toEqual([]);
  });

  it('speaks old algorithms only where they are opted in, and says that it did', async () => {
    const { port } = await device({
      device: single(),
      algorithms: { kex: ['diffie-hellman-group14-sha1'], cipher: ['aes128-cbc'] },
    });
    expect(await probe(port)).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringMatching(/set "legacy: true"/),
    });
    const outcome = await probe(port, { legacy: true });
    if (outcome.kind !== 'observed') throw new Error(outcome.reason);
    expect(outcome.sightings[0]?.extensions).toMatchObject({
      ssh: { oldAlgorithms: ['aes128-cbc', 'diffie-hellman-group14-sha1'] },
    });
  });
});

describe('trouble', () => {
  it('says what was expected and what came last when a device falls silent', async () => {
    const { port } = await device({ device: single({ hangsAfter: 'show version' }) });
    const outcome = await probe(port);
    expect(outcome).toMatchObject({
      kind: 'timeout',
      reason: expect.stringMatching(/no prompt after "show version"; last: .*; expected .*lab/),
    });
  });

  it('keeps what was read before a later command hung', async () => {
    const { port } = await device({ device: single({ hangsAfter: 'show mac address-table' }) });
    const outcome = await probe(port);
    expect(serials(outcome)).toEqual(['FOC0MUSTER7']);
    if (outcome.kind !== 'observed') return;
    expect(outcome.sightings[0]?.unread).toContainEqual({
      what: 'show mac address-table',
      why: 'timeout',
    });
  });

  it('says that the device hung up, and after what', async () => {
    const { port } = await device({ device: single({ hangsUpAfter: 'show version' }) });
    expect(await probe(port)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/hung up after "show version"/),
    });
  });

  it('reports a closed port, and gives up when told to', async () => {
    const { port } = await device({ device: single({ hangsAfter: 'show version' }) });
    expect((await probe(1)).kind).toBe('unreachable');
    expect(await probe(port, { timeoutMs: 300 })).toMatchObject({ kind: 'timeout' });
  });

  it('masks what it sent and what devices print of their secrets', async () => {
    let transcript = '';
    const outputs = {
      ...single().outputs,
      'show version': 'snmp-server community s3cret RO\nlab\n',
    };
    const { port } = await device({ device: { ...single(), outputs } });
    const onTranscript = (text: string) => {
      transcript = text;
    };
    const outcome = await probe(port, {}, { onTranscript });
    expect(outcome).toMatchObject({ kind: 'observed' });
    expect(transcript).toContain('> show version');
    expect(transcript).not.toContain('s3cret');
  });

  it('is not let in where nothing of the platform is known', async () => {
    const unknown: CommandLineDevice = { hostname: 'thing', outputs: {} };
    const { port } = await device({ device: unknown, identification: 'thing_1' });
    expect(await probe(port, { platform: 'auto' })).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringMatching(/no known platform: SSH-2.0-thing_1, prompt "thing>"/),
    });
  });
});

describe('a session', () => {
  /** What the device was sent, one text a shell. */
  async function listening(how: CommandLineDevice): Promise<{
    readonly said: string[];
    readonly server: SshServer;
  }> {
    const said: string[] = [];
    const server = await startSshServer({
      password: 'lab',
      shell: (terminal) => {
        const nth = said.push('') - 1;
        const onData = (listener: (text: string) => void) =>
          terminal.onData((text) => {
            said[nth] += text;
            listener(text);
          });
        serveCommandLine({ ...terminal, onData }, how);
      },
    });
    started.push(server);
    return { said, server };
  }

  it.each<[string, CommandLineDevice, Partial<SshTarget>, RegExp]>([
    ['known beforehand', single(), {}, /^terminal length 0\n[\s\S]*exit\n$/],
    ['found out', single(), { platform: 'auto' }, /exit\n$/],
    ['that falls silent', single({ hangsAfter: 'show version' }), {}, /exit\n$/],
    ['of no known platform', { ...single(), outputs: {} }, { platform: 'auto' }, /exit\n$/],
  ])('with a device %s is one, and is logged out of', async (_, how, target, words) => {
    const { said, server } = await listening(how);
    await probe(server.port, target);
    expect(said).toEqual([expect.stringMatching(words)]);
    await vi.waitFor(() => expect(server.connections()).toBe(0));
  });
});
