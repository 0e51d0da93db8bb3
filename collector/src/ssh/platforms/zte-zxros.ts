/** ZTE ZXROS: routers, and C300 line terminals. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const zteZxros: Platform = {
  id: 'zte-zxros',
  aliases: ['zte', 'zxros', 'zteolt'],
  vendor: 'ZTE',
  os: 'ZXROS',
  class: 'router',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'] }),
  recognize: { command: 'show version', output: /ZXR10|ZXCTN|ZTE/ },
  commands: {
    version: ['show version'],
    inventory: [['show hardware', 'show backboard']],
    lldp: ['show lldp neighbor'],
    mac: ['show mac table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        model: /^ZX\w+\s+(\S+)\s*$/m,
        version: /Software, Version:[ \t]*([^,\n]+)/i,
        hostname: /^(\S+) uptime is /im,
      }),
    },
  ],
};
