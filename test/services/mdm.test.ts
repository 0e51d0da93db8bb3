/**
 * What configs/mdm holds, read by the real tools: shells, XML, property lists, PowerShell's grammar;
 * and the Ansible role, run against this host under a layer that is thrown away.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openTreeHost } from '@muster/hosts/host/tree';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CACHE } from '../../agent/packaging/build.ts';
import { writeBundle } from '../../agent/packaging/bundle.ts';
import { writeDeb } from '../../agent/packaging/deb.ts';
import { writeExecutable } from '../../agent/packaging/executable.ts';
import { fetchRuntime } from '../../agent/packaging/fetch-runtime.ts';
import { targets } from '../../agent/packaging/runtimes.ts';
import { readManaged } from '../../agent/src/managed/managed.ts';
import { PREFERENCES } from '../../agent/src/managed/places.ts';
import { makeReconciler, type ReconcilerProcess } from '../reconciler-process.ts';
import { isMissing } from './required.ts';

const ROOT = join(import.meta.dirname, '../..');
const MDM = join(ROOT, 'configs/mdm');
/** Fetching packages and building an executable, the first time, is most of it. */
const TIME_LIMIT_MS = 300_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-mdm-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = (pattern: string) => globSync(pattern, { cwd: ROOT }).map((path) => join(ROOT, path));

describe('files for device management', () => {
  it.skipIf(isMissing('shellcheck'))('are shell scripts without a fault', () => {
    const scripts = found('{configs/mdm,agent/packaging/macos}/**/{*.sh,postinstall}');
    expect(scripts.length).toBeGreaterThanOrEqual(5);
    execFileSync('shellcheck', ['--shell=sh', ...scripts], { stdio: 'pipe' });
  });

  it.skipIf(isMissing('xmllint'))('are well-formed XML', () => {
    const files = found('{configs,agent/packaging}/**/*.{admx,adml,mobileconfig,plist}');
    expect(files.length).toBeGreaterThanOrEqual(6);
    execFileSync('xmllint', ['--noout', '--nonet', ...files], { stdio: 'pipe' });
  });

  it.skipIf(isMissing('plistutil'))(
    'are a profile that survives the binary form in which macOS keeps it',
    async () => {
      const profile = readFileSync(join(MDM, 'jamf/muster-agent.mobileconfig'), 'utf8');
      const payload =
        /<dict>(?:(?!<\/?dict>)[\s\S])*<string>org\.muster\.agent<\/string>[\s\S]*?<\/dict>/;
      const [settings] = payload.exec(profile) ?? [];
      const binary = join(folder, 'org.muster.agent.plist');
      const input = `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">${settings}</plist>`;
      execFileSync('plistutil', ['-i', '-', '-o', binary, '-f', 'bin'], { input });
      const bytes = readFileSync(binary);
      expect(bytes.subarray(0, 8).toString()).toBe('bplist00');
      const xml = execFileSync('plistutil', ['-i', binary, '-o', '-', '-f', 'xml'], {
        encoding: 'utf8',
      });
      const host = openTreeHost({
        platform: 'darwin',
        files: new Map([[PREFERENCES, bytes]]),
        outputs: new Map([['plutil managed preferences', xml]]),
      });
      expect(await readManaged(host, '')).toMatchObject({
        kind: 'parsed',
        value: { file: { reconciler: 'https://inventory.example:8420', without: ['users'] } },
      });
    },
  );
});

/** Fetched and pinned like the runtimes; its own install script, which compiles, is not run. */
const GRAMMAR = {
  name: 'tree-sitter-powershell',
  version: '0.26.4',
  integrity:
    'sha512-5RwNW/qN/cKArZY0znvTOG+OWSau7Agel5K0A8KQ5Nubw/4SyZ5KC02RKCaYcA2ur5UQ8esyxe9+6yXup2MXkw==',
  executable: 'tree-sitter-powershell.wasm',
};
const PARSER = {
  name: 'web-tree-sitter',
  version: '0.27.1',
  integrity:
    'sha512-qtx0VyUyNRHtL3ze7+v0hCKB/sLcAmY7ZAVp/ZK/bCj0yED8ptvNrr7Vd7DwDyKDWN9baqcUx4uaD2r2ql+6IA==',
  executable: 'web-tree-sitter.js',
};

/** Prints the place of the first fault of each file that has one. */
const CHECKER = `
const [parserPath, grammarPath, ...files] = process.argv.slice(2);
const { Parser, Language } = await import(parserPath);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammarPath));
const { readFileSync } = await import('node:fs');
const faultOf = (node) =>
  node.isError || node.isMissing ? node : node.children.map(faultOf).find(Boolean);
for (const file of files) {
  const fault = faultOf(parser.parse(readFileSync(file, 'utf8')).rootNode);
  if (fault) console.log(file + ':' + (fault.startPosition.row + 1) + ': ' + fault.type);
}
`;

