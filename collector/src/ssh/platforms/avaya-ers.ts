/** Extreme (Avaya, Nortel) ERS switches, BOSS. Ctrl-Y opens the command line. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const avayaErs: Platform = {
  id: 'avaya-ers',
  aliases: ['extreme-ers', 'boss', 'baystack'],
  vendor: 'Extreme',
  os: 'BOSS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0', 'terminal width 132'] }),
  recognize: {
    greeting: /Ctrl-Y/i,
    command: 'show sys-info',
    output: /Ethernet Routing Switch|BayStack/,
  },
  commands: {
    version: ['show sys-info'],
    lldp: ['show lldp neighbor detail'],
    mac: ['show mac-address-table'],
    arp: ['show arp-table'],
  },
  parsers: [
    {
      command: /^show sys-info/,
      parse: byPattern(DEVICE, {
        mac: /^MAC Address:[ \t]*(\S+)/im,
        serial: /^Serial #:[ \t]*(\S+)/im,
        hostname: /^sysName:[ \t]*(\S+)/im,
        model: /^sysDescr:[ \t]*(\S.*?)\s*$/im,
        version: /^Operational Software:.*?SW:v?(\S+)/im,
      }),
    },
  ],
};
