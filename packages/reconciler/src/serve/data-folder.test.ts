import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATABASE_FILE } from '../store/sqlite/database.ts';
import { prepareDataFolder } from './data-folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-folder-'));
});
afterEach(() => rm(root, { recursive: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

/** @returns the warnings */
async function prepare(path: string): Promise<readonly unknown[]> {
  const warnings: unknown[] = [];
  await prepareDataFolder(path, { warn: (...said: unknown[]) => void warnings.push(said) });
  return warnings;
}

async function folder(mode: number, ...files: readonly string[]): Promise<string> {
  const path = join(root, 'data');
  await mkdir(path);
  for (const name of files) await writeFile(join(path, name), '');
  // Apart: the umask takes bits from what `mkdir` is told.
  await chmod(path, mode);
  return path;
}

it('creates a folder for us alone, and those above it as usual', async () => {
  const path = join(root, 'a', 'b', 'data');
  expect(await prepare(path)).toEqual([]);
  expect(await modeOf(path)).toBe('700');
  await mkdir(join(root, 'usual'));
  expect(await modeOf(join(root, 'a'))).toBe(await modeOf(join(root, 'usual')));
});

describe.skipIf(process.platform === 'win32')('a folder that was there', () => {
  it.each<[string, number, string[], number]>([
    ['empty and ours alone', 0o700, [], 0],
    ['empty and open to others', 0o755, [], 1],
    ['prepared by the operator', 0o755, ['collector.yaml', 'lost+found'], 1],
    ['ours, opened since', 0o750, [DATABASE_FILE, 'notes.txt'], 1],
    ['closed, with files of others', 0o700, ['notes.txt'], 0],
  ])('keeps its mode: %s', async (_, mode, files, warnings) => {
    const path = await folder(mode, ...files);
    expect(await prepare(path)).toHaveLength(warnings);
    expect(await modeOf(path)).toBe(mode.toString(8));
  });

  it.each([0o755, 0o710, 0o707])('is refused with files of others and mode %o', async (mode) => {
    const path = await folder(mode, 'notes.txt');
    await expect(prepare(path)).rejects.toThrow(/^--data: .* holds other files/);
    expect(await modeOf(path)).toBe(mode.toString(8));
  });
});

it.each<[string, () => string]>([
  ['a file', () => join(root, 'file')],
  ['below a file', () => join(root, 'file', 'data')],
  // Linux: a file system that has folders and makes none.
  ['in /proc', () => '/proc/muster/data'],
])('refuses what can be no folder: %s', async (_, pathOf) => {
  await writeFile(join(root, 'file'), '');
  await expect(prepare(pathOf())).rejects.toThrow(/^--data: \S+ (is not a folder|cannot be)/);
});
