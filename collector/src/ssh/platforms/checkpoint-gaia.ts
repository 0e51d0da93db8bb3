/** Check Point Gaia. */
import type { Platform } from '../platform.ts';
import { all, byPattern, DEVICE, everyMatch } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const checkpointGaia: Platform = {
  id: 'checkpoint-gaia',
  aliases: ['gaia', 'gaiaos', 'checkpoint'],
  vendor: 'Check Point',
  os: 'Gaia',
  class: 'firewall',
  channel: 'shell',
  dialect: oneMode({ prompt: /^[[\]\w.@:~ -]{1,80}[#>] ?$/, setup: ['set clienv rows 0'] }),
  recognize: { command: 'show version all', output: /Product version Check Point Gaia/ },
  commands: {
    version: ['show version all', 'show hostname'],
    inventory: ['show asset all'],
    arp: ['show arp dynamic all'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, { version: /Product version (?:Check Point Gaia )?(\S+)/i }),
    },
    {
      command: /^show hostname/,
      parse: byPattern(DEVICE, { hostname: /^\s*(?:hostname )?([\w.-]+)\s*$/im }),
    },
    {
      command: /^show asset/,
      parse: all(
        byPattern(DEVICE, {
          model: /^Model:[ \t]*(\S.*?)\s*$/im,
          partNumber: /^Platform:[ \t]*(\S+)/im,
          serial: /^Serial Number:[ \t]*(\S+)/im,
        }),
        everyMatch(
          { is: 'part', part: 'line-card' },
          /^Line card (?<slot>\d+) model:[ \t]*(?<model>\S+)/gim,
        ),
      ),
    },
    {
      command: /^show lom/,
      parse: byPattern(
        { is: 'part', part: 'bmc' },
        { version: /^Firmware Revision\s*:[ \t]*(\S+)/im },
      ),
    },
  ],
};
