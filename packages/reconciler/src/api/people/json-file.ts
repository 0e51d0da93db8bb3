/** A small JSON file that is replaced whole: readers see the old content or the new, never half. */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Parsed } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';

/** A file that this program wrote and cannot read back: someone must look. */
export class DamagedFileError extends Error {}

/** `undefined` where there is no such file. */
export async function readJsonFile<T>(
  path: string,
  parse: (input: unknown) => Parsed<T>,
): Promise<T | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new DamagedFileError(`${path} is not JSON: restore it or remove it`, { cause });
  }
  const parsed = parse(input);
  if (parsed.kind === 'refused') {
    throw new DamagedFileError(`${path}: ${formatProblems(parsed.problems)}`);
  }
  return parsed.value;
}

/** Written beside, fsynced, renamed, readable by its owner alone; durable when it resolves. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** `undefined` where there is no such file. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The rename itself is durable once its folder is; Windows has no handle for that. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
