/**
 * The smallest Debian that a package can be installed into: the packages a maintainer script and
 * the agent need, copied from this host, with dpkg's own record of them. Made in a second, where
 * debootstrap took three minutes (measured on two busy cores).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A shell, rm and rmdir; the libraries of node; and what those stand on. */
const PACKAGES: readonly string[] = [
  'base-files',
  'coreutils',
  'dash',
  'gcc-12-base',
  'libacl1',
  'libattr1',
  'libc6',
  'libgcc-s1',
  'libgmp10',
  'libpcre2-8-0',
  'libselinux1',
  'libstdc++6',
];

/** @param root an empty folder */
export function makeSmallTree(root: string): void {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
  for (const name of [
    'etc',
    'tmp',
    'run',
    'var/lib/dpkg/info',
    'var/lib/dpkg/updates',
    'var/lib/rpm',
  ])
    mkdirSync(join(root, name), { recursive: true });
  const listed = run('dpkg-query', ['--listfiles', ...PACKAGES]);
  const files = [...new Set(listed.split('\n').filter((line) => line.startsWith('/')))]
    .filter((path) => path !== '/.' && !path.startsWith('/usr/share/'))
    .map((path) => path.slice(1));
  const archive = execFileSync(
    'tar',
    ['-C', '/', '--no-recursion', '--ignore-failed-read', '-cf', '-', '--files-from=-'],
    { input: files.join('\n'), maxBuffer: 256 * 1024 * 1024, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  execFileSync('tar', ['-C', root, '--keep-directory-symlink', '-xf', '-'], { input: archive });
  // What is not copied is not asked for: only dependencies that Debian's policy leaves unsaid.
  writeFileSync(join(root, 'var/lib/dpkg/status'), run('dpkg-query', ['--status', ...PACKAGES]));
}

function run(file: string, args: readonly string[]): string {
  return execFileSync(file, [...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
