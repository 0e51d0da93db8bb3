/** `sweep` over real UDP, from the command line to what it prints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
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
});
