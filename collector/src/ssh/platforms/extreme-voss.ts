/** Extreme VOSS and Fabric Engine (Avaya VSP). */
import type { Platform } from '../platform.ts';
import { byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const extremeVoss: Platform = {
  id: 'extreme-voss',
  aliases: ['avaya-vsp', 'extreme-vsp', 'voss', 'fabric-engine'],
  vendor: 'Extreme',
  os: 'VOSS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal more disable'] }),
  recognize: { command: 'show sys-info', output: /VSP-|VOSS|Fabric Engine/ },
  commands: {
    version: ['show software', 'show sys-info'],
    lldp: ['show lldp neighbor'],
    mac: ['show vlan mac-address-entry'],
    arp: ['show ip arp'],
  },
  parsers: [
    {
      command: /^show (?:sys )?software/,
      parse: byPattern(DEVICE, { version: /^\s*(\S+?)\s*\(Primary Release\)/im }),
    },
    {
      command: /^show sys-info/,
      parse: byLabel(DEVICE, {
        hostname: ['sysname'],
        model: ['modelname', 'chassis', 'chassis type'],
        serial: ['serial#', 'serial #', 'serialnumber', 'serial number'],
        version: ['software version', 'sysversion'],
        mac: ['basemacaddr', 'base mac address', 'base mac'],
      }),
    },
  ],
};
