/**
 * The command line of a simulated network device: prompt, echo, pager, enable, refusals; and its
 * bad habits. Stands behind a shell channel of `server.ts`.
 */
import type { Terminal } from './server.ts';

export interface CommandLineDevice {
  readonly hostname: string;
  /** What it prints for each command; anything else is refused. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly greeting?: string;
  /** Asked inside the shell, where authentication itself asks nothing. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Without it, "enable" needs no password; `undefined` commands are refused below it. */
  readonly enablePassword?: string;
  /** Commands that need the privileged mode. */
  readonly privileged?: readonly string[];
  /** Lines a page, until "terminal length 0" is sent. */
  readonly pageLines?: number;
  readonly refusal?: string;
  readonly prompt?: (state: PromptState) => string;
  readonly habits?: Habits;
}

export interface PromptState {
  readonly hostname: string;
  readonly enabled: boolean;
  /** Commands run so far, for prompts that count. */
  readonly commands: number;
}

/** What goes wrong, or is odd, on request. */
export interface Habits {
  /** "Press any key to continue" before the first prompt. */
  readonly pressAnyKey?: boolean;
  /** Escape codes around every prompt, and a carriage return before it. */
  readonly colors?: boolean;
  readonly noEcho?: boolean;
  /** Falls silent after this command, for good. */
  readonly hangsAfter?: string;
  /** Hangs up in the middle of this command's output. */
  readonly hangsUpAfter?: string;
  /** Never ends the output of this command. */
  readonly endlessAfter?: string;
  /** Writes a few bytes at a time. */
  readonly slowly?: boolean;
  /** What the pager shows; wiped with backspaces when a page is turned. */
  readonly pagerText?: string;
}

const REFUSAL = "% Invalid input detected at '^' marker.";

/** Serves the device on one terminal until "exit". */
export function serveCommandLine(terminal: Terminal, device: CommandLineDevice): void {
  const { habits = {} } = device;
  const state = { hostname: device.hostname, enabled: false, commands: 0 };
  let paging = device.pageLines !== undefined;
  let line = '';
  let onKey: ((key: string) => void) | undefined;
  let onLine: ((line: string) => void) | undefined;
  let silent = false;

  const write = (text: string) => {
    if (silent) return;
    const wire = text.replaceAll(/\r?\n/g, '\r\n');
    if (habits.slowly !== true) terminal.write(wire);
    else for (let at = 0; at < wire.length; at += 3) terminal.write(wire.slice(at, at + 3));
  };
  const showPrompt = () => {
    const prompt = device.prompt?.(state) ?? `${state.hostname}${state.enabled ? '#' : '>'}`;
    write(habits.colors === true ? `\r\x1b[K\x1b[1m${prompt}\x1b[0m` : prompt);
  };
  const ask = (question: string, then: (answer: string) => void) => {
    write(question);
    onLine = then;
  };
  const print = (text: string) => {
    const lines = text.split('\n');
    const page = paging ? (device.pageLines ?? lines.length) : lines.length;
    const pagerText = habits.pagerText ?? ' --More-- ';
    const next = (from: number) => {
      write(`${lines.slice(from, from + page).join('\n')}\n`);
      if (from + page >= lines.length) return showPrompt();
      write(pagerText);
      onKey = (key) => {
        write(
          `${'\b'.repeat(pagerText.length)}${' '.repeat(pagerText.length)}${'\b'.repeat(pagerText.length)}`,
        );
        if (key === 'q') showPrompt();
        else next(from + page);
      };
    };
    next(0);
  };
  const run = (command: string) => {
    state.commands += 1;
    if (command === '') return showPrompt();
    if (/^(?:exit|quit|logout)$/.test(command)) return terminal.hangUp();
    if (command === habits.hangsAfter) {
      silent = true;
      return;
    }
    if (command === habits.hangsUpAfter) {
      write((device.outputs[command] ?? '').slice(0, 40));
      return terminal.hangUp();
    }
    if (command === habits.endlessAfter) return writeForever(terminal);
    if (command === 'terminal length 0') {
      paging = false;
      return showPrompt();
    }
    if (command === 'terminal width 0') return showPrompt();
    if (command === 'enable') return enable();
    const output = device.outputs[command];
    const isHidden = device.privileged?.includes(command) === true && !state.enabled;
    if (output === undefined || isHidden) {
      write(`${device.refusal ?? REFUSAL}\n\n`);
      return showPrompt();
    }
    print(output);
  };
  const enable = () => {
    if (device.enablePassword === undefined) {
      state.enabled = true;
      return showPrompt();
    }
    ask('Password: ', (answer) => {
      write('\n');
      state.enabled = answer === device.enablePassword;
      if (!state.enabled) write('% Access denied\n\n');
      showPrompt();
    });
  };
  const start = () => {
    write(device.greeting ?? '');
    if (habits.pressAnyKey !== true) return showPrompt();
    write('\nPress any key to continue');
    onKey = () => {
      write('\n');
      showPrompt();
    };
  };
  terminal.onData((typed) => {
    for (const key of typed) {
      if (onKey !== undefined) {
        const handle = onKey;
        onKey = undefined;
        handle(key);
      } else if (key === '\n' || key === '\r') {
        const entered = line;
        line = '';
        const answer = onLine;
        onLine = undefined;
        if (answer === undefined && habits.noEcho !== true) write(`${entered}\n`);
        if (answer !== undefined) answer(entered);
        else run(entered.trim());
      } else line += key;
    }
  });
  const { login } = device;
  if (login === undefined) start();
  else {
    const askLogin = () =>
      ask('User Name:', (user) => {
        write(`${user}\n`);
        ask('Password:', (password) => {
          write('\n');
          if (user === login.user && password === login.password) start();
          else askLogin();
        });
      });
    askLogin();
  }
}

/** As fast as the other side reads, so that only a bound on size ends it. */
function writeForever(terminal: Terminal): void {
  const timer = setInterval(() => {
    for (let count = 0; count < 64; count += 1) terminal.write(`${'x'.repeat(1022)}\r\n`);
  }, 1);
  timer.unref();
  terminal.onData(() => {});
}
