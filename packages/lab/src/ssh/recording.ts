/**
 * Replays a recorded session: what was sent on one side, byte for byte what came back on the other.
 * The recording's own commands are the only ones it knows.
 */
import type { Terminal } from './server.ts';

export interface SessionRecording {
  /** Banner and first prompt. Empty: every command had a channel of its own. */
  readonly initial: string;
  readonly exchanges: readonly { readonly send: string; readonly receive: string }[];
}

export interface Replay {
  readonly shell: (terminal: Terminal) => void;
  readonly exec: (command: string) => { readonly output: string } | undefined;
  /** What was sent but is not in the recording. */
  readonly unexpected: readonly string[];
  /** Whether the last exchange, the farewell, was reached. */
  isFinished(): boolean;
}

export function replayOf(recording: SessionRecording): Replay {
  const { initial, exchanges } = recording;
  const unexpected: string[] = [];
  const answered = new Set<number>();
  /** The next exchange with this text, in order; of several equal ones the first not used yet. */
  const find = (text: string) => {
    const open = exchanges.findIndex(({ send }, index) => send === text && !answered.has(index));
    return open >= 0 ? open : undefined;
  };
  const isFinished = () => answered.has(exchanges.length - 1);
  return {
    unexpected,
    isFinished,
    exec: (command) => {
      const index = find(`${command}\n`) ?? find(command);
      if (index === undefined) {
        unexpected.push(command);
        return undefined;
      }
      answered.add(index);
      return { output: exchanges[index]?.receive ?? '' };
    },
    shell: (terminal) => {
      let typed = '';
      terminal.write(initial);
      terminal.onData((text) => {
        typed += text;
        for (;;) {
          const [index, length] = matched(typed, exchanges, answered);
          if (index === undefined) {
            if (/[\r\n]$/.test(typed)) {
              unexpected.push(typed);
              typed = '';
            }
            return;
          }
          typed = typed.slice(length);
          answered.add(index);
          terminal.write(exchanges[index]?.receive ?? '');
          if (isFinished()) return terminal.hangUp();
        }
      });
    },
  };
}

/** The first exchange not yet used whose text was typed. */
function matched(
  typed: string,
  exchanges: SessionRecording['exchanges'],
  answered: ReadonlySet<number>,
): readonly [number | undefined, number] {
  for (const [index, { send }] of exchanges.entries()) {
    if (!answered.has(index) && typed.startsWith(send)) return [index, send.length];
  }
  return [undefined, 0];
}
