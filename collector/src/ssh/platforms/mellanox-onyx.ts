/** Mellanox Onyx (MLNX-OS). */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity } from '../read/any-identity.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const mellanoxOnyx: Platform = {
  id: 'mellanox-onyx',
  aliases: ['mlnxos', 'onyx', 'mellanox', 'mlnx-os'],
  vendor: 'Mellanox',
  os: 'Onyx',
  class: 'switch',
  channel: 'shell',
  dialect: {
    ...twoModes({ setup: ['no cli session paging enable'] }),
    modes: [
      { name: 'user', prompt: /^[\w.-]{0,60} ?\[[\w: -]{1,60}\] > ?$/ },
      {
        name: 'privileged',
        prompt: /^[\w.-]{0,60} ?\[[\w: -]{1,60}\] # ?$/,
        enter: { from: 'user', command: 'enable' },
      },
    ],
  },
  recognize: {
    greeting: /\[standalone: /,
    command: 'show version',
    output: /Product name:[ \t]+(?:Onyx|MLNX-OS)/i,
  },
  commands: {
    version: ['show version'],
    inventory: ['show inventory'],
    lldp: ['show lldp remote'],
    mac: ['show mac-address-table'],
    arp: ['show ip arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byLabel(DEVICE, {
        version: ['product release'],
        model: ['product model'],
        mac: ['host id', 'system mac'],
        serial: ['system serial num'],
        uuid: ['system uuid'],
      }),
    },
    { command: /^show inventory/, parse: parseAnyIdentity },
  ],
};
