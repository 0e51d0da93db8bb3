/** APC network management cards: the UPS's own serial apart from the card's. */
import type { Platform } from '../platform.ts';
import { byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const apcNmc: Platform = {
  id: 'apc-nmc',
  aliases: ['apcaos', 'apc', 'apc-aos'],
  vendor: 'APC',
  os: 'APC AOS',
  class: 'ups',
  channel: 'shell',
  dialect: oneMode({ prompt: /^(?:[\w.@-]{0,60}@?)?apc> ?$/ }),
  recognize: {
    greeting: /apc>/,
    command: 'about',
    output: /American Power Conversion|Schneider Electric|Hardware Factory/,
  },
  commands: { version: ['about'], inventory: ['upsabout'] },
  parsers: [
    {
      command: /^about/,
      parse: byPattern(
        { is: 'part', part: 'module' },
        {
          model: /^Model Number:\s*(\S+)/im,
          serial: /^Serial Number:\s*(\S+)/im,
          version: /^Version:\s*(\S+)/im,
          mac: /^MAC Address:\s*(\S.*?)\s*$/im,
          hardwareRevision: /^Hardware Revision:\s*(\S+)/im,
        },
      ),
    },
    {
      command: /^upsabout/,
      parse: byLabel(DEVICE, {
        model: ['model'],
        serial: ['serial number'],
        version: ['firmware revision'],
        partNumber: ['sku'],
      }),
    },
  ],
};
