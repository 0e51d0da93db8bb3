import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { parseObservation } from '@muster/facts/observation-schema';
import { describe, expect, it } from 'vitest';
import { runCollector } from './program.ts';

async function run(...args: readonly string[]) {
  return runWith('', args);
}

async function runWith(input: string, args: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk);
        done();
      },
    });
  const code = await runCollector(args, {
    env: {},
    stdin: Readable.from([input]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    signal: new AbortController().signal,
  });
  return { code, ...written };
}

describe('muster-collector', () => {
  it.each([
    [['probe', 'mqtt']],
    [['probe', 'mqtt', 'http://broker']],
    [['probe', 'mqtt', 'broker', '--for', 'soon']],
    [['probe', 'mqtt', 'broker', '--ca', '/nowhere/ca.pem']],
    [['probe', 'snmp', 'switch']],
    [['probe', 'snmp', 'switch:99999', '--community', 'x']],
    [['probe', 'snmp']],
    [['probe', 'snmp', '--from', '/nowhere/walk.snmprec']],
    [['probe', 'snmp', 'switch', '--community', 'x', '--families', '/nowhere/families']],
    [['probe', 'snmp', 'switch', '--user', 'u', '--auth', 'rot13']],
    [['probe', 'snmp', 'switch', '--user', 'u', '--priv', 'aes']],
    [['probe', 'ssh', 'host']],
    [['probe', 'ssh', 'host', '--user', 'u']],
    [['probe', 'ssh', 'host', '--user', 'u', '--agent']],
    [['probe', 'ssh', 'host', '--user', 'u', '--agent', '/nowhere', '--through', '@jump']],
    [['probe', 'redfish', 'host']],
    [['probe', 'redfish', 'host', '--user', 'u']],
    [['probe', 'redfish', 'host:0', '--user', 'u']],
    [['run', '--config', '/nowhere/collector.yaml']],
    [['dance']],
    [['sweep']],
    [['sweep', '192.0.2.0/24']],
    [['sweep', '192.0.2.0/33', '--community', 'x']],
    [['sweep', '192.0.2.1', '--community', 'x', '--rate', 'fast']],
    [['sweep', '192.0.2.1', '--config', '/nowhere/collector.yaml']],
    [['probe', 'mqtt', 'broker', '--bogus']],
  ])('answers %j with exit code 2 and a reason, and nothing on standard output', async (args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(stderr).not.toContain('    at ');
  });

  it.each([[['--help']], [['--version']], [['probe', 'mqtt', '--help']]])(
    'answers %j with exit code 0',
    async (args) => {
      const { code, stdout } = await run(...args);
      expect(code).toBe(0);
      expect(stdout).not.toBe('');
    },
  );

  it('explains a recorded walk by the families of a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-probe-'));
    try {
      const walk = join(folder, 'widget.snmprec');
      writeFileSync(
        walk,
        [
          '1.3.6.1.2.1.1.1.0|4|Widget 7',
          '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.7.1',
          '1.3.6.1.4.1.99999.7.2.0|4|WG0077K4',
        ].join('\n'),
      );
      const families = [
        {
          id: 'widget-7',
          name: 'WidgetOS',
          evidence: 'recorded',
          match: [{ oid: ['1.3.6.1.4.1.99999.7'] }],
          serial: [{ get: '1.3.6.1.4.1.99999.7.2.0' }],
        },
      ];
      writeFileSync(join(folder, 'widget.json'), JSON.stringify({ families }));
      const args = ['probe', 'snmp', '--from', walk, '--families', folder];
      const explained = await run(...args, '--explain');
      expect(explained).toMatchObject({ code: 0, stderr: '' });
      expect(explained.stdout).toContain('widget-7');
      expect(explained.stdout).toContain('sysObjectID is at or below 1.3.6.1.4.1.99999.7');
      expect(explained.stdout).toContain('→ device.serial  WG0077K4');
      const { stdout } = await run(...args, '--json');
      expect(parseObservation(JSON.parse(stdout))).toMatchObject({
        kind: 'parsed',
        value: { device: { serial: 'WG0077K4' } },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says of AES-192 that it is not supported, and what to do, with exit code 1', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-probe-'));
    try {
      const key = join(folder, 'key');
      writeFileSync(key, 'twelve-letters');
      const keys = ['--auth', 'sha256', '--auth-key-file', key, '--priv-key-file', key];
      const args = ['probe', 'snmp', '127.0.0.1:9', '--user', 'core', ...keys, '--priv', 'AES192'];
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^not supported: AES-192 privacy.*set priv to aes/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says that a broker cannot be reached, with exit code 1', async () => {
    // Port 1 of loopback: nobody listens there.
    const { code, stdout, stderr } = await run('probe', 'mqtt', 'mqtt://127.0.0.1:1', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^unreachable: /);
  });

  it.each([
    ['ssh', ['--agent', '/nowhere', '--known-hosts', '/nowhere/known_hosts']],
    ['redfish', ['--password-file', new URL(import.meta.url).pathname]],
  ])('says that nothing speaks %s there, with exit code 1', async (kind, args) => {
    const at = ['probe', kind, '127.0.0.1:1', '--user', 'u', '--json', ...args];
    const { code, stdout, stderr } = await run(...at);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^unreachable: /);
  });

  it('prints what it reads from captured messages as observations, one a line', async () => {
    const message = { dev: { ids: ['lamp-1'], sn: 'BL-1001' } };
    const line = { tst: 'x', topic: 'homeassistant/light/l/config', retain: 1, payload: message };
    const { code, stdout } = await runWith(`${JSON.stringify(line)}\n\n`, ['interpret', '--json']);
    expect(code).toBe(0);
    const parsed = parseObservation(JSON.parse(stdout));
    expect(parsed).toMatchObject({ kind: 'parsed', value: { device: { serial: 'BL-1001' } } });
  });

  it('reads captured messages from a file, with a mapping, without a broker', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-from-'));
    const [messages, config] = [join(folder, 'messages'), join(folder, 'collector.yaml')];
    writeFileSync(messages, '{"topic":"plant/4","payload":{"plate":{"no":"P4-001"}}}\n');
    const mapping = "{ name: own, topic: 'plant/{m}', key: '{m}', facts: { serial: $.plate.no } }";
    writeFileSync(config, `mqtt:\n  mappings:\n    - ${mapping}\n`);
    const { code, stdout } = await run(
      ...['probe', 'mqtt', '--from', messages, '--config', config, '--json'],
    );
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ key: 'own:4', device: { serial: 'P4-001' } });
  });

  it('listens to a broker or reads a file, not both and not neither', async () => {
    expect((await run('probe', 'mqtt')).code).toBe(2);
    expect((await run('probe', 'mqtt', 'broker', '--from', 'x')).code).toBe(2);
  });

  it('says which captured line it cannot read', async () => {
    const { code, stderr } = await runWith('{"topic":"a"}\nnonsense\n', ['interpret']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('line 2') });
  });

  it('hashes a password from standard input, and shows the hash only', async () => {
    const { code, stdout, stderr } = await runWith('s3cret\n', ['hash-password']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\$scrypt\$[^\n]+\n$/);
    expect(stdout + stderr).not.toContain('s3cret');
  });

  it('does not show the password of an address that is wrong', async () => {
    const { stderr } = await run('probe', 'mqtt', 'http://me:s3cret@broker');
    expect(stderr).not.toContain('s3cret');
  });
});
