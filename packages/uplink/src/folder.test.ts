import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolder } from './folder.ts';
import { makeTestFolder, type TestFolder } from './testing/fixtures.ts';

let root: TestFolder;

beforeEach(async () => {
  root = await makeTestFolder();
});

afterEach(() => root.remove());

describe('a folder', () => {
  it('is made for its owner alone, as are its files', async () => {
    const folder = await openFolder(join(root.path, 'a', 'b'));
    await folder.write('x', 'text');
    expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder.path, 'x'))).mode & 0o777).toBe(0o600);
  });

  it('sweeps what was left half written', async () => {
    await writeFile(join(root.path, 'x.unfinished'), 'ha');
    const folder = await openFolder(root.path);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('lists files by name and nothing else', async () => {
    const folder = await openFolder(root.path);
    await folder.write('b', '22');
    await folder.write('a', '1');
    await mkdir(join(root.path, 'c'));
    expect(await folder.list()).toEqual([
      { name: 'a', bytes: 1 },
      { name: 'b', bytes: 2 },
    ]);
  });

  it('keeps the old content when the new cannot be written', async () => {
    const folder = await openFolder(root.path);
    await folder.write('x', 'old');
    await mkdir(join(root.path, 'x.unfinished'));
    expect((await folder.write('x', 'new')).kind).toBe('disk-failed');
    expect(String(await folder.read('x'))).toBe('old');
  });

  it('says that an absent file is absent, and removes it again', async () => {
    const folder = await openFolder(root.path);
    expect(await folder.read('x')).toBeUndefined();
    await folder.remove('x');
  });
});
