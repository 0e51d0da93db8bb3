/**
 * What `npm run package` makes, installed, run, upgraded and removed by the real package managers:
 * dpkg and rpm in a small tree of their own, Windows Installer in Wine. Run against a reconciler.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeTable } from '@muster/hosts/testing/encode-smbios';
import { notebook } from '@muster/hosts/testing/machines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, CACHE } from '../../agent/packaging/build.ts';
import { BUNDLE_BYTES_MAX, writeBundle } from '../../agent/packaging/bundle.ts';
import { writeDeb } from '../../agent/packaging/deb.ts';
import { writeExecutable } from '../../agent/packaging/executable.ts';
import { fetchRuntime } from '../../agent/packaging/fetch-runtime.ts';
import { PROPERTIES, productCode, writeMsi } from '../../agent/packaging/msi.ts';
import { products } from '../../agent/packaging/products.ts';
import { writeRpm } from '../../agent/packaging/rpm.ts';
import { targets } from '../../agent/packaging/runtimes.ts';
import { makeReconciler, type ReconcilerProcess } from '../reconciler-process.ts';
import { isMissing } from './required.ts';
import { makeSmallTree } from './small-tree.ts';

/** Fetching node's packages, the first time, is most of it. */
const BUILD_TIME_LIMIT_MS = 300_000;
/** dpkg unpacks 130 MB; Wine starts a Windows. */
const TIME_LIMIT_MS = 120_000;
const OLD = '0.1.0';
const NEW = '0.1.1';

let folder: string;
let cjs: string;
let reconciler: ReconcilerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-packages-'));
  cjs = join(folder, 'agent.cjs');
  await writeBundle(cjs, 'cjs');
  reconciler = await makeReconciler(join(folder, 'reconciler'));
  await reconciler.start();
}, BUILD_TIME_LIMIT_MS);

afterAll(async () => {
  await reconciler.kill();
  rmSync(folder, { recursive: true, force: true });
});

const inFolder = (name: string) => join(folder, name);

