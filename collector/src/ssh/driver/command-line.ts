/**
 * A device's command line, whichever way it is spoken to: one command in, its output back. Only
 * commands that the platform lists are ever sent.
 */
import { allowedCommands, type Platform } from '../platform.ts';
import type { SshConnection } from './connection.ts';
import { REFUSALS } from './dialect.ts';
import { runExec } from './exec.ts';
import { SHELL_TIMES, Shell, type ShellLogin, type ShellTimes } from './shell.ts';
import { renderTerminal } from './terminal.ts';
import type { Transcript } from './transcript.ts';

export type Output =
  | { readonly kind: 'answered'; readonly text: string }
  | {
      readonly kind: 'not-understood' | 'timeout' | 'closed' | 'too-large' | 'refused';
      readonly reason: string;
    };

export interface CommandLine {
  /** The greeting and first prompt of a shell; empty over exec channels. */
  readonly greeting: string;
  readonly prompt: string;
  readonly transcript: Transcript;
  run(command: string): Promise<Output>;
  /** From here on the commands of this platform are allowed, and its session is set up. */
  adopt(platform: Platform): Promise<Output>;
  leave(): Promise<void>;
}

/** The beginning of an output is where a refusal stands. */
const REFUSAL_CHARACTERS = 600;

export function isRefusal(text: string, platform?: Platform): boolean {
  const head = text.slice(0, REFUSAL_CHARACTERS);
  // A long answer that mentions an error is an answer.
  if (text.length > REFUSAL_CHARACTERS * 2) return false;
  return [...REFUSALS, ...(platform?.dialect.refusals ?? [])].some((sign) => sign.test(head));
}

function guard(allowed: ReadonlySet<string>, command: string): void {
  if (!allowed.has(command)) throw new Error(`"${command}" is not among the platform's commands`);
}

/** Over exec channels: nothing to set up, nothing to page, nothing to leave. */
export function execLine(
  connection: SshConnection,
  platform: Platform,
  transcript: Transcript,
): CommandLine {
  const allowed = allowedCommands(platform);
  return {
    greeting: '',
    prompt: '',
    transcript,
    run: async (command) => {
      guard(allowed, command);
      transcript.add('sent', command);
      const outcome = await runExec(connection, command);
      transcript.add('received', outcome.kind === 'answered' ? outcome.text : outcome.reason);
      if (outcome.kind !== 'answered') return outcome;
      const text = renderTerminal(outcome.text);
      const isEmptyFailure = text.trim() === '' && (outcome.code ?? 0) !== 0;
      if (isRefusal(text, platform) || isEmptyFailure) {
        return { kind: 'not-understood', reason: text.trim().slice(0, 200) };
      }
      return { kind: 'answered', text };
    },
    adopt: async () => ({ kind: 'answered', text: '' }),
    leave: async () => {},
  };
}

/** Over a shell: logged in, set up, in the mode that reading needs, logged out at the end. */
export async function shellLine(
  connection: SshConnection,
  first: Platform,
  login: ShellLogin,
  transcript: Transcript,
  times: ShellTimes = SHELL_TIMES,
): Promise<CommandLine | Exclude<Output, { readonly kind: 'answered' }>> {
  const channel = await connection.openShell().catch((error: unknown) => String(error));
  if (typeof channel === 'string') return { kind: 'closed', reason: `no shell: ${channel}` };
  const shell = new Shell(channel, first.dialect, times);
  const greeting = await shell.greet(login);
  transcript.add('received', greeting.kind === 'answered' ? greeting.text : greeting.reason);
  if (greeting.kind !== 'answered') {
    await shell.leave();
    channel.destroy();
    return greeting;
  }
  let platform = first;
  let allowed = allowedCommands(first);

  const run = async (command: string): Promise<Output> => {
    guard(allowed, command);
    transcript.add('sent', command);
    const answer = await shell.run(command);
    transcript.add('received', answer.kind === 'answered' ? answer.text : answer.reason);
    if (answer.kind !== 'answered') return answer;
    if (isRefusal(answer.text, platform)) {
      return { kind: 'not-understood', reason: answer.text.trim().slice(0, 200) };
    }
    return { kind: 'answered', text: answer.text };
  };
  const enter = async (): Promise<Output> => {
    const { modes, readsIn } = platform.dialect;
    const wanted = modes.find(({ name }) => name === readsIn);
    const here = modes.find(({ prompt }) => prompt.test(shell.prompt));
    if (wanted?.enter === undefined) return { kind: 'answered', text: '' };
    // Without its password a higher mode is not tried: most reads do without.
    const isThere = here !== undefined && modes.indexOf(here) >= modes.indexOf(wanted);
    if (isThere || login.enable === undefined) {
      return { kind: 'answered', text: '' };
    }
    transcript.add('sent', wanted.enter.command);
    const answer = await shell.change(wanted.enter.command, login);
    if (answer.kind !== 'answered') return answer;
    if (wanted.prompt.test(shell.prompt)) return { kind: 'answered', text: '' };
    return { kind: 'refused', reason: `"${wanted.enter.command}" did not lead to ${wanted.name}` };
  };
  return {
    greeting: greeting.text,
    prompt: shell.prompt,
    transcript,
    run,
    adopt: async (next) => {
      platform = next;
      allowed = allowedCommands(next);
      shell.speak(next.dialect);
      const entered = await enter();
      if (entered.kind !== 'answered') return entered;
      for (const command of next.dialect.setup) {
        const output = await run(command);
        // A device that does not know how to switch its pager off has its pager answered.
        if (output.kind !== 'answered' && output.kind !== 'not-understood') return output;
      }
      return { kind: 'answered', text: '' };
    },
    leave: async () => {
      await shell.leave();
      channel.destroy();
    },
  };
}
