/** Runs a command line of `muster` in this process, with streams that a test can read. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runMuster } from '../program.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed or piped in. */
  readonly input?: string;
  /** As if standard output and error were a terminal this wide. */
  readonly columns?: number;
}

export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), stream(options), stream(options)];
  const said = Promise.all([text(stdout), text(stderr)]);
  stdin.end(options.input ?? '');
  const code = await runMuster(args, {
    env: options.env ?? {},
    stdin,
    stdout,
    stderr,
    signal: new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

function stream({ columns }: RunOptions): PassThrough & { isTTY?: boolean; columns?: number } {
  const made = new PassThrough();
  return columns === undefined ? made : Object.assign(made, { isTTY: true, columns });
}
