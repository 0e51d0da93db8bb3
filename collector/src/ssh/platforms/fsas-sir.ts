/** Fsas (Fujitsu) Si-R routers. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const fsasSir: Platform = {
  id: 'fsas-sir',
  aliases: ['fujitsu-sir', 'si-r'],
  vendor: 'Fujitsu',
  os: 'Si-R',
  class: 'router',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal pager disable'] }),
  recognize: { command: 'show system information', output: /System\s*:\s*Si-R/ },
  commands: { version: ['show system information'], arp: ['show arp'] },
  parsers: [
    {
      command: /^show system information/,
      parse: byPattern(DEVICE, {
        model: /^System\s*:[ \t]*(\S.*?)\s*$/im,
        serial: /^Serial No\.?\s*:[ \t]*(\S+)/im,
        version: /^Firm Ver\.?\s*:\s*V?(\S+)/im,
        mac: /^MAC\s*:[ \t]*(\S+)/im,
      }),
    },
  ],
};
