/** Cisco StarOS (ASR 5000 packet cores). */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const ciscoStaros: Platform = {
  id: 'cisco-staros',
  aliases: ['staros'],
  vendor: 'Cisco',
  os: 'StarOS',
  class: 'router',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^\[[\w.-]{1,40}\][\w.-]{1,60}[#>] ?$/,
    setup: ['terminal length 0'],
  }),
  recognize: {
    greeting: /^\[local\]/m,
    command: 'show version',
    output: /Image Version:\s+\d|StarOS/,
  },
  commands: { version: ['show version'], inventory: ['show hardware inventory'] },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, { version: /Image Version:[ \t]*(\S+)/i }),
    },
  ],
};
