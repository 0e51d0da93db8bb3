/** Dell PowerConnect and N series, DNOS 6. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity, parseLabels } from '../read/any-identity.ts';
import { twoModes } from './dialects.ts';

export const dellOs6: Platform = {
  id: 'dell-os6',
  aliases: ['dell-powerconnect', 'powerconnect', 'dnos6', 'dell-dnos6'],
  vendor: 'Dell',
  os: 'DNOS 6',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'], leave: ['exit', 'exit'] }),
  recognize: { command: 'show version', output: /Machine Description\.{3,}.*Dell|PowerConnect/i },
  commands: {
    version: ['show version', 'show system'],
    inventory: ['show system id'],
    lldp: ['show lldp remote-device all'],
    cdp: ['show isdp neighbors detail'],
    mac: [['show mac address-table', 'show bridge address-table']],
    arp: ['show arp'],
  },
  parsers: [
    { command: /^show version/, parse: parseLabels },
    { command: /^show system/, parse: parseAnyIdentity },
  ],
};
