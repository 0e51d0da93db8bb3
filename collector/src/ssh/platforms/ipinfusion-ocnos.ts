/** IP Infusion OcNOS. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const ipinfusionOcnos: Platform = {
  id: 'ipinfusion-ocnos',
  aliases: ['ocnos', 'ip-infusion'],
  vendor: 'IP Infusion',
  os: 'OcNOS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'] }),
  recognize: { command: 'show version', output: /OcNOS/ },
  commands: {
    version: ['show version', 'show hostname'],
    inventory: [['show system-information board-info', 'show hardware-information all']],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac address-table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show (?:version|system-information|hardware-information)/,
      parse: byLabel(DEVICE, {
        version: ['software product version', 'software version'],
        model: ['hardware model', 'product name', 'platform name'],
        serial: ['serial number'],
        hostname: ['system name'],
        mac: ['base mac', 'mac base', 'mac address'],
      }),
    },
  ],
};