async function createToken(uses: number): Promise<string> {
  const created = await reconciler.ask('enrolment-tokens', { uses });
  return String(Reflect.get(Object(created), 'token'));
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not synchronously: the fixtures of this process go on answering meanwhile. */
async function run(
  file: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(file, [...args], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [status]: unknown[] = await once(child, 'close');
  return { status: typeof status === 'number' ? status : null, stdout, stderr };
}

/** Runs what must succeed. @returns its standard output */
async function must(
  file: string,
  args: readonly string[],
  variables?: Readonly<Record<string, string>>,
): Promise<string> {
  const { status, stdout, stderr } = await run(file, args, variables);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
}

async function buildExecutable(name: 'linux-x64' | 'win-x64'): Promise<string> {
  const output = inFolder(name === 'win-x64' ? 'muster-agent.exe' : 'muster-agent');
  const target = targets[name];
  await writeExecutable({ target, main: cjs, output, version: OLD, cacheFolder: CACHE });
  return output;
}

describe('the bundle', () => {
  it(
    'is one module below a megabyte that looks, enrolls and reports, on Node 22 as on 24',
    async () => {
      const bundle = inFolder('muster-agent.mjs');
      const { sizeBytes } = await writeBundle(bundle, 'es');
      expect(sizeBytes).toBeLessThan(BUNDLE_BYTES_MAX);
      const node22 = await fetchRuntime(targets['win-x64'].builder, CACHE);
      for (const node of [process.execPath, node22]) {
        const data = mkdtempSync(inFolder('data-'));
        const variables = { MUSTER_TOKEN: await createToken(1), MUSTER_URL: reconciler.url };
        await must(node, [bundle, 'once', '--data', data], variables);
        const status: unknown = JSON.parse(
          await must(node, [bundle, 'status', '--json', '--data', data], variables),
        );
        expect(status).toMatchObject({ reconciler: reconciler.url, spooledBatches: 0, lost: 0 });
      }
    },
    TIME_LIMIT_MS,
  );

  it('says in a line that there is no such command, and does not print itself', async () => {
    const { status, stderr } = await run(process.execPath, [inFolder('muster-agent.mjs'), 'frob']);
    expect(status).toBe(2);
    expect(stderr.length).toBeLessThan(2000);
  });
});

describe.skipIf(isMissing('systemd-analyze'))('the units of systemd', () => {
  it.each(['muster-agent.service', 'muster-agent-once.service'])(
    '%s is sound, and exposed below 4',
    async (unit) => {
      const root = mkdtempSync(inFolder('units-'));
      const agent = ['agent/bin/muster-agent.js', 'install', '--root', root];
      await must(process.execPath, [...agent, '--url', 'https://inventory.example']);
      const path = join(root, 'etc/systemd/system', unit);
      const rated = await run('systemd-analyze', [
        'security',
        '--offline=true',
        '--threshold=40',
        path,
      ]);
      expect(rated.status, rated.stdout).toBe(0);
      const verified = await run('systemd-analyze', ['verify', '--man=no', path]);
      expect(verified.stderr).not.toMatch(/Unknown|Failed to parse|Invalid/);
    },
    TIME_LIMIT_MS,
  );
});

/** Debian's, for programs of the other architecture. */
const ARM = '/usr/aarch64-linux-gnu';
const noArm = isMissing('qemu-aarch64-static') || !existsSync(ARM);

describe.skipIf(noArm)('the executable for Arm', () => {
  it(
    'runs, and looks at its host',
    async () => {
      const agent = inFolder('muster-agent-arm64');
      const target = targets['linux-arm64'];
      await writeExecutable({ target, main: cjs, output: agent, version: OLD, cacheFolder: CACHE });
      const looked = await must('qemu-aarch64-static', ['-L', ARM, agent, 'inventory', '--json']);
      expect(JSON.parse(looked)).toMatchObject({ source: 'agent', profile: 'linux' });
    },
    BUILD_TIME_LIMIT_MS,
  );
});

const isRoot = process.getuid?.() === 0;
const noLinux = isMissing('dpkg', 'dpkg-deb', 'dpkg-query', 'rpm', 'rpmbuild', 'chroot') || !isRoot;

describe.skipIf(noLinux)('Linux packages', () => {
  const parts = () => ({
    executable: inFolder('muster-agent'),
    license: 'license',
    thirdParty: 'licenses',
    architecture: 'x64' as const,
    output: folder,
    fast: true,
  });

  beforeAll(async () => {
    await buildExecutable('linux-x64');
  }, BUILD_TIME_LIMIT_MS);

  function makeTree(): string {
    const root = mkdtempSync(inFolder('tree-'));
    makeSmallTree(root);
    return root;
  }

  const agentIn = (root: string, ...args: readonly string[]) =>
    run('chroot', [root, '/usr/bin/muster-agent', ...args]);
  const isThere = (root: string, path: string) =>
    lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  const ENABLED = 'etc/systemd/system/multi-user.target.wants/muster-agent.service';

  it(
    '.deb: installed with address and token, runs, is upgraded, removed and purged',
    async () => {
      const root = makeTree();
      const dpkg = (...args: readonly string[]) => ['--root', root, '--force-unsafe-io', ...args];
      const old = await writeDeb({ ...parts(), version: OLD });
      const variables = { MUSTER_URL: reconciler.url, MUSTER_TOKEN: await createToken(1) };
      await must('dpkg', dpkg('--install', old), variables);
      expect(isThere(root, ENABLED)).toBe(true);
      expect(lstatSync(join(root, 'etc/muster/enrolment-token')).mode & 0o777).toBe(0o600);

      const once = await agentIn(root, 'once');
      expect(once.status, once.stderr).toBe(0);
      const before = await agentIn(root, 'status', '--json');
      expect(before.status, before.stderr).toBe(0);
      const { observerId }: { observerId?: unknown } = JSON.parse(before.stdout);
      const observers = JSON.stringify(await reconciler.ask('observers'));
      expect(observers).toContain(String(observerId));

      await must('dpkg', dpkg('--install', await writeDeb({ ...parts(), version: NEW })));
      const again = await agentIn(root, 'once');
      expect(again.status, again.stderr).toBe(0);
      const after: unknown = JSON.parse((await agentIn(root, 'status', '--json')).stdout);
      expect(after).toMatchObject({ observerId });

      await must('dpkg', dpkg('--remove', 'muster-agent'));
      expect(['usr/bin/muster-agent', ENABLED].filter((path) => isThere(root, path))).toEqual([]);
      expect(isThere(root, 'var/lib/muster-agent')).toBe(true);
      await must('dpkg', dpkg('--purge', 'muster-agent'));
      expect(['var/lib/muster-agent', 'etc/muster'].filter((path) => isThere(root, path))).toEqual(
        [],
      );
    },
    TIME_LIMIT_MS,
  );

  it(
    '.deb: goes by what the fleet manages, and moves to another reconciler when told to',
    async () => {
      const root = makeTree();
      const managed = (...lines: readonly string[]) =>
        writeFileSync(join(root, 'etc/muster/managed.yaml'), `${lines.join('\n')}\n`);
      mkdirSync(join(root, 'etc/muster'));
      managed(`reconciler: ${reconciler.url}`, `enrolmentToken: ${await createToken(1)}`);
      const deb = await writeDeb({ ...parts(), version: OLD });
      const variables = { MUSTER_URL: 'https://inventory.example' };
      await must('dpkg', ['--root', root, '--force-unsafe-io', '--install', deb], variables);
      expect(await agentIn(root, 'once')).toMatchObject({ status: 0 });
      const before: unknown = JSON.parse((await agentIn(root, 'status', '--json')).stdout);
      expect(before).toMatchObject({ reconciler: reconciler.url });

      // One that has never heard of it: it is admitted there anew, with the token given to it.
      const other = await makeReconciler(inFolder('other'));
      await other.start();
      try {
        const created = await other.ask('enrolment-tokens', { uses: 1 });
        const token = String(Reflect.get(Object(created), 'token'));
        managed(`reconciler: ${other.url}`, `enrolmentToken: ${token}`);
        const moved = await agentIn(root, 'once');
        expect(moved.status, moved.stderr).toBe(0);
        const { observerId }: { observerId?: unknown } = JSON.parse(
          (await agentIn(root, 'status', '--json')).stdout,
        );
        expect(before).not.toMatchObject({ observerId });
        expect(JSON.stringify(await other.ask('observers'))).toContain(String(observerId));
      } finally {
        await other.kill();
      }

      managed('reconcilor: https://a.example');
      const refused = await agentIn(root, 'once');
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain('/etc/muster/managed.yaml/reconcilor');
    },
    TIME_LIMIT_MS,
  );

  it(
    '.deb: an address that cannot work fails the installation',
    async () => {
      const root = makeTree();
      const deb = await writeDeb({ ...parts(), version: OLD });
      const variables = { MUSTER_URL: 'http://inventory.example' };
      const failed = await run('dpkg', ['--root', root, '--install', deb], variables);
      expect(failed.status).not.toBe(0);
      expect(failed.stderr).toContain('plain http is for loopback only');
    },
    TIME_LIMIT_MS,
  );

  it(
    '.rpm: installed with address and token, runs, is upgraded and removed',
    async () => {
      const root = makeTree();
      // The libraries it names are there, but dpkg's: rpm knows of none.
      const rpm = (...args: readonly string[]) => ['--root', root, '--nodeps', ...args];
      const old = await writeRpm({ ...parts(), version: OLD });
      const variables = { MUSTER_URL: reconciler.url, MUSTER_TOKEN: await createToken(1) };
      const needed = await must('rpm', ['--query', '--requires', '--package', old]);
      expect(needed).toContain('libstdc++.so.6()(64bit)\n');
      await must('rpm', rpm('--install', old), variables);
      expect(isThere(root, ENABLED)).toBe(true);
      const once = await agentIn(root, 'once');
      expect(once.status, once.stderr).toBe(0);
      await must('rpm', rpm('--upgrade', await writeRpm({ ...parts(), version: NEW })));
      expect(await must('rpm', ['--root', root, '--query', 'muster-agent'])).toContain(
        `muster-agent-${NEW}-1`,
      );
      expect(isThere(root, ENABLED)).toBe(true);
      const again = await agentIn(root, 'once');
      expect(again.status, again.stderr).toBe(0);
      await must('rpm', rpm('--erase', 'muster-agent'));
      expect(['usr/bin/muster-agent', ENABLED].filter((path) => isThere(root, path))).toEqual([]);
      expect(isThere(root, 'var/lib/muster-agent')).toBe(true);
    },
    TIME_LIMIT_MS,
  );

  it('the executable ignores NODE_OPTIONS of whoever calls it', async () => {
    const variables = { NODE_OPTIONS: '--require /nowhere.js' };
    const { status, stderr } = await run(inFolder('muster-agent'), ['--help'], variables);
    expect(status, stderr).toBe(0);
  });
});

const noWindows = isMissing('wixl', 'msibuild', 'msiinfo', 'msiextract', 'wine');

describe.skipIf(noWindows)('the Windows package', () => {
  let wine: Readonly<Record<string, string>>;
  let drive: string;

  beforeAll(async () => {
    await buildExecutable('win-x64');
    const executable = inFolder('muster-agent.exe');
    for (const version of [OLD, NEW]) await writeMsi({ executable, version, output: folder });
    drive = inFolder('wine/drive_c');
    // No Mono, no Gecko, no menus: nothing that asks to be downloaded.
    wine = {
      WINEPREFIX: inFolder('wine'),
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=d',
      DISPLAY: '',
    };
    await must('wineboot', ['--init'], wine);
    // Node asks for Windows 10; Wine says 7 until told.
    await must('wine', ['winecfg', '/v', 'win10'], wine);
  }, BUILD_TIME_LIMIT_MS);

  afterAll(async () => {
    if (wine !== undefined) await run('wineserver', ['--kill', '--wait'], wine);
  });

  const msi = (version: string) => inFolder(`muster-agent-${version}-x64.msi`);
  const inDrive = (path: string) => join(drive, path);

  /** Node cannot open Wine's pipes; files it can. */
  async function runWindows(...args: readonly string[]): Promise<Ended> {
    const stdout = inFolder('windows-out');
    const stderr = inFolder('windows-err');
    const quoted = args.map((word) => `'${word}'`).join(' ');
    const script = `wine ${quoted} </dev/null >${stdout} 2>${stderr}`;
    const { status } = await run('sh', ['-c', script], wine);
    return { status, stdout: readFileSync(stdout, 'utf8'), stderr: readFileSync(stderr, 'utf8') };
  }

  const msiexec = (...args: readonly string[]) => runWindows('msiexec', ...args, '/qn');

  it('lists what it installs, under a code of its own', () => {
    const listed = execFileSync('msiextract', ['--list', msi(OLD)], { encoding: 'utf8' });
    expect(listed.trim()).toMatch(/Muster\/muster-agent\.exe$/);
    const properties = spawnSync('msiinfo', ['export', msi(OLD), 'Property'], { encoding: 'utf8' });
    expect(properties.stdout).toContain(`ProductCode\t{${productCode(OLD)}}`);
    for (const property of PROPERTIES) expect(properties.stdout).toContain(property);
  });

  it(
    'its program reads a recorded firmware table from the registry: that machine, with its serials',
    async () => {
      writeFileSync(inDrive('smbios.reg'), registryFile(encodeTable(notebook)));
      await must('wine', ['regedit', '/S', 'C:\\smbios.reg'], wine);
      const { stdout, stderr, status } = await runWindows(
        inFolder('muster-agent.exe'),
        'inventory',
        '--json',
      );
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        profile: 'windows',
        class: 'laptop',
        device: {
          vendor: 'Northwind Computers',
          serial: 'NW7Q0042',
          boardSerial: 'BRD0042XK9',
          chassisSerial: 'CHS77120Q',
          uuid: '00112233-4455-6677-8899-aabbccddeeff',
        },
      });
    },
    TIME_LIMIT_MS,
  );

  it(
    'its program goes by group policy, before its configuration file, and by nothing that it is not',
    async () => {
      const key = 'HKLM\\SOFTWARE\\Policies\\Muster\\Agent';
      const set = (name: string, value: string) =>
        must('wine', ['reg', 'add', key, '/v', name, '/d', value, '/f'], wine);
      // Beyond the code page of consoles, in which reg.exe prints.
      const address = 'https://zürich-東京.invalid:8420';
      await set('Reconciler', address);
      await set('Without', 'users, usb');
      const agent = inFolder('muster-agent.exe');
      const data = ['--data', 'C:\\policy'];
      expect(await runWindows(agent, 'once', ...data)).toMatchObject({ status: 1 });
      await set('Without', 'user');
      const refused = await runWindows(agent, 'once', ...data);
      expect(refused).toMatchObject({ status: 2 });
      expect(refused.stderr).toContain(`${key}/without/0`);
      await must('wine', ['reg', 'delete', key, '/f'], wine);
      const { stdout } = await runWindows(agent, 'status', '--json', ...data);
      expect(JSON.parse(stdout)).toMatchObject({ reconciler: address, spooledBatches: 1 });
    },
    TIME_LIMIT_MS,
  );

  it(
    'is installed with address and token, upgraded and removed; a purge leaves nothing',
    async () => {
      const given = ['MUSTER_URL=https://inventory.example:8420', 'MUSTER_TOKEN=tok-1'];
      expect(await msiexec('/i', msi(OLD), ...given)).toMatchObject({ status: 0 });
      const config = () => readFileSync(inDrive('ProgramData/Muster/agent.yaml'), 'utf8');
      expect(config()).toContain('reconciler: https://inventory.example:8420\n');
      expect(readFileSync(inDrive('ProgramData/Muster/enrolment-token'), 'utf8')).toBe('tok-1\n');
      const task = readFileSync(inDrive('ProgramData/Muster/agent-task.xml'), 'utf16le');
      expect(task).toContain('<Command>C:\\Program Files\\Muster\\muster-agent.exe</Command>');
      expect(existsSync(inDrive('windows/system32/tasks/Muster/Agent'))).toBe(true);

      expect(await msiexec('/i', msi(NEW))).toMatchObject({ status: 0 });
      expect(config()).toContain('reconciler: https://inventory.example:8420\n');
      expect(existsSync(inDrive('windows/system32/tasks/Muster/Agent'))).toBe(true);
      const installed = await runWindows('reg', 'query', UNINSTALL, '/s', '/v', 'DisplayVersion');
      expect(installed.stdout.match(/0\.1\.\d/g)).toEqual([NEW]);

      expect(await msiexec('/x', msi(NEW))).toMatchObject({ status: 0 });
      expect(existsSync(inDrive('Program Files/Muster'))).toBe(false);
      expect(existsSync(inDrive('windows/system32/tasks/Muster/Agent'))).toBe(false);
      expect(existsSync(inDrive('ProgramData/Muster/agent.yaml'))).toBe(true);

      expect(await msiexec('/i', msi(NEW))).toMatchObject({ status: 0 });
      expect(config()).toContain('reconciler: https://inventory.example:8420\n');
      expect(await msiexec('/x', msi(NEW), 'MUSTER_PURGE=1')).toMatchObject({ status: 0 });
      expect(existsSync(inDrive('ProgramData/Muster/agent.yaml'))).toBe(false);
    },
    TIME_LIMIT_MS,
  );

  it(
    'is not installed with an address that cannot work',
    async () => {
      const refused = await msiexec('/i', msi(OLD), 'MUSTER_URL=http://inventory.example');
      expect(refused.status).not.toBe(0);
      expect(existsSync(inDrive('Program Files/Muster/muster-agent.exe'))).toBe(false);
    },
    TIME_LIMIT_MS,
  );
});

