/** Cisco SD-WAN edges with Viptela's own command line. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const ciscoViptela: Platform = {
  id: 'cisco-viptela',
  aliases: ['viptela', 'vedge'],
  vendor: 'Cisco',
  os: 'Viptela',
  class: 'router',
  channel: 'shell',
  dialect: oneMode({ prompt: /^[\w.-]{1,80}# ?$/, setup: ['paginate false'] }),
  recognize: { command: 'show system status', output: /Viptela/ },
  commands: {
    version: ['show system status', 'show version'],
    inventory: ['show hardware inventory'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, { version: /^\s*v?(\d+\.\d+[\w.-]*)\s*$/m }),
    },
    {
      command: /^show system status/,
      parse: byPattern(DEVICE, {
        version: /^\s*Version:[ \t]*(\S+)/im,
        model: /^\s*Model name:[ \t]*(\S+)/im,
        serial: /^\s*(?:Board serial|Chassis serial number|Serial(?: number)?)\s*:[ \t]*(\S+)/im,
        hostname: /^\s*Hostname:[ \t]*(\S+)/im,
      }),
    },
  ],
};
