/**
 * Fetches a platform package of Node: npm installs the one of this machine only, so the others are
 * packed into a folder of their own, checked against their pinned digest, and kept.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { Runtime } from './runtimes.ts';

/** @returns the path of the package's node executable */
export async function fetchRuntime(runtime: Runtime, cacheFolder: string): Promise<string> {
  const { name, version, integrity, executable } = runtime;
  const kept = join(cacheFolder, `${name}-${version}`);
  const path = join(kept, 'package', executable);
  if (existsSync(path)) return path;
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, '.fetching-'));
  try {
    await runCommand('npm', ['pack', '--silent', `${name}@${version}`], { cwd: folder });
    const archive = join(folder, `${name}-${version}.tgz`);
    const digest = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${digest}` !== integrity)
      throw new Error(`${name}@${version} is not the package it was: its digest is ${digest}`);
    await runCommand('tar', ['xzf', archive, '-C', folder]);
    await rm(archive);
    // Whole or not at all: a build that was interrupted leaves nothing half unpacked behind.
    await rm(kept, { recursive: true, force: true });
    await rename(folder, kept);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path;
}
