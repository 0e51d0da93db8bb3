import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'secret'), 's3cret\n');

async function load(yaml: string, env: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'collector.yaml');
  writeFileSync(file, yaml);
  return loadConfig(file, { env });
}

const snmp = (credentials: string, target = 'address: 192.0.2.1') =>
  `snmp:\n  credentials:\n    a: ${credentials}\n  targets:\n    - { ${target}, credentials: a }\n`;

const HASH = `$7$1$${'A'.repeat(16)}$${'A'.repeat(86)}==`;

describe('loadConfig', () => {
  it('gives each user of the own broker its own topics, from the file of passwords too', async () => {
    writeFileSync(join(folder, 'passwords'), `hall:${HASH}\nyard:${HASH}\n`);
    const { ownBroker } = await load(
      'mqtt:\n  listen:\n    tcp: 127.0.0.1\n    passwords: passwords\n    users:\n' +
        '      hall: {}\n      yard: { topics: [zigbee2mqtt/#], reads: [plant/+/set] }\n',
    );
    expect(ownBroker?.target.doors).toEqual([
      { kind: 'tcp', at: { host: '127.0.0.1', port: 1883 } },
    ]);
    expect(ownBroker?.target.users).toMatchObject([
      { name: 'hall', topics: ['muster/1/hall/#'], reads: [], password: { kind: 'pbkdf2' } },
      { name: 'yard', topics: ['zigbee2mqtt/#'], reads: ['plant/+/set'] },
    ]);
  });

  it('does not repeat what stands in the place of a hash', async () => {
    const yaml = 'mqtt: { listen: { tcp: 127.0.0.1, users: { hall: { password: s3cret } } } }\n';
    await expect(load(yaml)).rejects.not.toThrow('s3cret');
  });

  it('reads secrets from files beside it and from the environment, and never shows them', async () => {
    const config = await load(
      'ssh:\n  credentials:\n    a: { user: u, password: { file: secret }, passphrase: { env: P } }\n' +
        '  targets:\n    - { address: 192.0.2.1, credentials: a }\n',
      { P: 'open-sesame' },
    );
    const [poll] = config.polls;
    const target = poll?.kind === 'ssh' ? poll.target : undefined;
    expect([target?.password?.reveal(), target?.passphrase?.reveal()]).toEqual([
      's3cret',
      'open-sesame',
    ]);
    expect(JSON.stringify(config)).not.toMatch(/s3cret|open-sesame/);
  });

  it('goes through jump hosts, each with its own login and host key', async () => {
    const config = await load(
      [
        'ssh:',
        '  knownHosts: [keys]',
        '  credentials:',
        '    a: { user: u, agent: agent.sock, enable: { file: secret } }',
        '    b: { user: hop, key: { file: secret }, passphrase: { file: secret } }',
        '  jumps:',
        '    outer: { address: 192.0.2.1, port: 2222, credentials: b, hostKey: SHA256:x }',
        '    inner: { address: 198.51.100.1, credentials: a, legacy: true }',
        '  targets:',
        '    - { address: 203.0.113.1, credentials: a, through: [outer, inner] }',
        '',
      ].join('\n'),
    );
    const agentSocket = join(folder, 'agent.sock');
    expect(config.knownHosts).toEqual([join(folder, 'keys')]);
    expect(config.polls).toMatchObject([
      {
        target: {
          host: '203.0.113.1',
          user: 'u',
          agentSocket,
          jumps: [
            { host: '192.0.2.1', port: 2222, user: 'hop', hostKey: 'SHA256:x' },
            { host: '198.51.100.1', port: 22, user: 'u', agentSocket, legacy: true },
          ],
        },
      },
    ]);
    const [poll] = config.polls;
    const target = poll?.kind === 'ssh' ? poll.target : undefined;
    expect(target?.enableSecret?.reveal()).toBe('s3cret');
    expect(target?.jumps?.[1]).not.toHaveProperty('enableSecret');
  });

  it('polls management controllers', async () => {
    const config = await load(
      'redfish:\n  credentials:\n    a: { user: u, password: { file: secret } }\n' +
        '  targets:\n    - { address: 192.0.2.8/31, credentials: a, certificate: SHA256:ab }\n',
    );
    expect(config.polls.map(({ id, timeoutMs }) => [id, timeoutMs])).toEqual([
      ['redfish 192.0.2.8:443', 600_000],
      ['redfish 192.0.2.9:443', 600_000],
    ]);
    expect(config.segments).toEqual(['192.0.2.8/31']);
  });

  it('expands a block, in which silence is usual', async () => {
    const config = await load(snmp('{ community: { file: secret } }', 'address: 192.0.2.0/29'));
    expect(config.polls.map(({ id }) => id)).toEqual(
      [1, 2, 3, 4, 5, 6].map((last) => `snmp 192.0.2.${last}:161`),
    );
    expect(config.polls[0]?.isExpected).toBe(false);
    expect(config.segments).toEqual(['192.0.2.0/29']);
  });

  it('takes quiet times, of a target before the collector’s own, and says which is none', async () => {
    const target = 'address: 192.0.2.1, quiet: ["Sun 01:00-02:00"]';
    const quiet = "quiet: ['22:00-06:00']\n";
    const own = await load(quiet + snmp('{ community: { file: secret } }', target));
    expect(own.polls[0]?.quiet).toMatchObject([{ fromMinute: 60, toMinute: 120 }]);
    const all = await load(quiet + snmp('{ community: { file: secret } }'));
    expect(all.polls[0]?.quiet).toMatchObject([{ fromMinute: 1320, toMinute: 360 }]);
    const wrong = quiet.replace('22:00', '22') + snmp('{ community: { file: secret } }');
    await expect(load(wrong)).rejects.toThrow(/quiet\.0.*"22-06:00" is no time/);
  });

  it('fills in budgets and the bound on refusals', async () => {
    const config = await load(
      `budget: { device: { requestsPerSecond: 5 } }\nlockout: { tries: 9 }\nshare: { group: hq }\n`,
    );
    expect(config.budget.device).toEqual({ requestsPerSecond: 5, bytesPerSecond: 1_000_000 });
    expect(config.budget.subnet.concurrency).toBe(16);
    expect(config.lockout).toEqual({ tries: 9, windowMs: 900_000 });
    expect(config.share).toEqual({ group: 'hq', takeoverMs: 30_000 });
  });

  it('listens to traps with all credentials and an engine ID of its own, unless told otherwise', async () => {
    const usual = `name: here\n${snmp('{ community: { file: secret } }')}  traps: {}\n`;
    const { traps } = await load(usual);
    expect(traps).toMatchObject({
      address: '0.0.0.0',
      port: 162,
      credentials: [{ version: '2c' }],
    });
    expect(traps?.engineId).toMatch(/^8000b98305[0-9a-f]{16}$/);
    expect((await load(usual)).traps?.engineId).toBe(traps?.engineId);
    expect((await load(usual.replace('here', 'there'))).traps?.engineId).not.toBe(traps?.engineId);
    expect((await load(usual.split('  traps')[0] ?? '')).traps).toBeUndefined();
  });

  it.each([
    [
      'an engine ID of three octets',
      `${snmp('{ community: { file: secret } }')}  traps: { engineId: aabbcc }\n`,
      'snmp.traps.engineId',
    ],
    [
      'trap credentials that are nowhere',
      `${snmp('{ community: { file: secret } }')}  traps: { credentials: b }\n`,
      'snmp.traps.credentials',
    ],
    [
      'credentials that are nowhere',
      snmp('{ community: { file: secret } }').replace('credentials: a }', 'credentials: b }'),
      'snmp.targets.0.credentials',
    ],
    [
      'a secret of two kinds',
      snmp('{ community: { file: secret, env: X } }'),
      'snmp.credentials.a.community',
    ],
    [
      'a secret file that is not there',
      snmp('{ community: { file: nowhere } }'),
      'snmp.credentials.a.community',
    ],
    ['a variable that is not set', snmp('{ community: { env: NOWHERE } }'), 'NOWHERE'],
    ['neither community nor user', snmp('{ version: 2c }'), 'snmp.credentials.a'],
    [
      'privacy without authentication',
      snmp('{ user: u, priv: { protocol: aes, key: { file: secret } } }'),
      'snmp.credentials.a.priv',
    ],
    [
      'an address that is none',
      snmp('{ community: { file: secret } }', "address: 'two words'"),
      'snmp.targets.0.address',
    ],
    [
      'a password in an address',
      'mqtt:\n  brokers:\n    - url: mqtt://me:pw@broker\n',
      'mqtt.brokers.0.url',
    ],
    [
      'a mapping with a built-in name',
      'mqtt:\n  mappings:\n    - { name: shelly, topic: a, key: b, facts: {} }\n',
      'shelly',
    ],
    [
      'a path that is no JSONPath',
      "mqtt:\n  mappings:\n    - { name: own, topic: a, key: b, facts: { serial: '$[' } }\n",
      'mqtt.mappings.0.facts.serial',
    ],
    ['an own broker without a door', 'mqtt: { listen: { users: {} } }\n', 'mqtt.listen'],
    [
      'a password in clear for an own broker',
      'mqtt: { listen: { tcp: 127.0.0.1:1883, users: { hall: { password: s3cret } } } }\n',
      'mqtt.listen.users.hall.password',
    ],
    [
      'TLS without a certificate',
      'mqtt: { listen: { tls: 127.0.0.1:8883, users: {} } }\n',
      'mqtt.listen.tls',
    ],
    [
      'a user whose name is a wildcard',
      `mqtt: { listen: { tcp: 127.0.0.1:1883, users: { '+': { password: '${HASH}' } } } }\n`,
      'mqtt.listen.users.+',
    ],
    [
      'a jump host that is nowhere',
      'ssh:\n  credentials:\n    a: { user: u, password: { file: secret } }\n' +
        '  targets:\n    - { address: 192.0.2.1, credentials: a, through: [b] }\n',
      'ssh.targets.0.through',
    ],
    [
      'a login without anything to prove it',
      'ssh:\n  credentials:\n    a: { user: u }\n  targets: []\n',
      'ssh.credentials.a',
    ],
    ['an unknown key, with its place', 'sites: x\n', ':1:1: sites'],
  ])('refuses %s by name', async (_, yaml, named) => {
    await expect(load(yaml)).rejects.toThrow(named);
  });
});
