/** Eltex MES switches. */
import type { Platform } from '../platform.ts';
import { all, byColumn, byLabel, byPattern, DEVICE, UNIT } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

const parseUnits = byColumn(
  UNIT,
  [
    [/^unit$/, 'slot'],
    [/^mac address$/, 'mac'],
    [/^hardware version$/, 'hardwareRevision'],
    [/^serial number$/, 'serial'],
  ],
  ['slot', 'serial'],
  (row) => (/^\d+$/.test(row.slot ?? '') ? row : undefined),
);

export const eltex: Platform = {
  id: 'eltex',
  aliases: ['eltex-mes'],
  vendor: 'Eltex',
  os: 'MES',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal datadump'] }),
  recognize: { command: 'show version', output: /Active-image|Eltex|MES\d{4}/ },
  commands: {
    version: ['show version', 'show system'],
    inventory: ['show system id'],
    stack: ['show stack'],
    lldp: ['show lldp neighbors'],
    mac: ['show mac address-table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show system id/,
      parse: all(parseUnits, byLabel(DEVICE, { serial: ['serial number'] })),
    },
    {
      command: /^show system$/,
      parse: all(
        byLabel(DEVICE, { hostname: ['system name'], mac: ['system mac address'] }),
        byPattern(DEVICE, { model: /^System Description:[ \t]+(MES\S+)/im }),
      ),
    },
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: [/Active-image[\s\S]{0,160}?Version:[ \t]*(\S+)/i, /^\s*SW version\s+(\S+)/im],
      }),
    },
  ],
};
