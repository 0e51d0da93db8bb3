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

describe('loadConfig', () => {
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

  it('expands a block, in which silence is usual', async () => {
    const config = await load(snmp('{ community: { file: secret } }', 'address: 192.0.2.0/29'));
    expect(config.polls.map(({ id }) => id)).toEqual(
      [1, 2, 3, 4, 5, 6].map((last) => `snmp 192.0.2.${last}:161`),
    );
    expect(config.polls[0]?.isExpected).toBe(false);
    expect(config.segments).toEqual(['192.0.2.0/29']);
  });

  it.each([
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
    ['an unknown key, with its place', 'sites: x\n', ':1:1: sites'],
  ])('refuses %s by name', async (_, yaml, named) => {
    await expect(load(yaml)).rejects.toThrow(named);
  });
});
