/** One command's output of one platform: by the platform's own parser, else by the command's words. */
import type { Platform } from '../platform.ts';
import type { Row } from '../rows.ts';
import { normalizeCommand, parseByCommand } from './by-command.ts';

/** `text` is as a terminal would show it, without echo and prompt. */
export function readOutput(
  platform: Platform | undefined,
  command: string,
  text: string,
): readonly Row[] {
  const asked = normalizeCommand(command);
  const parser = platform?.parsers.find((one) => one.command.test(asked));
  return parser === undefined ? parseByCommand(asked, text) : parser.parse(text);
}
