/** Allied Telesis AlliedWare Plus. */
import type { Platform } from '../platform.ts';
import { all, byColumn, byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import type { Row } from '../rows.ts';
import { twoModes } from './dialects.ts';

const parseBoards = byColumn(
  { is: 'part', part: 'board' },
  [
    [/^board$/, 'name'],
    [/^(?:bay)$/, 'slot'],
    [/^board name$/, 'model'],
    [/^rev$/, 'hardwareRevision'],
    [/^serial number$/, 'serial'],
  ],
  ['name', 'model', 'serial'],
);

/** One table of boards per stack member; the base board is the member. */
function parseMembers(text: string): readonly Row[] {
  const sections = text.split(/^(?=Stack member \d+)/m);
  return sections.flatMap((section) => {
    const slot = /^Stack member (\d+)/.exec(section)?.[1];
    return parseBoards(section).map((row): Row => {
      const { part: _, slot: bay, ...facts } = row;
      if (!/^(?:base|chassis)$/i.test(row.name ?? '')) {
        return {
          ...facts,
          is: 'part',
          part: partKindOf(row.name, row.model),
          ...(bay && { slot: bay }),
        };
      }
      return slot === undefined ? { ...facts, is: 'device' } : { ...facts, is: 'unit', slot };
    });
  });
}

export const alliedAwplus: Platform = {
  id: 'allied-awplus',
  aliases: ['allied-telesis-awplus', 'awplus'],
  vendor: 'Allied Telesis',
  os: 'AlliedWare Plus',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'] }),
  recognize: { command: 'show version', output: /AlliedWare Plus/ },
  commands: {
    version: ['show version', 'show system'],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac address-table'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show system$/,
      parse: all(
        byLabel(DEVICE, {
          version: ['current software', 'software version'],
          hostname: ['system name'],
        }),
        byPattern(DEVICE, { hostname: /^System Name[ \t]*\n[ \t]+(\S+)/m }),
        parseMembers,
      ),
    },
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: /AlliedWare Plus[^\n]*?\s(\d+\.\d+\.\d+\S*)/i,
        model: /^\s*Model\s*:?\s+(\S+)/im,
        serial: /^\s*Serial(?: number)?\s*:?\s+(\S+)/im,
      }),
    },
  ],
};
