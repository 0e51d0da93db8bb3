/**
 * macOS: no tool of npm's or Debian's makes a flat package (bsdtar writes xar, but what makes the
 * bill of materials is in neither), so Linux makes all but the last step: an archive with the
 * executable and the script that signs it and makes the package on a Mac, with the system's own
 * tools.
 */
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';

const PARTS: string = fileURLToPath(new URL('macos', import.meta.url));

export interface MacosArchive {
  readonly executable: string;
  readonly license: string;
  readonly thirdParty: string;
  readonly version: string;
  /** A folder. */
  readonly output: string;
}

/** @returns the archive's path */
export async function writeMacosArchive(options: MacosArchive): Promise<string> {
  const name = `muster-agent-${options.version}-darwin-arm64`;
  const path = join(options.output, `${name}.tar.gz`);
  const folder = await mkdtemp(join(tmpdir(), 'muster-macos-'));
  try {
    const root = join(folder, name);
    await mkdir(root);
    await cp(PARTS, root, { recursive: true });
    await copyFile(options.executable, join(root, 'muster-agent'));
    await chmod(join(root, 'muster-agent'), 0o755);
    await writeFile(join(root, 'VERSION'), `${options.version}\n`);
    await writeFile(join(root, 'LICENSE'), options.license);
    await writeFile(join(root, 'third-party-licenses.txt'), options.thirdParty);
    await runCommand('tar', ['--owner=0', '--group=0', '-czf', path, '-C', folder, name]);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
