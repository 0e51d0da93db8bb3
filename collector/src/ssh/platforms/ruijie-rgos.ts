/** Ruijie RGOS: a Cisco-like command line with rows of its own. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity } from '../read/any-identity.ts';
import { all, byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const ruijieRgos: Platform = {
  id: 'ruijie-rgos',
  aliases: ['ruijie-os', 'ruijie', 'rgos', 'fs-os', 'fsos'],
  vendor: 'Ruijie',
  os: 'RGOS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0', 'terminal width 256'] }),
  recognize: { command: 'show version', output: /Ruijie|RGOS|Fiberstore/ },
  commands: {
    version: ['show version'],
    inventory: ['show manuinfo'],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac-address-table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: all(
        byLabel(DEVICE, {
          serial: ['system serial number', 'serial number'],
          version: ['system software version', 'software version'],
        }),
        byPattern(DEVICE, { model: /System description\s*:[ \t]*(?:Ruijie )?.*?\(([\w-]+)\)/i }),
      ),
    },
    { command: /^show manuinfo/, parse: parseAnyIdentity },
  ],
};
