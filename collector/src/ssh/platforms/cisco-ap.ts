/** Cisco access points that run COS: what one says of itself when asked directly. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const ciscoAp: Platform = {
  id: 'cisco-ap',
  aliases: ['cisco-cos-ap', 'cos-ap'],
  vendor: 'Cisco',
  os: 'COS',
  class: 'access-point',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'] }),
  recognize: { command: 'show version', output: /AP Running Image/ },
  commands: {
    version: ['show version'],
    inventory: ['show inventory'],
    cdp: ['show cdp neighbors'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        model: /^cisco\s+((?:AIR|C9|CW)\S+)/im,
        serial: /^Processor board ID\s+(\S+)/im,
        version: /^AP Running Image\s*:[ \t]*(\S+)/im,
        mac: /^Base ethernet MAC Address\s*:[ \t]*(\S+)/im,
        hostname: /^(\S+) uptime is /m,
      }),
    },
  ],
};
