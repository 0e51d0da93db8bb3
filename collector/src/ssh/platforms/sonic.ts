/** SONiC, community and Dell's: Linux below, so over exec channels. */
import type { Platform } from '../platform.ts';
import { all, byColumn, byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import { oneMode } from './dialects.ts';

/** "show platform inventory": sections of parts, the chassis among them. */
const parseInventory = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^name$/, 'name'],
    [/^product id$/, 'model'],
    [/^version$/, 'version'],
    [/^serial number$/, 'serial'],
    [/^description$/, 'description'],
  ],
  ['name', 'serial'],
  ({ part: _, ...row }, line) => {
    if (row.serial === undefined && row.version === undefined) return undefined;
    if (/^chassis$/i.test(row.name ?? '')) return { ...row, is: 'device' };
    // What follows the name in a section without serials is an FPD's version.
    const isProgram = /\//.test(row.name ?? '') && row.model === undefined;
    return { ...row, part: isProgram ? 'software' : partKindOf(row.name, row.description, line) };
  },
);

export const sonic: Platform = {
  id: 'sonic',
  aliases: ['enterprise-sonic', 'dell-sonic'],
  os: 'SONiC',
  class: 'switch',
  channel: 'exec',
  dialect: oneMode({ prompt: /[$#] ?$/ }),
  recognize: { command: 'show version', output: /SONiC Software Version/ },
  commands: {
    version: ['show version', 'hostname'],
    inventory: ['show platform syseeprom', 'show platform summary'],
    lldp: ['show lldp table'],
    mac: ['show mac'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: all(
        byPattern(DEVICE, {
          version: /SONiC Software Version:[ \t]*(?:SONiC\.)?(\S+)/i,
          serial: /^Serial Number:[ \t]*(\S+)/im,
          model: [/^Model Number:[ \t]*(\S+)/im, /^HwSKU:[ \t]*(\S+)/im],
        }),
      ),
    },
    { command: /^show platform inventory/, parse: parseInventory },
    {
      command: /^show platform (?:syseeprom|idprom)/,
      parse: byPattern(DEVICE, {
        model: /^Product Name\s+0x\w+\s+\d+\s+(\S.*?)\s*$/im,
        serial: /^Serial Number\s+0x\w+\s+\d+\s+(\S+)/im,
        partNumber: /^Part Number\s+0x\w+\s+\d+\s+(\S+)/im,
        mac: /^Base MAC Address\s+0x\w+\s+\d+\s+(\S+)/im,
      }),
    },
    {
      command: /^show platform summary/,
      parse: byLabel(DEVICE, { model: ['hwsku'], serial: ['serial number'] }),
    },
    { command: /^hostname/, parse: byPattern(DEVICE, { hostname: /^\s*([\w.-]+)\s*$/m }) },
  ],
};