describe('scripts for PowerShell', () => {
  it(
    'follow its grammar',
    async () => {
      const parser = pathToFileURL(await fetchRuntime(PARSER, CACHE)).href;
      const grammar = await fetchRuntime(GRAMMAR, CACHE);
      const checker = join(folder, 'check.mjs');
      writeFileSync(checker, CHECKER);
      const faults = (...scripts: readonly string[]) =>
        execFileSync(process.execPath, [checker, parser, grammar, ...scripts], {
          encoding: 'utf8',
        });
      const scripts = found('configs/mdm/**/*.ps1');
      expect(scripts.length).toBeGreaterThanOrEqual(8);
      expect(faults(...scripts)).toBe('');
      const broken = join(folder, 'broken.ps1');
      writeFileSync(broken, '$code = 0\nif ($code { exit 1 }\n');
      expect(faults(broken)).toContain('broken.ps1:');
    },
    TIME_LIMIT_MS,
  );
});

const isRoot = process.getuid?.() === 0;
const noAnsible = isMissing('ansible-playbook', 'dpkg', 'dpkg-deb', 'unshare', 'chroot') || !isRoot;

describe.skipIf(noAnsible)('the Ansible role', () => {
  const VERSION = '0.1.0';
  let reconciler: ReconcilerProcess;
  let layer: string;

  beforeAll(async () => {
    const main = join(folder, 'agent.cjs');
    const executable = join(folder, 'muster-agent');
    await writeBundle(main, 'cjs');
    const target = targets['linux-x64'];
    await writeExecutable({
      target,
      main,
      output: executable,
      version: VERSION,
      cacheFolder: CACHE,
    });
    const contents = { executable, license: 'license', thirdParty: 'licenses' };
    const linux = { architecture: 'x64', version: VERSION, output: folder, fast: true } as const;
    await writeDeb({ ...contents, ...linux });
    reconciler = await makeReconciler(join(folder, 'reconciler'));
    await reconciler.start();
    layer = join(folder, 'layer');
    for (const name of ['upper', 'scratch', 'root'])
      mkdirSync(join(layer, name), { recursive: true });
  }, TIME_LIMIT_MS);

  afterAll(() => reconciler?.kill());

  /** On this host as it is, with what is written kept in a layer above it. */
  async function under(...command: readonly string[]) {
    const options = `lowerdir=/,upperdir=${layer}/upper,workdir=${layer}/scratch`;
    const script = `mount -t overlay overlay -o "$1" "$2" && mount --rbind /dev "$2/dev" &&
      mount -t proc proc "$2/proc" && cd / && shift && root=$1 && shift && exec chroot "$root" "$@"`;
    const child = spawn(
      'unshare',
      ['--mount', 'sh', '-c', script, 'sh', options, join(layer, 'root'), ...command],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          LC_ALL: 'C.UTF-8',
          HOME: '/root',
          ANSIBLE_ROLES_PATH: join(MDM, 'ansible/roles'),
        },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += String(chunk);
      });
    const [status]: unknown[] = await once(child, 'close');
    return { status, output };
  }

  const play = (variables: Readonly<Record<string, unknown>>) =>
    under(
      'ansible-playbook',
      ...['--inventory', 'localhost,', '--connection', 'local'],
      ...[
        '--extra-vars',
        JSON.stringify({ ansible_become: false, muster_packages: folder, ...variables }),
      ],
      join(MDM, 'ansible/site.yml'),
    );
  const isThere = (path: string) => existsSync(join(layer, 'upper', path));

  it(
    'installs and enrols, changes nothing the second time, and takes all of it away',
    async () => {
      const created = await reconciler.ask('enrolment-tokens', { uses: 1 });
      const variables = {
        muster_url: reconciler.url,
        muster_token: String(Reflect.get(Object(created), 'token')),
        muster_mode: 'timer',
        muster_managed: { without: ['users'], every: '4h' },
      };
      const first = await play(variables);
      expect(first.status, first.output).toBe(0);
      expect(first.output).toMatch(/changed=[1-9]/);
      expect(first.output).not.toContain(variables.muster_token);
      const timer = join(layer, 'upper/etc/systemd/system/muster-agent-once.timer');
      expect(readFileSync(timer, 'utf8')).toContain('OnUnitActiveSec=4h\n');
      const looked = await under('/usr/bin/muster-agent', 'once');
      expect(looked.status, looked.output).toBe(0);
      expect(JSON.stringify(await reconciler.ask('observers'))).toContain('"agent"');

      const second = await play(variables);
      expect(second.output).toMatch(/changed=0\s/);

      const gone = await play({ muster_state: 'purged' });
      expect(gone.status, gone.output).toBe(0);
      const left = [
        'usr/bin/muster-agent',
        'etc/muster/agent.yaml',
        'var/lib/muster-agent/state.json',
      ];
      expect(left.filter(isThere)).toEqual([]);
    },
    TIME_LIMIT_MS,
  );

  it('says what is missing before it touches the host', async () => {
    const refused = await play({});
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain('set muster_url');
  });
});
