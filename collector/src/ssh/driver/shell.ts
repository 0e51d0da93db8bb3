/**
 * A command line over one shell channel: waits for prompts, answers pagers, gives one command's
 * output at a time. What to send is decided by the dialect; what arrived is judged as a terminal
 * would show it.
 */
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { hasEcho, outputOf, pagersOf, quote } from './answer.ts';
import { type Dialect, type Exchange, GREETINGS, PROMPT_SHAPE } from './dialect.ts';
import {
  COMMAND_TIMEOUT_MS,
  ECHO_SETTLE_MS,
  GREETINGS_MAX,
  LOGOUT_TIMEOUT_MS,
  OUTPUT_BYTES_MAX,
  PAGES_MAX,
  SETTLE_MS,
  SILENCE_TIMEOUT_MS,
  STRANGE_PROMPT_MS,
  TAIL_CHARACTERS,
} from './limits.ts';
import { learnPrompt, modeOf } from './prompt.ts';
import { renderTerminal } from './terminal.ts';

/** The channel, as far as the shell needs it. */
export interface ShellChannel extends Pick<Readable, 'on' | 'off'>, Pick<Writable, 'write'> {
  destroy(): void;
}

export interface ShellLogin {
  readonly user: string;
  readonly password?: string;
  readonly enable?: string;
}

export type Answer =
  | { readonly kind: 'answered'; readonly text: string; readonly mode: string }
  | { readonly kind: 'timeout' | 'closed' | 'too-large' | 'refused'; readonly reason: string };

/** The waits, replaceable so that tests need not take seconds. */
export interface ShellTimes {
  readonly settleMs: number;
  readonly echoSettleMs: number;
  readonly strangePromptMs: number;
  readonly silenceMs: number;
  readonly commandMs: number;
  readonly logoutMs: number;
}

export const SHELL_TIMES: ShellTimes = {
  settleMs: SETTLE_MS,
  echoSettleMs: ECHO_SETTLE_MS,
  strangePromptMs: STRANGE_PROMPT_MS,
  silenceMs: SILENCE_TIMEOUT_MS,
  commandMs: COMMAND_TIMEOUT_MS,
  logoutMs: LOGOUT_TIMEOUT_MS,
};

/** Only the end of the output is looked at for prompts: longer than any prompt with its escapes. */
const LOOK_BACK = 2048;

/** A prompt is shorter (its pattern allows 126 characters); so is any pager's text. */
const LINE_LENGTH_MAX = 256;
/** How many lines a device logs while its pager waits. */
const HIDDEN_LINES = 5;
/** Pages turned unseen before the device is taken to be silent. */
const NUDGES_MAX = 2;

/** What is being waited for: the command that was sent, or nothing before the first prompt. */
interface Wait {
  readonly command?: string;
  /** A change of mode: any prompt of the dialect ends it. */
  readonly anyMode: boolean;
  readonly login?: ShellLogin;
  readonly startedMs: number;
  pages: number;
  questions: number;
  cleaned: boolean;
  nudges: number;
  readonly finish: (answer: Answer) => void;
}

export class Shell {
  readonly #channel: ShellChannel;
  #dialect: Dialect;
  #pagers: readonly Exchange[];
  readonly #times: ShellTimes;
  readonly #decoder: StringDecoder = new StringDecoder('utf8');
  #raw = '';
  /** Where the text since the last reply starts: what was answered is not answered again. */
  #from = 0;
  #echoed = false;
  #lastDataMs = 0;
  #closed = false;
  #learned: RegExp | undefined;
  #prompt = '';
  #timer: NodeJS.Timeout | undefined;
  #wait: Wait | undefined;

