/** A10 ACOS load balancers. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const a10Acos: Platform = {
  id: 'a10-acos',
  aliases: ['a10', 'acos'],
  vendor: 'A10',
  os: 'ACOS',
  class: 'load-balancer',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0', 'terminal width 0'], leave: ['exit', 'y'] }),
  recognize: { command: 'show version', output: /Advanced Core OS|ACOS|Thunder/ },
  commands: {
    version: ['show version'],
    inventory: ['show hardware'],
    arp: ['show arp'],
    mac: ['show mac-address-table'],
  },
  parsers: [
    {
      command: /^show (?:version|hardware)/,
      parse: byPattern(DEVICE, {
        version: /version (\d+\.\d+\.\d+\S*?),?\s+build/i,
        model: [/^\s*((?:Thunder|AX)[^\n]*?(?:TH|AX)\S+|Thunder Series \S+ \S+)/im],
        serial: /Serial (?:Number|No)\s*:[ \t]*(\S+)/i,
      }),
    },
  ],
};
