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
          model: /^Model Number:[ \t]*(\S+)/im,
          serial: /^Serial Number:[ \t]*(\S+)/im,
          version: /^Version:[ \t]*(\S+)/im,
          mac: /^MAC Address:[ \t]*(\S.*?)\s*$/im,
          hardwareRevision: /^Hardware Revision:[ \t]*(\S+)/im,
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
