/** Cisco small business: Sx200/300/500, CBS, Catalyst 1200 and 1300. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity } from '../read/any-identity.ts';
import { byLabel, byPattern, DEVICE, firstOf } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const ciscoS300: Platform = {
  id: 'cisco-s300',
  aliases: ['cisco-sb', 'ciscosmb', 'cisco-cbs', 'cisco-small-business'],
  vendor: 'Cisco',
  os: 'Small Business',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal datadump', 'terminal width 0'] }),
  recognize: {
    greeting: /User Name:/,
    command: 'show version',
    output: /^\s*(?:SW version\s|Active-image)/m,
  },
  commands: {
    version: ['show version'],
    inventory: ['show system', ['show system id', 'show inventory']],
    stack: ['show stack'],
    lldp: ['show lldp neighbors'],
    cdp: ['show cdp neighbors'],
    mac: ['show mac address-table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: [/^\s*SW version\s+(\S+)/im, /Active-image[\s\S]{0,120}?Version:[ \t]*(\S+)/i],
      }),
    },
    {
      command: /^show system$/,
      parse: byLabel(DEVICE, {
        hostname: ['system name'],
        mac: ['system mac address'],
        model: ['system description'],
      }),
    },
    { command: /^show system id/, parse: firstOf(parseAnyIdentity) },
  ],
};
