/** `sweep` over real UDP, from the command line to what it prints. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import { loadConfig } from '../load-config.ts';
import { runCollector } from './program.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const rows = [
  '1.3.6.1.2.1.1.1.0|4|A switch <b>made</b> for this test',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
  '1.3.6.1.2.1.1.5.0|4|lab\u001b[2J',
  // A switch at 192.0.2.77 behind local port 24, a phone behind port 1.
  '1.0.8802.1.1.2.1.4.1.1.4.0.24.1|2|4',
  '1.0.8802.1.1.2.1.4.1.1.5.0.24.1|4x|001b21000077',
  '1.0.8802.1.1.2.1.4.1.1.6.0.24.1|2|5',
  '1.0.8802.1.1.2.1.4.1.1.7.0.24.1|4|Gi0/1',
  '1.0.8802.1.1.2.1.4.1.1.9.0.24.1|4|core',
  '1.0.8802.1.1.2.1.4.1.1.12.0.24.1|4x|2000',
  '1.0.8802.1.1.2.1.4.2.1.3.0.24.1.1.4.192.0.2.77|2|2',
  '1.0.8802.1.1.2.1.4.1.1.4.0.1.2|2|4',
  '1.0.8802.1.1.2.1.4.1.1.5.0.1.2|4x|001b21000078',
  '1.0.8802.1.1.2.1.4.1.1.12.0.1.2|4x|0400',
  '1.0.8802.1.1.2.1.4.2.1.3.0.1.2.1.4.192.0.2.78|2|2',
].join('\n');

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  isTty = false,
) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          written[name] += String(chunk);
          done();
        },
      }),
      { isTTY: isTty },
    );
  const code = await runCollector(args, {
    env,
    stdin: Readable.from(['']),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    signal: new AbortController().signal,
  });
  return { code, ...written };
}

async function lab(): Promise<string> {
  const device = await startSnmpDevice({ communities: { second: rows } });
  closing.push(device.close);
  return String(device.port);
}

describe('sweep', () => {
  it('prints who is there, by which set, and whom it knows that is not', async () => {
    const args = ['sweep', '127.0.0.1', '--community', 'first', 'second', '--port', await lab()];
    const { code, stdout, stderr } = await run([...args, '--json']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        kind: 'found',
        address: '127.0.0.1',
        port: Number(args.at(-1)),
        credentials: 'community 2',
        hostname: expect.stringMatching(/^lab/),
        description: 'A switch made for this test',
        sysObjectID: '1.3.6.1.4.1.99999.1',
      },
      {
        kind: 'neighbor',
        address: '192.0.2.77',
        hostname: 'core',
        via: { address: '127.0.0.1', port: '24', protocol: 'lldp' },
      },
    ]);
    for (const never of ['first', 'second', '\u001b']) expect(stdout).not.toContain(never);
    expect(stderr).toBe('1 addresses, 2 probes: 1 answered, 1 more are known to them\n');
    expect(code).toBe(0);
  });

  it('ends with 1 when nobody answers, and asks nobody who is excluded', async () => {
    const args = ['sweep', '127.0.0.1', '--community', 'x', '--port', await lab()];
    expect(await run(args)).toMatchObject({ code: 1, stdout: '' });
    const excluded = ['--community', 'second', '--exclude', '127.0.0.0/24'];
    const { code, stderr } = await run([...args, ...excluded]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '0 addresses, 0 probes: 0 answered\n' });
  });

  it('takes the sets of a configuration, and fills a bar on a terminal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-sweep-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const config = join(folder, 'collector.yaml');
    const sets = '    a: { community: { env: A } }\n    b: { community: { env: B } }\n';
    writeFileSync(config, `snmp:\n  credentials:\n${sets}  targets: []\n`);
    const args = ['sweep', '127.0.0.1', '--config', config, '--port', await lab()];
    const { code, stdout, stderr } = await run(args, { A: 'nobody', B: 'second' }, true);
    expect(stdout).toMatch(/^127\.0\.0\.1 +b: lab/);
    expect(stderr).toContain('█');
    expect(code).toBe(0);
  });

  describe('with a file of targets', () => {
    async function site() {
      const folder = mkdtempSync(join(tmpdir(), 'muster-sweep-'));
      closing.push(() => rmSync(folder, { recursive: true }));
      const config = join(folder, 'collector.yaml');
      const file = join(folder, 'found.yaml');
      const write = (more: string) =>
        writeFileSync(
          config,
          `snmp:\n  credentials:\n    a: { community: { env: A } }\n  targets: []\n${more}`,
        );
      write('');
      const port = await lab();
      const env = { A: 'second' };
      const sweep = (...more: readonly string[]) =>
        run(['sweep', '127.0.0.1', '--config', config, '--port', port, ...more], env);
      return { config, file, port, env, write, sweep };
    }

    it('appends whom it found, once, and the configuration asks them', async () => {
      const { config, file, port, env, write, sweep } = await site();
      const first = await sweep('--write-targets', file, '--json');
      expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('1 appended to') });
      expect(first.stdout).toMatch(/^\{.*\}\n\{.*\}\n$/);
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('credentials: a # lab');
      for (const never of ['second', '\u001b', '<b>']) expect(text).not.toContain(never);
      expect((await sweep('--write-targets', file)).stderr).toContain('0 appended to');
      expect(readFileSync(file, 'utf8')).toBe(text);
      write('  targetFiles: [found.yaml]\n');
      const { polls } = await loadConfig(config, { env });
      expect(polls).toMatchObject([{ id: `snmp 127.0.0.1:${port}`, isExpected: true }]);
    });

    it('keeps what people wrote into it', async () => {
      const { file, sweep } = await site();
      const mine = '# mine\ntargets:\n  - { address: 192.0.2.9, credentials: a } # the core\n';
      writeFileSync(file, mine);
      await sweep('--write-targets', file);
      const text = readFileSync(file, 'utf8');
      expect(text.startsWith(mine.trimEnd())).toBe(true);
      expect(text).toContain('address: 127.0.0.1');
    });

    it('leaves out whom the configuration asks already, in a range too', async () => {
      const { config, file, sweep } = await site();
      const asked = '\n    - { address: 127.0.0.0/30, credentials: a }\n';
      writeFileSync(config, readFileSync(config, 'utf8').replace(' []', asked));
      expect((await sweep('--write-targets', file)).stderr).toContain('0 appended to');
    });

    it.each([
      ['something else', 'devices: []\n', /devices/],
      ['a target that is wrong', 'targets: [{ address: 192.0.2.9 }]\n', /found\.yaml:1:/],
    ])('refuses a file of %s, with exit code 2', async (_, text, why) => {
      const { file, sweep } = await site();
      writeFileSync(file, text);
      const { code, stderr } = await sweep('--write-targets', file);
      expect(code).toBe(2);
      expect(stderr).toMatch(why);
      expect(readFileSync(file, 'utf8')).toBe(text);
    });

    it('needs names for the credentials', async () => {
      const { file, sweep } = await site();
      expect(await sweep('--write-targets', file, '--community', 'x')).toMatchObject({ code: 2 });
      const args = ['sweep', '127.0.0.1', '--community', 'x', '--write-targets', file];
      expect(await run(args)).toMatchObject({ code: 2, stdout: '' });
    });
  });
});
