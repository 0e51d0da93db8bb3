/** Runs one `muster` command as a process of its own, as a script would. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MUSTER = fileURLToPath(new URL('../../packages/reconciler/bin/muster.js', import.meta.url));

export function runMuster(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = process.cwd(),
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MUSTER, ...args],
      { env: { ...process.env, ...env }, cwd },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
        resolve({ code, stdout, stderr });
      },
    );
  });
}
