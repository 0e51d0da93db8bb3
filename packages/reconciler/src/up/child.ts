/** A child process that is kept running: started again when it ends by itself, ended when told to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Logger } from 'pino';
import { planRestart } from './restart.ts';

export interface ChildOptions {
  /** "agent", "collector", "lab": the prefix of its log lines. */
  readonly name: string;
  /** A script for this very Node. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onStdout: (line: string) => void;
  readonly onStderr: (line: string) => void;
  readonly log: Logger;
}

/** From SIGTERM to SIGKILL: a spool is written and a session closed within a second. */
const STOP_TIMEOUT_MS = 10_000;
/** A longer line is no log line: it is cut into pieces. */
const LINE_CHARACTERS_MAX = 64 * 1024;

export class SupervisedChild {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #crashes = 0;
  #isStopping = false;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  start(): void {
    const { script, args, env, name, log, onStdout, onStderr } = this.#options;
    const tether = new URL('./tether.ts', import.meta.url).href;
    const startedMs = Date.now();
    const child = spawn(process.execPath, ['--import', tether, script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    });
    this.#process = child;
    if (child.stdout !== null) readLines(child.stdout, onStdout);
    if (child.stderr !== null) readLines(child.stderr, onStderr);
    child.on('error', (err) => log.error({ err, child: name }, 'child cannot be started'));
    child.once('close', (code, signal) => this.#ended(code, signal, Date.now() - startedMs));
  }

  /** It may end from now on: on a terminal Ctrl-C tells it before we do. */
  release(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  /** Resolves when it is gone. */
  async stop(): Promise<void> {
    this.release();
    const child = this.#process;
    if (child === undefined) return;
    const kill = setTimeout(() => {
      this.#options.log.warn({ child: this.#options.name }, 'child does not end: killed');
      child.kill('SIGKILL');
    }, STOP_TIMEOUT_MS);
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
    clearTimeout(kill);
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, livedMs: number): void {
    this.#process = undefined;
    if (this.#isStopping) return;
    const { log, name } = this.#options;
    const end = { child: name, code, signal };
    const next = planRestart({ code, livedMs, crashes: this.#crashes });
    if (next.kind === 'give-up') {
      log.error(end, 'child ended for wrong usage: mend it and start again');
      return;
    }
    this.#crashes = next.crashes;
    log.warn({ ...end, restartInMs: next.afterMs }, 'child ended, will be started again');
    this.#timer = setTimeout(() => this.start(), next.afterMs);
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.length <= LINE_CHARACTERS_MAX) return;
    onLine(rest);
    rest = '';
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
