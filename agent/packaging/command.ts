/** Runs one program of the build and waits for it; what it complained of is in the error. */
import { execFile, spawnSync } from 'node:child_process';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
}

/** No tool of the build prints more. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** The slowest, compressing an executable on one busy core, takes two minutes. */
const TIMEOUT_MS = 15 * 60_000;

/** @throws when it cannot be started, or ends with anything but 0 */
export function runCommand(
  file: string,
  args: readonly string[],
  { cwd }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      [...args],
      {
        maxBuffer: OUTPUT_BYTES_MAX,
        timeout: TIMEOUT_MS,
        ...(cwd !== undefined && { cwd }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else {
          const said = `${stderr}${stdout}`.trim().slice(-2000);
          reject(
            new Error(`${file} ${args.join(' ')}: ${said || error.message}`, { cause: error }),
          );
        }
      },
    );
  });
}

/** Whether a program is on the path. */
export function isInstalled(file: string): boolean {
  return spawnSync(file, ['--version'], { stdio: 'ignore' }).error === undefined;
}
