/** NVIDIA Cumulus Linux. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const cumulus: Platform = {
  id: 'cumulus',
  aliases: ['cumulus-linux'],
  vendor: 'NVIDIA',
  os: 'Cumulus Linux',
  class: 'switch',
  channel: 'exec',
  dialect: oneMode({ prompt: /^[\w.@:~/-]{1,80}[$#] ?$/ }),
  recognize: { greeting: /cumulus/i, command: 'uname -a', output: /cumulus/i },
  commands: {
    version: ['cat /etc/lsb-release', 'hostname'],
    inventory: ['decode-syseeprom'],
    lldp: ['lldpctl'],
    mac: ['bridge -j fdb show'],
    arp: ['ip -j neigh'],
  },
  parsers: [
    {
      command: /lsb-release/,
      parse: byPattern(DEVICE, { version: /^DISTRIB_RELEASE="?([^"\s]+)/m }),
    },
    {
      command: /decode-syseeprom/,
      parse: byPattern(DEVICE, {
        model: /^Product Name\s+0x\w+\s+\d+\s+(\S.*?)\s*$/im,
        serial: /^Serial Number\s+0x\w+\s+\d+\s+(\S+)/im,
        partNumber: /^Part Number\s+0x\w+\s+\d+\s+(\S+)/im,
        mac: /^Base MAC Address\s+0x\w+\s+\d+\s+(\S+)/im,
      }),
    },
    { command: /^hostname/, parse: byPattern(DEVICE, { hostname: /^\s*([\w.-]+)\s*$/m }) },
  ],
};
