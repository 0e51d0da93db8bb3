/** Citrix (NetScaler) ADC, over exec channels. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const netscaler: Platform = {
  id: 'netscaler',
  aliases: ['citrix-netscaler', 'citrix-adc'],
  vendor: 'Citrix',
  os: 'NetScaler',
  class: 'load-balancer',
  channel: 'exec',
  dialect: oneMode({ prompt: /> ?$/ }),
  recognize: { command: 'show version', output: /NetScaler NS/ },
  commands: { version: ['show version'], inventory: ['show hardware'], arp: ['show arp'] },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, { version: /NetScaler (NS\S+: Build \S+?),/ }),
    },
    {
      command: /^show hardware/,
      parse: byPattern(DEVICE, {
        serial: [/Serial no:[ \t]*(\S+)/i, /Host Id:[ \t]*(\S+)/i],
        model: /Platform:[ \t]*(\S.*?)\s*$/im,
      }),
    },
  ],
};