  constructor(channel: ShellChannel, dialect: Dialect, times: ShellTimes = SHELL_TIMES) {
    this.#channel = channel;
    this.#dialect = dialect;
    this.#pagers = pagersOf(dialect);
    this.#times = times;
    channel.on('data', (chunk: Buffer) => this.#onData(this.#decoder.write(chunk)));
    channel.on('close', () => this.#onClose());
    channel.on('error', () => this.#onClose());
  }

  /** The first prompt as shown, once it is known. */
  get prompt(): string {
    return this.#prompt;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Waits for the first prompt, answering what is asked before it; the text is the greeting. */
  greet(login: ShellLogin): Promise<Answer> {
    return this.#await({ anyMode: true, login });
  }

  /** Sends one command and gives its output: without echo, pagers and prompt. */
  run(command: string): Promise<Answer> {
    this.#send(`${command}${this.#dialect.lineEnd}`);
    return this.#await({ command, anyMode: false });
  }

  /** Sends a command that changes the mode, and answers the password it may ask for. */
  change(command: string, login: ShellLogin): Promise<Answer> {
    this.#send(`${command}${this.#dialect.lineEnd}`);
    return this.#await({ command, anyMode: true, login });
  }

  /** The platform is known now: its prompts and pagers hold from here on. */
  speak(dialect: Dialect): void {
    this.#dialect = dialect;
    this.#pagers = pagersOf(dialect);
  }

  /** Says goodbye until the device hangs up, or for as long as a courtesy may take. */
  async leave(): Promise<void> {
    const deadline = performance.now() + this.#times.logoutMs;
    for (const command of this.#dialect.leave) {
      if (this.#closed) return;
      this.#send(`${command}${this.#dialect.lineEnd}`);
      await this.#quietOrClosed(deadline);
    }
  }

  /** Resolves when the device hangs up, has shown a prompt or question, or the time is over. */
  #quietOrClosed(deadlineMs: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        const now = performance.now();
        const isPrompt = now - this.#lastDataMs > this.#times.settleMs && this.#raw !== '';
        if (this.#closed || isPrompt || now >= deadlineMs) {
          clearInterval(timer);
          this.#channel.off('close', look);
          resolve();
        }
      };
      const timer = setInterval(look, Math.max(20, this.#times.settleMs / 4));
      this.#channel.on('close', look);
      look();
    });
  }

  #await(wait: Pick<Wait, 'command' | 'anyMode' | 'login'>): Promise<Answer> {
    if (this.#wait !== undefined) throw new Error('one command at a time');
    return new Promise((resolve) => {
      const finish = (answer: Answer) => {
        clearTimeout(this.#timer);
        this.#wait = undefined;
        resolve(answer);
      };
      const startedMs = performance.now();
      this.#lastDataMs = startedMs;
      this.#wait = {
        ...wait,
        startedMs,
        pages: 0,
        questions: 0,
        cleaned: false,
        nudges: 0,
        finish,
      };
      this.#look();
    });
  }

  #send(text: string): void {
    if (this.#wait === undefined) {
      this.#raw = '';
      this.#echoed = false;
    }
    this.#from = this.#raw.length;
    this.#channel.write(text);
  }

  #onData(text: string): void {
    this.#raw += text;
    this.#lastDataMs = performance.now();
    this.#look();
  }

  #onClose(): void {
    this.#closed = true;
    this.#look();
  }

