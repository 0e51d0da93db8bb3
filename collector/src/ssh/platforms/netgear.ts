/** Netgear ProSafe and Smart Managed switches. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity } from '../read/any-identity.ts';
import { twoModes } from './dialects.ts';

export const netgear: Platform = {
  id: 'netgear',
  aliases: ['netgear-managed'],
  vendor: 'Netgear',
  os: 'ProSAFE',
  class: 'switch',
  channel: 'shell',
  dialect: {
    ...twoModes({ setup: ['terminal length 0'], leave: ['quit', 'n'] }),
    modes: [
      { name: 'user', prompt: /^\(?[\w .+-]{1,60}\)? ?> ?$/ },
      {
        name: 'privileged',
        prompt: /^\(?[\w .+-]{1,60}\)? ?# ?$/,
        enter: { from: 'user', command: 'enable' },
      },
    ],
  },
  recognize: { command: 'show version', output: /NETGEAR|ProSAFE/i },
  commands: {
    version: ['show version'],
    lldp: ['show lldp remote-device all'],
    mac: ['show mac-addr-table'],
    arp: ['show arp switch'],
  },
  parsers: [{ command: /^show (?:version|hardware)/, parse: parseAnyIdentity }],
};
