/** What Muster reads from a capture: one command's output, of a platform, without a device. */

import { recognizeCapture } from './detect.ts';
import { renderTerminal } from './driver/terminal.ts';
import { PLATFORMS, platformNamed } from './platforms.ts';
import { normalizeCommand } from './read/by-command.ts';
import { readOutput } from './read/read-output.ts';
import { type Identity, identityOf, type Row } from './rows.ts';

export interface ParsedCapture {
  readonly platform: string;
  readonly command: string;
  readonly rows: readonly Row[];
  readonly identity: Identity;
}

/**
 * Reads a capture. `platform` is an id, an alias or a name in another spelling; of a platform or
 * command that is not known, what stands in labels and tables is read all the same.
 */
export function parseCapture(platform: string, command: string, text: string): ParsedCapture {
  const asked = normalizeCommand(command);
  const output = withoutFrame(renderTerminal(text), asked);
  const known = platformNamed(platform) ?? recognizeCapture(PLATFORMS, asked, output);
  const rows = readOutput(known, command, output);
  return {
    platform: known?.id ?? platform,
    command,
    rows,
    identity: identityOf(rows),
  };
}

/** Without the echoed command before the output, the prompt behind it, and an indent of it all. */
function withoutFrame(text: string, command: string): string {
  const lines = text.split('\n');
  const bare = command.replaceAll(/\s+/g, '');
  const first = lines.findIndex((line) => line.trim() !== '');
  // What the output was piped through is no part of the command's name.
  const head = (lines[first] ?? '').replace(/\|.*$/, '').replaceAll(/\s+/g, '').toLowerCase();
  const isEcho = /^\S*[>#$%\]]/.test(head) && bare !== '' && head.endsWith(bare);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const isPrompted = last > first && PROMPT.test(lines[last] ?? '');
  return dedented(lines.slice(isEcho ? first + 1 : 0, isPrompted ? last : undefined));
}

/** One word and a terminator, alone on the last line: "lab-1#", "<HUAWEI>"; no closing tag. */
const PROMPT = /^\s*(?!<\/)[\w<[(][\w.@:~/()[\]-]{0,79}[>#$%] ?$/;

function dedented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/));
  const indent = Math.min(...indents);
  const shifted =
    Number.isFinite(indent) && indent > 0 ? lines.map((line) => line.slice(indent)) : lines;
  return shifted.join('\n');
}
