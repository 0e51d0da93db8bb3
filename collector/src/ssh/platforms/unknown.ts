/** A device nothing is known of yet: any prompt will do, and only detection commands may be sent. */
import { PROMPT_SHAPE } from '../driver/dialect.ts';
import type { Platform } from '../platform.ts';

export function platformToBeFound(commands: readonly string[]): Platform {
  return {
    id: 'unknown',
    aliases: [],
    os: 'unknown',
    channel: 'shell',
    dialect: {
      modes: [{ name: 'any', prompt: PROMPT_SHAPE }],
      setup: [],
      leave: ['exit'],
      lineEnd: '\n',
    },
    recognize: { command: commands[0] ?? '', output: /(?!)/ },
    commands: { version: commands },
    parsers: [],
  };
}
