/** Lays packaged files out in a folder, as they will lie in the installed system. */
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackagedFile } from './linux-tree.ts';

/** @returns the bytes of all files */
export async function stage(files: readonly PackagedFile[], root: string): Promise<void> {
  for (const { path, mode, content } of files) {
    const at = join(root, path);
    await mkdir(dirname(at), { recursive: true, mode: 0o755 });
    if (content.kind === 'text') await writeFile(at, content.text);
    else await copyFile(content.from, at);
    await chmod(at, mode);
  }
}
