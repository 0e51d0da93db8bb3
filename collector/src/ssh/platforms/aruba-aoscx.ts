/** HPE Aruba AOS-CX. */
import type { Platform } from '../platform.ts';
import { byBlock, byColumn, byLabel, DEVICE, UNIT } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import { oneMode } from './dialects.ts';

const parseModules = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^name$/, 'slot'],
    [/^product (?:number|id)$|^number product$/, 'model'],
    [/^(?:product )?description$/, 'description'],
    [/^serial number$/, 'serial'],
    [/^status$/, 'state'],
  ],
  ['slot', 'serial'],
  (row) => (row.serial === undefined ? undefined : { ...row, part: partKindOf(row.description) }),
);

export const arubaAoscx: Platform = {
  id: 'aruba-aoscx',
  aliases: ['aoscx', 'aos-cx', 'arubaos-cx'],
  vendor: 'Aruba',
  os: 'AOS-CX',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({ setup: ['no page'] }),
  recognize: {
    greeting: /has logged in \d+ time/,
    command: 'show version',
    output: /ArubaOS-CX|AOS-CX/,
  },
  commands: {
    version: ['show version'],
    inventory: ['show system', 'show module'],
    stack: ['show vsf detail'],
    lldp: [['show lldp neighbor-info detail', 'show lldp neighbors-info detail']],
    cdp: ['show cdp neighbor-info'],
    mac: ['show mac-address-table'],
    arp: ['show arp all-vrfs'],
  },
  parsers: [
    {
      command: /^show system$/,
      parse: byLabel(DEVICE, {
        hostname: ['hostname'],
        model: ['product name'],
        serial: ['chassis serial nbr', 'serial number'],
        mac: ['base mac address'],
        version: ['arubaos cx version', 'aos cx version', 'system description'],
      }),
    },
    { command: /^show version/, parse: byLabel(DEVICE, { version: ['version'] }) },
    { command: /^show (?:module|inventory)/, parse: parseModules },
    {
      command: /^show vsf/,
      parse: byBlock(
        /^\s*Member ID\s*:[ \t]*(\d+)/i,
        UNIT,
        {
          mac: ['mac address'],
          model: ['model'],
          partNumber: ['type'],
          serial: ['serial number'],
          role: ['status'],
        },
        'slot',
      ),
    },
  ],
};
