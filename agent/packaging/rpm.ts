/** The RPM package, by rpmbuild. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { LinuxPackage } from './deb.ts';
import {
  afterInstall,
  beforeRemoval,
  DESCRIPTION,
  GLIBC,
  linuxFiles,
  type PackagedFile,
  SUMMARY,
} from './linux-tree.ts';
import { stage } from './stage.ts';

/** As RPM names them. */
const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' } as const;

/** @returns the package's path */
export async function writeRpm(options: LinuxPackage): Promise<string> {
  const architecture = ARCHITECTURES[options.architecture];
  const folder = await mkdtemp(join(tmpdir(), 'muster-rpm-'));
  try {
    const files = linuxFiles(options);
    const tree = join(folder, 'tree');
    await mkdir(tree);
    await stage(files, tree);
    const spec = join(folder, 'muster-agent.spec');
    const payload = options.fast ? 'w1.gzdio' : 'w2.xzdio';
    await writeFile(spec, specFile({ version: options.version, files, tree, payload }));
    await runCommand('rpmbuild', [
      '-bb',
      '--quiet',
      '--target',
      `${architecture}-linux`,
      '--define',
      `_topdir ${folder}`,
      // Debian's rpm keeps its database elsewhere; nothing is looked up in either.
      '--define',
      `_dbpath ${join(folder, 'db')}`,
      spec,
    ]);
    const name = `muster-agent-${options.version}-1.${architecture}.rpm`;
    const path = join(options.output, name);
    await copyFile(join(folder, 'RPMS', architecture, name), path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface SpecFields {
  readonly version: string;
  readonly files: readonly PackagedFile[];
  /** Where they lie now. */
  readonly tree: string;
  readonly payload: string;
}

/** Scriptlets get the number of versions that will be installed: 1 or 2, and 0 at the last removal. */
export function specFile({ version, files, tree, payload }: SpecFields): string {
  return `# The executable is finished: nothing is stripped, indexed or searched for what it needs.
%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload ${payload}

Name: muster-agent
Version: ${version}
Release: 1
Summary: ${SUMMARY}
License: Apache-2.0
AutoReqProv: no
# Libraries by what they provide: the packages are called otherwise on SUSE.
Requires: glibc >= ${GLIBC}
Requires: libstdc++.so.6()(64bit)
Requires: libgcc_s.so.1()(64bit)

%description
${DESCRIPTION}

%install
cp -a ${tree}/. %{buildroot}/

%post
${afterInstall('[ "$1" -ge 2 ]')}
%preun
if [ "$1" -eq 0 ]; then
${beforeRemoval}fi

%files
${files
  .map(({ path, mode }) => `%attr(${mode.toString(8).padStart(4, '0')}, root, root) ${path}`)
  .join('\n')}
`;
}
