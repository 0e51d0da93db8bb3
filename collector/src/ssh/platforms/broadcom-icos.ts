/** FASTPATH and its kin: Broadcom ICOS, Quanta, EdgeSwitch, older Netgear; labels led by dots. */
import type { Platform } from '../platform.ts';
import { parseLabels } from '../read/any-identity.ts';
import { PARENTHESES, twoModes } from './dialects.ts';

export const broadcomIcos: Platform = {
  id: 'broadcom-icos',
  aliases: [
    'icos',
    'efos',
    'quanta-mesh',
    'fastpath',
    'ubiquiti-edgeswitch',
    'edgeswitch',
    'netgear-prosafe',
  ],
  os: 'FASTPATH',
  class: 'switch',
  channel: 'shell',
  dialect: {
    ...twoModes({ setup: ['terminal length 0'], leave: ['exit', 'quit', 'n'] }),
    modes: [
      { name: 'user', prompt: /^\([^)\n]{1,80}\) ?> ?$/ },
      { name: 'privileged', prompt: PARENTHESES, enter: { from: 'user', command: 'enable' } },
    ],
  },
  recognize: {
    greeting: /^\([^)\n]{1,80}\) ?[#>]/m,
    command: 'show version',
    output: /Machine Model\.{3,}|ICOS|FASTPATH|EdgeSwitch|ProSafe/i,
  },
  commands: {
    version: ['show version'],
    lldp: ['show lldp remote-device all'],
    cdp: ['show isdp neighbors'],
    mac: ['show mac-addr-table'],
    arp: [['show arp', 'show arp switch']],
  },
  parsers: [{ command: /^show (?:version|hardware)/, parse: parseLabels }],
};
