import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let dir: string;
let shell: ChildProcess | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-parent-'));
});
afterEach(async () => {
  shell?.kill('SIGKILL');
  await rm(dir, { recursive: true });
});

it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGKILL'] as const)(
  'ends in order when the shell that started it is gone by %s',
  async (signal) => {
    const script = join(dir, 'program.mjs');
    const watcher = new URL('./watch-parent.ts', import.meta.url).href;
    await writeFile(
      script,
      `import { watchParent } from ${JSON.stringify(watcher)};
      watchParent(process.ppid);
      process.once('SIGTERM', () => { console.log('in order'); process.exit(); });
      setInterval(() => {}, 1000);
      console.log('ready');`,
    );
    // A command after it keeps the shell from becoming it.
    shell = spawn('sh', ['-c', `"$0" "$1"; exit 0`, process.execPath, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    shell.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 15_000 }).toBe('ready\n');
    shell.kill(signal);
    await expect.poll(() => said, { timeout: 15_000 }).toBe('ready\nin order\n');
  },
);
