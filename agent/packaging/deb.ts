/** The Debian package, by dpkg-deb. */
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import {
  afterInstall,
  beforeRemoval,
  DESCRIPTION,
  GLIBC,
  type LinuxParts,
  linuxFiles,
  purge,
  SUMMARY,
} from './linux-tree.ts';
import { stage } from './stage.ts';

export interface LinuxPackage extends LinuxParts {
  readonly architecture: 'x64' | 'arm64';
  readonly version: string;
  /** A folder. */
  readonly output: string;
  /** Larger packages, made in seconds: for tests. */
  readonly fast: boolean;
}

/** As dpkg names them. */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' } as const;

/** xz at 2: within a tenth of the size at 6 in a fifth of its time. */
const COMPRESSION = { fast: ['-Zgzip', '-z1'], small: ['-Zxz', '-z2'] } as const;

/** @returns the package's path */
export async function writeDeb(options: LinuxPackage): Promise<string> {
  const architecture = ARCHITECTURES[options.architecture];
  const path = join(options.output, `muster-agent_${options.version}_${architecture}.deb`);
  const root = await mkdtemp(join(tmpdir(), 'muster-deb-'));
  try {
    await chmod(root, 0o755);
    await stage(linuxFiles(options), root);
    const control = join(root, 'DEBIAN');
    const installedKilobytes = Math.ceil((await sizeOf(root)) / 1024);
    await mkdir(control, { mode: 0o755 });
    await writeFile(
      join(control, 'control'),
      controlFile({ version: options.version, architecture, installedKilobytes }),
    );
    for (const [name, script] of Object.entries(scripts)) {
      await writeFile(join(control, name), script, { mode: 0o755 });
    }
    const compression = COMPRESSION[options.fast ? 'fast' : 'small'];
    await runCommand('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, path]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return path;
}

export interface ControlFields {
  readonly version: string;
  readonly architecture: string;
  readonly installedKilobytes: number;
}

export function controlFile({ version, architecture, installedKilobytes }: ControlFields): string {
  return `Package: muster-agent
Version: ${version}
Architecture: ${architecture}
Maintainer: Muster <muster@localhost>
Installed-Size: ${installedKilobytes}
Depends: libc6 (>= ${GLIBC}), libstdc++6, libgcc-s1 | libgcc1
Recommends: ca-certificates
Section: admin
Priority: optional
Description: ${SUMMARY}
${DESCRIPTION.split('\n')
  .map((line) => ` ${line}`)
  .join('\n')}
`;
}

/** Debian Policy §6.5: with what arguments each is called. */
export const scripts: Readonly<Record<'postinst' | 'prerm' | 'postrm', string>> = {
  postinst: `#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
${afterInstall('[ -n "$2" ]')}`,
  prerm: `#!/bin/sh
set -e
[ "$1" = remove ] || exit 0
${beforeRemoval}`,
  postrm: `#!/bin/sh
set -e
[ "$1" = purge ] || exit 0
${purge}`,
};

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
