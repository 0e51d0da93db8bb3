import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const muster = fileURLToPath(new URL('../bin/muster.js', import.meta.url));

let dir: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-main-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(dir, { recursive: true });
});

/** Nobody ever writes to it: whoever opens it waits for good. */
function pipeIn(folder: string): string {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

it.skipIf(process.platform === 'win32').each(['serve', 'up'])(
  'ends %s when told to, though its start hangs',
  async (command) => {
    const pipe = pipeIn(dir);
    const tls = ['--tls-cert', pipe, '--tls-key', pipe];
    child = spawn(
      process.execPath,
      [muster, command, '--data', join(dir, 'data'), '--log-level', 'debug', ...tls],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 15_000 }).toContain('starting');
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    expect(await closed).toEqual([null, 'SIGTERM']);
    expect(said).toMatch(/\nmuster: told to end while starting[^\n]*\n$/);
  },
);
