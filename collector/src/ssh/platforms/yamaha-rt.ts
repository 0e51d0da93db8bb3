/** Yamaha RTX and NVR routers. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const yamahaRt: Platform = {
  id: 'yamaha-rt',
  aliases: ['yamaha'],
  vendor: 'Yamaha',
  os: 'Yamaha RT',
  class: 'router',
  channel: 'shell',
  // "console lines" is a setting that is saved: the pager is answered.
  dialect: oneMode({
    prompt: /^[\w.@()-]{0,60}[#>] ?$/,
    pagers: [{ asks: /^---more---\s*$/i, reply: ' ' }],
  }),
  recognize: { command: 'show environment', output: /BootROM Ver\.|Yamaha/ },
  commands: {
    version: ['show environment'],
    arp: ['show arp'],
    mac: ['show status switching-hub macaddress'],
  },
  parsers: [
    {
      command: /^show environment/,
      parse: byPattern(DEVICE, {
        model: /^\s*((?:RTX|NVR|FWX|vRX|RT)\w+)\s+(?:BootROM\s+)?(?:Rev|Ver)\./im,
        version: /Rev\.(\S+)/,
        serial: /serial=(\S+)/i,
        mac: /MAC-Address=(\S+)/i,
      }),
    },
  ],
};
