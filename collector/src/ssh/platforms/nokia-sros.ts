/** Nokia (Alcatel) SR OS, classic and model-driven. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const nokiaSros: Platform = {
  id: 'nokia-sros',
  aliases: ['sros', 'alcatel-sros', 'timos', 'srosmd'],
  vendor: 'Nokia',
  os: 'SR OS',
  class: 'router',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^(?:\*?[ABCD]:)?[\w.@:>*/-]{1,80} ?[#>] ?$/,
    setup: ['environment no more'],
    leave: ['logout'],
  }),
  recognize: {
    greeting: /^\*?[ABCD]:\S+[#>]/m,
    command: 'show version',
    output: /TiMOS|Nokia|Alcatel-Lucent SR/,
  },
  commands: {
    version: ['show version'],
    inventory: ['show chassis'],
    modules: ['show card state'],
    lldp: ['show system lldp neighbor'],
    mac: ['show service fdb-mac'],
    arp: ['show router arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: /TiMOS-([\w.-]+)/,
        model: /(?:Nokia|ALCATEL) (\d{4} \S+|\S+ SR\S*)/i,
      }),
    },
    {
      command: /^show (?:chassis|system information)/,
      parse: byPattern(DEVICE, {
        model: /^\s*(?:Type|System Type)\s*:[ \t]*(\S.*?)\s*$/im,
        hostname: /^\s*(?:Name|System Name)\s*:[ \t]*(\S+)/im,
        serial: /^\s*Serial number\s*:[ \t]*(\S+)/im,
        partNumber: /^\s*Part number\s*:[ \t]*(\S+)/im,
        mac: /^\s*Base MAC address\s*:[ \t]*(\S+)/im,
        version: /^\s*System Version\s*:[ \t]*(\S+)/im,
      }),
    },
  ],
};
