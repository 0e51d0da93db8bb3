/** Broadcom (Brocade) Fabric OS: Fibre Channel switches, over exec channels. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const brocadeFabricos: Platform = {
  id: 'brocade-fabricos',
  aliases: ['fabricos', 'brocade-fos', 'fos'],
  vendor: 'Brocade',
  os: 'Fabric OS',
  class: 'switch',
  channel: 'exec',
  dialect: oneMode({ prompt: /^[\w-]{1,40}(?::[\w-]+)*> ?$/ }),
  recognize: { command: 'version', output: /Fabric OS/ },
  commands: { version: ['version', 'switchshow'], inventory: ['chassisshow'] },
  parsers: [
    {
      command: /^version/,
      parse: byPattern(DEVICE, {
        version: [/Fabric OS:[ \t]*(\S+)/i, /Operating System Version:[ \t]*(\S+)/i],
      }),
    },
    { command: /^switchshow/, parse: byPattern(DEVICE, { hostname: /^switchName:[ \t]*(\S+)/im }) },
    {
      command: /^chassisshow/,
      parse: byPattern(DEVICE, {
        serial: [
          /^Chassis Factory Serial Num:[ \t]*(\S+)/im,
          /CHASSIS[\s\S]{0,200}?Serial Num:[ \t]*(\S+)/i,
        ],
        partNumber: [
          /^Chassis Factory Part Num:[ \t]*(\S+)/im,
          /CHASSIS[\s\S]{0,200}?Part Num:[ \t]*(\S+)/i,
        ],
        model: /^Chassis Family:[ \t]*(\S+)/im,
      }),
    },
  ],
};
