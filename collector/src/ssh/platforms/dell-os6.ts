/** Dell PowerConnect and N series, DNOS 6. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity, parseLabels } from '../read/any-identity.ts';
import { all, byColumn, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

/** What each unit runs: "1  6.3.3.10  6.3.1.13  6.3.3.10  6.3.3.10"; the first speaks for all. */
const parseImages = byColumn(
  DEVICE,
  [
    [/^unit$/, 'slot'],
    [/^current active$/, 'version'],
  ],
  ['slot', 'version'],
  ({ version }) => (version === undefined ? undefined : { ...DEVICE, version }),
);

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
    { command: /^show version/, parse: all(parseLabels, parseImages) },
    { command: /^show system/, parse: parseAnyIdentity },
  ],
};
