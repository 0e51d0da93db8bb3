/** Ekinops (OneAccess) OneOS 5 and 6. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE, everyMatch } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const oneaccessOneos: Platform = {
  id: 'oneaccess-oneos',
  aliases: ['oneos', 'oneaccess', 'ekinops'],
  vendor: 'Ekinops',
  os: 'OneOS',
  class: 'router',
  channel: 'shell',
  dialect: oneMode({ prompt: /^[\w.@()-]{1,80}[#>] ?$/, setup: ['term len 0'] }),
  recognize: { command: 'show version', output: /OneOS|ONEOS/ },
  commands: {
    version: ['show version', 'show system status'],
    inventory: ['show product-info-area', 'show system hardware'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show product-info-area/,
      parse: byPattern(DEVICE, {
        serial:
          /^\|\s*(?:serial(?:[- _]?number)?|product[- _]?serial\S*|sn|OASerial\w*)\s*\|\s*(\S+)/im,
        model:
          /^\|\s*(?:product[- _]?(?:name|id|type)|model|device|platform|hw_?name|type)\s*\|\s*(\S+)/im,
        mac: /^\|\s*mac0?\s*\|\s*(\S+)/im,
      }),
    },
    {
      command: /^show software-image/,
      parse: everyMatch(DEVICE, /^Software version\s*:[ \t]*(?<version>\S+)/gim),
    },
    {
      command: /^show (?:system status|version)/,
      parse: byPattern(DEVICE, {
        serial: /\bS\/N\s+(\S+)/i,
        model: /information for device (\S+)/i,
        version: /^\s*Software version\s*:[ \t]*(\S+)/im,
      }),
    },
    {
      command: /^show system hardware/,
      parse: byPattern(DEVICE, { model: /^\s*Device\s*:[ \t]*(\S+)/im }),
    },
  ],
};
