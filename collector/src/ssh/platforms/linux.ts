/** Linux hosts: everything in one command, read by `hosts/linux.ts`. */

import { parseDmidecodeText } from '@muster/hosts/dmidecode/text';
import { LINUX_SCRIPT, readLinuxHost } from '../hosts/linux.ts';
import type { Platform } from '../platform.ts';
import { DEVICE, type Facts, rowOf } from '../read/facts.ts';
import type { Row } from '../rows.ts';
import { stated } from '../text/lines.ts';
import { HOST_DIALECT } from './dialects.ts';

export const linux: Platform = {
  id: 'linux',
  aliases: ['debian', 'ubuntu', 'rhel', 'linuxgeneric'],
  os: 'Linux',
  channel: 'exec',
  dialect: HOST_DIALECT,
  recognize: {
    server: /OpenSSH_[\d.p]+ (?:Debian|Ubuntu|Raspbian)|dropbear/i,
    greeting: /[$#] $/,
    command: 'uname -a',
    output: /^Linux /m,
  },
  commands: { version: [LINUX_SCRIPT] },
  host: readLinuxHost,
  parsers: [
    { command: /dmidecode/, parse: parseDmidecodeRows },
    { command: /os-release|hostnamectl|^uname|^hostname/, parse: parseSystemText },
  ],
};

/** The system structure is the device; memory modules, boards and the rest are parts of it. */
function parseDmidecodeRows(text: string): readonly Row[] {
  return parseDmidecodeText(text).structures.flatMap(({ type, fields }) => {
    const known = (label: string) => stated(fields.get(label));
    const facts: Facts = {};
    const put = (field: keyof Facts, value: string | undefined) => {
      if (value !== undefined) facts[field] = value;
    };
    put('serial', known('Serial Number'));
    if (type === 1) {
      put('vendor', known('Manufacturer'));
      put('model', known('Product Name'));
      put('uuid', known('UUID'));
      return rowOf(DEVICE, facts);
    }
    const part = ({ 2: 'board', 3: 'chassis', 17: 'memory', 39: 'power-supply' } as const)[type];
    if (part === undefined) return [];
    put('partNumber', known('Part Number'));
    put('assetTag', known('Asset Tag'));
    put('slot', known('Locator'));
    if (type !== 17) put('model', known('Product Name') ?? known('Name'));
    return facts.serial === undefined && facts.partNumber === undefined
      ? []
      : rowOf({ is: 'part', part }, facts);
  });
}

function parseSystemText(text: string): readonly Row[] {
  const facts: Facts = {};
  const version = /^(?:VERSION|VERSION_ID)="?([^"\n]+)"?$/m.exec(text)?.[1];
  const hostname =
    /^\s*Static hostname:[ \t]*(\S+)/m.exec(text)?.[1] ?? /^Linux (\S+) /m.exec(text)?.[1];
  const machineId = /^\s*Machine ID:[ \t]*([0-9a-f]{32})/m.exec(text)?.[1];
  if (version !== undefined) facts.version = version;
  if (hostname !== undefined) facts.hostname = hostname;
  if (machineId !== undefined) facts.machineId = machineId;
  return rowOf(DEVICE, facts);
}
