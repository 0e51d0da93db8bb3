/** Juniper ScreenOS: needs old algorithms. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const juniperScreenos: Platform = {
  id: 'juniper-screenos',
  aliases: ['screenos', 'netscreen'],
  vendor: 'Juniper',
  os: 'ScreenOS',
  class: 'firewall',
  channel: 'shell',
  // "set console page 0" is configuration: the pager is answered.
  dialect: oneMode({ prompt: /^[\w.:()-]{1,80}-> ?$/ }),
  recognize: {
    server: /NetScreen/i,
    command: 'get system',
    output: /ScreenOS|Juniper Networks|Software Version: \d/,
  },
  commands: { version: ['get system'], arp: ['get arp'], mac: ['get mac-learn'] },
  parsers: [
    {
      command: /^get system/,
      parse: byPattern(DEVICE, {
        model: /^Product Name:[ \t]*(\S+)/im,
        serial: /Serial Number:[ \t]*(\d\S+?),/i,
        version: /Software Version:[ \t]*([^,\s]+)/i,
        hostname: /^\s*Hostname:[ \t]*(\S+)/im,
        mac: /Base Mac:[ \t]*([\w.]+)/i,
      }),
    },
  ],
};