const noSigning = isMissing('osslsigncode', 'openssl', 'wixl', 'msibuild', 'msiextract');

describe.skipIf(noSigning)('packages that are signed as they are made', () => {
  it(
    'carry the signature outside and on the program within',
    async () => {
      const [key, certificate, output] = [
        inFolder('key.pem'),
        inFolder('cert.pem'),
        inFolder('signed'),
      ];
      const subject = ['-subj', '/CN=Example', '-addext', 'extendedKeyUsage=codeSigning'];
      const files = ['-keyout', key, '-out', certificate];
      await must('openssl', [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        ...subject,
        ...files,
      ]);
      const sign = inFolder('sign.sh');
      const command = `osslsigncode sign -certs ${certificate} -key ${key} -h sha256`;
      writeFileSync(
        sign,
        `#!/bin/sh\nset -e\n${command} -in "$1" -out "$1.new"\nmv "$1.new" "$1"\n`,
        {
          mode: 0o755,
        },
      );
      const chosen = products.filter(({ name }) => name === 'msi-x64');
      await build({ products: chosen, version: OLD, output, fast: true, sign }, () => undefined);
      const package_ = join(output, `muster-agent-${OLD}-x64.msi`);
      await must('msiextract', ['--directory', output, package_]);
      const program = globSync('**/muster-agent.exe', { cwd: output }).map((path) =>
        join(output, path),
      );
      for (const file of [package_, ...program]) {
        const said = await must('osslsigncode', ['verify', '-CAfile', certificate, '-in', file]);
        expect(said).toContain('Signature verification: ok');
      }
      expect(program).toHaveLength(1);
    },
    BUILD_TIME_LIMIT_MS,
  );
});

const UNINSTALL = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

/** As Windows keeps the table: calling method, version 3.4, revision, length, structures. */
function registryFile(table: Uint8Array): string {
  const value = new Uint8Array(8 + table.length);
  value.set([0, 3, 4, 0]);
  new DataView(value.buffer).setUint32(4, table.length, true);
  value.set(table, 8);
  const hex = Array.from(value, (octet) => octet.toString(16).padStart(2, '0')).join(',');
  const key = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data';
  return `Windows Registry Editor Version 5.00\r\n\r\n[${key}]\r\n"SMBiosData"=hex:${hex}\r\n`;
}
