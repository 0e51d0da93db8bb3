/** Juniper Junos: every part of a chassis in one indented table. */
import type { Platform } from '../platform.ts';
import { all, byColumn, byPattern, DEVICE, everyMatch } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import { documentOr, identityOfDocument } from '../read/structured.ts';
import type { Row } from '../rows.ts';
import { oneMode } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  hostname: /^\s*Hostname:[ \t]*(\S+)/im,
  model: /^\s*Model:[ \t]*(\S+)/im,
  version: [
    /^\s*Junos:[ \t]*(\S+)/im,
    /^\s*JUNOS[^\n[]*\[([^\]]+)\]/im,
    /Software Release \[([^\]]+)\]/i,
  ],
});

const parseHardware = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^item$/, 'name'],
    [/^version$/, 'hardwareRevision'],
    [/^part number$/, 'partNumber'],
    [/^serial number$/, 'serial'],
    [/^description$/, 'description'],
  ],
  ['name', 'serial', 'description'],
  chassisOrPart,
);

/** "BUILTIN" is the serial of whatever holds it: none. */
function chassisOrPart(row: Row): Row | undefined {
  const { part: _, name, serial, description, ...facts } = row;
  if (name === undefined || /^(?:hardware inventory|item)/i.test(name)) return undefined;
  const own = serial === 'BUILTIN' ? undefined : serial;
  const partNumber = facts.partNumber === 'BUILTIN' ? undefined : facts.partNumber;
  if (/^Chassis$/i.test(name)) {
    const model = /\[(\w[^\]]*)\]/.exec(description ?? '')?.[1] ?? description;
    return {
      is: 'device',
      ...(own !== undefined && { serial: own }),
      ...(model !== undefined && { model }),
    };
  }
  const member = /^FPC (\d+)$/.exec(name)?.[1];
  // The members of a virtual chassis are its FPCs: whole switches, with their own chassis number.
  const isMember =
    member !== undefined && own !== undefined && /^(?:EX|QFX)\d/i.test(description ?? '');
  const known = {
    name,
    ...(own !== undefined && { serial: own }),
    ...(partNumber !== undefined && { partNumber }),
    ...(facts.hardwareRevision !== undefined && { hardwareRevision: facts.hardwareRevision }),
  };
  if (isMember)
    return { is: 'unit', slot: member, ...known, ...(description && { model: description }) };
  return {
    is: 'part',
    part: partKindOf(name, description),
    ...known,
    ...(description !== undefined && { description }),
  };
}

const parseFirmware = everyMatch(
  { is: 'part', part: 'software' },
  /^(?:\S[^\n]{0,24})?\s+(?<name>ROM|O\/S|U-?[Bb]oot|loader)\s+(?:[^\n]*?\bVersion )?(?<version>\S[^\n]*?)(?: by [^\n]*)?\s*$/gm,
);

/** "show virtual-chassis": "0 (FPC 0)  Prsnt  PE3714…  ex4300-48t  129  Master*". */
const parseVirtualChassis = everyMatch(
  { is: 'unit' },
  /^\s*(?<slot>\d+) \(FPC \d+\)\s+Prsnt\s+(?<serial>\S+)\s+(?<model>\S+)\s+\d+\s+(?<role>\w+)/gm,
);

export const juniperJunos: Platform = {
  id: 'juniper-junos',
  aliases: ['junos', 'juniper'],
  vendor: 'Juniper',
  os: 'Junos',
  classes: [
    [/^(?:ex|qfx)/i, 'switch'],
    [/^(?:srx|vsrx)/i, 'firewall'],
    [/^(?:mx|vmx|acx|ptx|m\d|t\d|jnp|vmx)/i, 'router'],
  ],
  channel: 'shell',
  dialect: oneMode({
    prompt: /^[\w.@-]{1,80}[>#%] ?$/,
    setup: ['set cli screen-length 0', 'set cli screen-width 0'],
  }),
  recognize: {
    greeting: /^\S+@\S+> ?$|--- JUNOS/m,
    command: 'show version',
    output: /JUNOS|Junos:/,
  },
  commands: {
    version: ['show version'],
    inventory: ['show chassis hardware'],
    stack: ['show virtual-chassis'],
    lldp: ['show lldp neighbors'],
    mac: ['show ethernet-switching table'],
    arp: ['show arp no-resolve'],
  },
  parsers: [
    {
      command: /^show (?:version|system information)/,
      parse: documentOr(identityOfDocument, parseVersion),
    },
    { command: /^show chassis firmware/, parse: parseFirmware },
    {
      command: /^show chassis hardware/,
      parse: documentOr(identityOfDocument, all(parseHardware)),
    },
    { command: /^show virtual-chassis/, parse: parseVirtualChassis },
  ],
};
