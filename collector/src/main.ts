/** The entry of `muster-collector`: arguments, environment, signals and streams in, exit code out. */
import { runCollector } from './cli/program.ts';
import { boundHeap } from './heap.ts';

boundHeap(process.execArgv);

const ending = new AbortController();
process.once('SIGINT', () => ending.abort());
process.once('SIGTERM', () => ending.abort());

process.exitCode = await runCollector(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
});
