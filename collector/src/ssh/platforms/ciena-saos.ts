/** Ciena SAOS 6, 8 and 10. */
import type { Platform } from '../platform.ts';
import { parseAnyIdentity } from '../read/any-identity.ts';
import { byPattern, DEVICE, firstOf } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const cienaSaos: Platform = {
  id: 'ciena-saos',
  aliases: ['saos', 'saos10', 'ciena'],
  vendor: 'Ciena',
  os: 'SAOS',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^[\w.-]{1,80}\*?> ?$/,
    // SAOS 10 and 6 have different words for this session's pager.
    setup: ['system shell session set more off', 'set session more off'],
  }),
  recognize: { greeting: /SAOS/, command: 'software show', output: /saos-\d/i },
  commands: {
    version: [['software show', 'show software']],
    inventory: [
      ['chassis show device-id', 'show system components'],
      ['system show host-name', 'show system hostname'],
    ],
    lldp: [['lldp show neighbors', 'show lldp neighbors']],
    mac: [['flow mac show', 'show mac-address-table']],
    arp: [['arp show', 'show arp']],
  },
  parsers: [
    {
      command: /software/,
      parse: byPattern(DEVICE, {
        version: [/Running Package\s*:[ \t]*(\S+)/i, /\b(saos-\d\d-\d\d-\d\d-\d+)/i],
      }),
    },
    { command: /chassis show|system components/, parse: firstOf(parseAnyIdentity) },
    {
      command: /host-?name/,
      parse: byPattern(DEVICE, {
        hostname: /\|\s*(?:hostname|Oper(?:ational)?|Name)[^|]*\|\s*([\w.-]+)\s*\|/i,
      }),
    },
  ],
};
