/** Nokia SR Linux. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const nokiaSrlinux: Platform = {
  id: 'nokia-srlinux',
  aliases: ['srlinux', 'srl'],
  vendor: 'Nokia',
  os: 'SR Linux',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^[\w.@:/ -]{1,80}# ?$/,
    setup: ['environment cli-engine type basic'],
    leave: ['quit'],
  }),
  recognize: { command: 'show version', output: /SR ?Linux/ },
  commands: {
    version: ['show version'],
    inventory: ['show platform chassis'],
    lldp: ['show system lldp neighbor'],
    mac: ['show network-instance * bridge-table mac-table all'],
    arp: ['show arpnd arp-entries'],
  },
  parsers: [
    {
      command: /^show (?:version|platform chassis)/,
      parse: byLabel(DEVICE, {
        hostname: ['hostname'],
        model: ['chassis type', 'type'],
        serial: ['serial number'],
        version: ['software version'],
        mac: ['system hw mac address', 'hw mac address'],
        partNumber: ['part number'],
      }),
    },
  ],
};