  /** Looks at the end of what has arrived; called on every arrival and when a wait has passed. */
  #look(): void {
    const wait = this.#wait;
    if (wait === undefined) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    const quietMs = now - this.#lastDataMs;
    const line = this.#lastLine();
    const waitMs = this.#judge(wait, line, quietMs);
    if (this.#wait !== wait) return;
    if (this.#raw.length > OUTPUT_BYTES_MAX) {
      const reason = `more than ${OUTPUT_BYTES_MAX / 1024 / 1024} MiB of output${this.#after(wait)}`;
      wait.finish({ kind: 'too-large', reason });
    } else if (this.#closed) {
      wait.finish({ kind: 'closed', reason: `the device hung up${this.#after(wait)}` });
    } else if (quietMs >= this.#times.silenceMs || now - wait.startedMs >= this.#times.commandMs) {
      wait.finish({ kind: 'timeout', reason: this.#expected(wait, line) });
    } else {
      const silence = this.#times.silenceMs - quietMs;
      const delay = Math.min(waitMs, silence, this.#times.commandMs - (now - wait.startedMs));
      // A millisecond more than needed, so that the next look is not just too early.
      this.#timer = setTimeout(() => this.#look(), Math.max(delay, 1) + 1);
    }
  }

  /** Acts on the last line; says after how much more silence it could be judged otherwise. */
  #judge(wait: Wait, line: string, quietMs: number): number {
    // Neither prompts nor pagers are longer than a line of a terminal: a wide table goes by fast.
    if (line.length > LINE_LENGTH_MAX) return Number.POSITIVE_INFINITY;
    const pager = wait.command === undefined ? undefined : this.#match(line, this.#pagers);
    if (pager !== undefined) {
      wait.pages += 1;
      if (wait.pages > PAGES_MAX) {
        wait.finish({ kind: 'too-large', reason: `the pager does not end${this.#after(wait)}` });
      } else this.#send(pager.reply);
      return Number.POSITIVE_INFINITY;
    }
    if (wait.login !== undefined && this.#answerQuestion(wait, wait.login, line)) {
      return Number.POSITIVE_INFINITY;
    }
    const mode = modeOf(this.#dialect, line);
    const isLearned = this.#learned?.test(line) === true;
    if (mode === undefined && !isLearned) return this.#judgeLeftover(wait, line, quietMs);
    const neededMs = this.#neededQuietMs(wait, isLearned, mode ?? '');
    if (quietMs < neededMs) return neededMs - quietMs;
    this.#prompt = line.trim();
    this.#learned = learnPrompt(line);
    wait.finish({
      kind: 'answered',
      text: outputOf(this.#raw, wait.command, this.#pagers),
      mode: mode ?? '',
    });
    return 0;
  }

  #neededQuietMs(wait: Wait, isLearned: boolean, mode: string): number {
    if (wait.command === undefined) return this.#times.settleMs;
    this.#echoed ||= hasEcho(this.#raw, wait.command);
    if (isLearned || (wait.anyMode && mode !== '')) {
      return this.#echoed ? 0 : this.#times.echoSettleMs;
    }
    return wait.anyMode ? this.#times.settleMs : this.#times.strangePromptMs;
  }

  /**
   * An end that is neither prompt nor pager. Three things may hold the device up: a refused command
   * put back behind the prompt (FTD), a pager with a log line behind it, a pager whose text was
   * wiped while it waits. Says how much more silence the next of them needs.
   */
  #judgeLeftover(wait: Wait, line: string, quietMs: number): number {
    if (wait.command === undefined) return Number.POSITIVE_INFINITY;
    const { settleMs, strangePromptMs } = this.#times;
    if (quietMs < settleMs) return settleMs - quietMs;
    if (!wait.cleaned && this.#isPutBack(line, wait.command)) {
      wait.cleaned = true;
      this.#send(`\x15${this.#dialect.lineEnd}`);
      return Number.POSITIVE_INFINITY;
    }
    const hidden = this.#hiddenPager();
    if (hidden !== undefined) {
      wait.pages += 1;
      this.#send(hidden.reply);
      return Number.POSITIVE_INFINITY;
    }
    if (wait.pages === 0 || wait.nudges >= NUDGES_MAX) return Number.POSITIVE_INFINITY;
    if (quietMs < strangePromptMs) return strangePromptMs - quietMs;
    wait.nudges += 1;
    this.#send(' ');
    return Number.POSITIVE_INFINITY;
  }

  /** The command stands behind the prompt again, waiting to be corrected. */
  #isPutBack(line: string, command: string): boolean {
    const text = line.trimEnd();
    if (!text.endsWith(command) || !hasEcho(this.#raw, command)) return false;
    const prompt = text.slice(0, -command.length);
    return this.#learned?.test(prompt) ?? PROMPT_SHAPE.test(prompt);
  }

  /** A pager among the last lines, below it something the device had to say meanwhile. */
  #hiddenPager(): Exchange | undefined {
    const start = Math.max(this.#from, this.#raw.length - LOOK_BACK);
    const lines = renderTerminal(this.#raw.slice(start)).split('\n').slice(-HIDDEN_LINES, -1);
    return lines
      .map((line) => this.#match(line, this.#pagers))
      .find((pager) => pager !== undefined);
  }

  #answerQuestion(wait: Wait, login: ShellLogin, line: string): boolean {
    const greeting =
      wait.command === undefined
        ? this.#match(line, [...(this.#dialect.greetings ?? []), ...GREETINGS])
        : undefined;
    const isName = /(?:^|\s)(?:user ?name|login|user)\s*:\s*$/i.test(line);
    const isPassword = /pass(?:word|code|phrase)?[^\n:]{0,40}:\s*$/i.test(line);
    if (greeting === undefined && !isName && !isPassword) return false;
    wait.questions += 1;
    const secret = wait.command === undefined ? login.password : login.enable;
    if (wait.questions > GREETINGS_MAX || (isPassword && wait.questions > 3)) {
      wait.finish({ kind: 'refused', reason: `login refused: asked again (${quote(line)})` });
    } else if (greeting !== undefined) {
      this.#send(greeting.reply.replace('\n', this.#dialect.lineEnd));
    } else if (isName) {
      this.#send(`${login.user}${this.#dialect.lineEnd}`);
    } else if (secret === undefined && wait.command === undefined) {
      wait.finish({ kind: 'refused', reason: `a password is asked for, none is given` });
    } else this.#send(`${secret ?? ''}${this.#dialect.lineEnd}`);
    return true;
  }

  #match(line: string, exchanges: readonly Exchange[]): Exchange | undefined {
    return exchanges.find(({ asks }) => asks.test(line));
  }

  /** The last line since the last reply, as shown. Only what follows the last line feed is drawn. */
  #lastLine(): string {
    const start = Math.max(
      this.#from,
      this.#raw.length - LOOK_BACK,
      this.#raw.lastIndexOf('\n') + 1,
    );
    return renderTerminal(this.#raw.slice(start)).split('\n').at(-1) ?? '';
  }

  #after({ command }: Wait): string {
    const where = command === undefined ? ' before the first prompt' : ` after ${quote(command)}`;
    return `${where}; last: ${quote(this.#tail())}`;
  }

  #expected(wait: Wait, line: string): string {
    const patterns =
      this.#learned !== undefined && !wait.anyMode
        ? [this.#learned]
        : this.#dialect.modes.map(({ prompt }) => prompt);
    const expected = patterns.map(String).join(' or ');
    return `no prompt${this.#after(wait)}; expected ${expected}, the last line is ${quote(line)}`;
  }

  #tail(): string {
    return this.#raw.slice(-TAIL_CHARACTERS);
  }
}
