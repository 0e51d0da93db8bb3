/** VyOS, Vyatta and EdgeOS: one shell, pagers in its commands. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const vyos: Platform = {
  id: 'vyos',
  aliases: [
    'vyatta-vyos',
    'vyatta',
    'ubiquiti-edgerouter',
    'edgeos',
    'edgerouter',
    'ubiquiti-edge',
  ],
  os: 'VyOS',
  class: 'router',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^[\w.@-]{1,80}(?::~\$|[>#$]) ?$/,
    setup: ['terminal length 0'],
    pagers: [{ asks: /^:\s*$/, reply: ' ' }],
  }),
  recognize: {
    greeting: /:~\$ ?$/,
    command: 'show version',
    output: /VyOS|Vyatta|EdgeRouter|EdgeOS/,
  },
  commands: {
    version: ['show version'],
    lldp: ['show lldp neighbors detail'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: /^Version:[ \t]*(\S.*?)\s*$/im,
        model: [/^(?:HW|Hardware) model:[ \t]*(\S.*?)\s*$/im],
        serial: /^(?:HW|Hardware) S\/N:[ \t]*(\S+)/im,
        uuid: /^Hardware UUID:[ \t]*(\S+)/im,
      }),
    },
  ],
};
