/** Dell SmartFabric OS10. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity } from '../read/any-identity.ts';
import { all, byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const dellOs10: Platform = {
  id: 'dell-os10',
  aliases: ['os10', 'smartfabric', 'dnos10'],
  vendor: 'Dell',
  os: 'OS10',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({ setup: ['terminal length 0'] }),
  recognize: { command: 'show version', output: /Dell (?:EMC )?(?:Networking |SmartFabric )?OS10/ },
  commands: {
    version: ['show version', 'show system'],
    inventory: ['show inventory'],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac address-table'],
    arp: ['show ip arp'],
  },
  parsers: [
    {
      command: /^show (?:version|system)/,
      parse: byLabel(DEVICE, {
        version: ['os version', 'software version'],
        model: ['system type', 'vendor name'],
        serial: ['service tag', 'serial number'],
        mac: ['mac'],
        hostname: ['node id', 'hostname'],
      }),
    },
    {
      command: /^show inventory/,
      parse: all(
        byPattern(DEVICE, {
          model: /^Product\s*:[ \t]*(\S+)/im,
          version: /^Software version\s*:[ \t]*(\S+)/im,
        }),
        parseAnyIdentity,
      ),
    },
  ],
};
