/** Dell Networking OS 9 (Force10 FTOS). */
import type { Platform } from '../platform.ts';
import { byColumn, byPattern, DEVICE } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import { twoModes } from './dialects.ts';

/** "show inventory": "* 1  S4810-01-64F  HADL112720208 7520029999  A00 CN-0… 4LCXXX1 …". */
const parseInventory = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^unit(?: type)?$|^slot$/, 'slot'],
    [/^(?:item|type)$/, 'model'],
    [/^serial(?: number)?$/, 'serial'],
    [/^part(?: number)?$/, 'partNumber'],
    [/^rev$/, 'hardwareRevision'],
    [/^(?:svc tag|service tag)$/, 'assetTag'],
  ],
  ['serial', 'partNumber'],
  ({ part: _, assetTag, ...row }, line) => {
    // The service tag is Dell's serial for support; a management unit's is the switch's.
    const serial = assetTag ?? row.serial;
    if (serial === undefined) return undefined;
    const isUnit = /^\s*\*/.test(line);
    return isUnit
      ? { ...row, is: 'device', serial }
      : { ...row, serial, part: partKindOf(row.model, line) };
  },
);

export const dellOs9: Platform = {
  id: 'dell-os9',
  aliases: ['dell-force10', 'force10', 'ftos', 'dnos9'],
  vendor: 'Dell',
  os: 'OS9',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'] }),
  recognize: {
    command: 'show version',
    output: /Dell (?:Force10|EMC)? ?(?:Networking|Real Time Operating System|Application Software)/,
  },
  commands: {
    version: ['show version'],
    inventory: ['show inventory', 'show system stack-unit 1'],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac-address-table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: [/Application Software Version:[ \t]*(\S+)/i, /Software Version\s*:?\s*(\S+)/i],
        model: [
          /^System Type:[ \t]*(\S+)/im,
          /^(?:Control Processor|Chassis Type)\s*:[ \t]*(\S.*?)\s*$/im,
        ],
        hostname: /^\s*(?!Dell\b)(\S+) uptime is /im,
      }),
    },
    { command: /^show inventory/, parse: parseInventory },
  ],
};
