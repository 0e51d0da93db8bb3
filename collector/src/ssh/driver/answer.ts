/** One command's answer out of what the channel brought: without echo, pagers' texts and prompt. Pure. */
import { type Dialect, type Exchange, PAGERS } from './dialect.ts';
import { TAIL_CHARACTERS } from './limits.ts';
import { renderTerminal } from './terminal.ts';

/** How far into the text an echo is looked for, beside the command's own length. */
const ECHO_CHARACTERS = 2048;
/** Lines that may stand before the echo: what a device logs in the meantime. */
const ECHO_LINES = 8;

/** The text between the echo and the prompt; all but the prompt where no command was sent. */
export function outputOf(
  raw: string,
  command: string | undefined,
  pagers: readonly Exchange[],
): string {
  const lines = renderTerminal(raw).split('\n');
  lines.pop();
  if (command === undefined) return lines.join('\n');
  const first = lines.findIndex((line) => isEchoOf(line, command));
  const kept = lines.slice(first >= 0 && first < ECHO_LINES ? first + 1 : 0);
  return kept.filter((line) => !isPagerLeft(line, pagers)).join('\n');
}

/** The command was echoed and its line ended: what follows is output. */
export function hasEcho(raw: string, command: string): boolean {
  const end = raw.lastIndexOf('\n');
  if (end < 0) return false;
  const head = renderTerminal(raw.slice(0, Math.min(end, ECHO_CHARACTERS + command.length)));
  return isEchoOf(head, command);
}

/** An echo may be wrapped or colored: blanks do not count. */
function isEchoOf(line: string, command: string): boolean {
  const bare = command.replaceAll(/\s+/g, '');
  return bare === '' || line.replaceAll(/\s+/g, '').includes(bare);
}

/** A pager's text that the device did not wipe. */
function isPagerLeft(line: string, pagers: readonly Exchange[]): boolean {
  // Every pager's text has one of these words, and none is long.
  if (line.length > 100 || !/more|press|lines?\b|quit|end|:\s*$/i.test(line)) return false;
  return pagers.some(({ asks }) => asks.test(line) && line.replace(asks, '').trim() === '');
}

export function pagersOf(dialect: Dialect): readonly Exchange[] {
  return [...(dialect.pagers ?? []), ...PAGERS];
}

/** The end of a text as an error shows it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > TAIL_CHARACTERS ? text.slice(-TAIL_CHARACTERS) : text);
}
