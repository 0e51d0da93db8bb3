/** Starts `muster` as a person would, and waits for the lines it prints when it is ready. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Running {
  /** Where the console and the API are. */
  readonly url: string;
  /** Signs in once. */
  readonly signInLink: string;
  readonly pid: number | undefined;
  /** Asks it to end and waits until it has. */
  stop(): Promise<number | null>;
}

const MUSTER = fileURLToPath(new URL('../../packages/reconciler/bin/muster.js', import.meta.url));

/** Starts `muster ARGS…` (`up` or `serve`). @throws with its output when it ends before it is ready */
export async function startMuster(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child = spawn(process.execPath, [MUSTER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<RegExpExecArray>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const link = /sign in[^:]*: (https?:\/\/[^/\s]+)\/#code=\S+/.exec(output);
      if (link !== null) resolve(link);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const link = await Promise.race([ready, ended]);
  if (link === null || typeof link === 'number') {
    throw new Error(`muster ${args.join(' ')} ended with ${link}:\n${output}`);
  }
  return {
    url: link[1] ?? '',
    signInLink: link[0].slice(link[0].indexOf('http')),
    pid: child.pid,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
