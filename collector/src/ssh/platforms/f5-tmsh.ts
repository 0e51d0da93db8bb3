/** F5 BIG-IP, over exec channels into tmsh: its pager is a saved preference, so no shell is opened. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const f5Tmsh: Platform = {
  id: 'f5-tmsh',
  aliases: ['tmos', 'f5', 'big-ip'],
  vendor: 'F5',
  os: 'TMOS',
  class: 'load-balancer',
  channel: 'exec',
  dialect: oneMode({ prompt: /[#>$] ?$/ }),
  recognize: { command: 'tmsh -q show sys version', output: /BIG-IP/ },
  commands: {
    version: ['tmsh -q show sys version'],
    inventory: ['tmsh -q show sys hardware'],
    lldp: ['tmsh -q show net lldp-neighbors'],
    arp: ['tmsh -q show net arp'],
  },
  parsers: [
    {
      command: /show sys version/,
      parse: byPattern(DEVICE, { version: /^\s*Version\s+(\S+)/im }),
    },
    {
      command: /show sys hardware/,
      parse: byPattern(DEVICE, {
        serial: [/Chassis Serial\s+(\S+)/i, /Appliance Serial\s+(\S+)/i],
        model: /^\s*Name\s+(BIG-IP\s.*?)\s*$/im,
        partNumber: /Platform\s*\n[\s\S]{0,300}?^\s*Type\s+(\S+)/im,
      }),
    },
  ],
};
