/** Ericsson IPOS (SmartEdge, Router 6000). */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const ericssonIpos: Platform = {
  id: 'ericsson-ipos',
  aliases: ['ipos'],
  vendor: 'Ericsson',
  os: 'IPOS',
  class: 'router',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^\[?[\w.@\]-]{1,80}[#>] ?$/,
    setup: ['terminal length 0', 'terminal width 512'],
  }),
  recognize: { command: 'show version', output: /Ericsson IPOS/ },
  commands: { version: ['show version'], inventory: ['show hardware'], arp: ['show arp all'] },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, { version: /IPOS Version IPOS-v?(\d[\d.]*\d)/i }),
    },
  ],
};
