import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { acquireLock, isLocked } from './lock.ts';
import { makeTestFolder, type TestFolder } from './testing/fixtures.ts';

let folder: TestFolder;

beforeEach(async () => {
  folder = await makeTestFolder();
});

afterEach(() => folder.remove());

describe('the lock of a data folder', () => {
  it('refuses a second holder, naming the first', async () => {
    const lock = await acquireLock(folder.path);
    const second = acquireLock(folder.path);
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toThrow(`in use by process ${process.pid}`);
    lock.release();
  });

  it('is free again after its release', async () => {
    (await acquireLock(folder.path)).release();
    expect(isLocked(folder.path)).toBe(false);
    (await acquireLock(folder.path)).release();
  });

  it('is seen without being taken', async () => {
    expect(isLocked(folder.path)).toBe(false);
    const lock = await acquireLock(folder.path);
    expect(isLocked(folder.path)).toBe(true);
    lock.release();
  });

  it('of a process that was killed is taken over', async () => {
    const holder = fileURLToPath(new URL('./testing/lock-holder.ts', import.meta.url));
    const child = spawn(process.execPath, [holder, folder.path], { stdio: 'pipe' });
    await once(child.stdout, 'data');
    await expect(acquireLock(folder.path)).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await acquireLock(folder.path)).release();
  });
});
