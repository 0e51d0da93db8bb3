/** The entry of `muster`: arguments, environment, signals and streams in, exit code out. */
import { runMuster } from './cli/program.ts';

const ending = new AbortController();
// Once: who asks a second time does not want to wait any longer.
process.once('SIGINT', () => ending.abort());
process.once('SIGTERM', () => ending.abort());

// `muster query | head` is no failure: the reader has what it wanted.
process.stdout.on('error', (error) => {
  process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await runMuster(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
});

// What was told to end and could not may hold a thread that waits for good, and `exit` would wait too.
if (process.exitCode !== 0 && ending.signal.aborted) {
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}
