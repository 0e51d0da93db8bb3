/** Edgecore (Accton) ECS switches. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

const LABELS = {
  serial: ['serial number'],
  version: ['operation code version', 'opcode version', 'software version', 'runtime version'],
  hostname: ['system name', 'hostname'],
  model: ['model name', 'model'],
  mac: ['mac address', 'system mac address'],
  hardwareRevision: ['hardware version'],
};

export const edgecore: Platform = {
  id: 'edgecore',
  aliases: ['edgecos', 'accton'],
  vendor: 'Edgecore',
  os: 'ECOS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0', 'terminal width 300'] }),
  recognize: { command: 'show system', output: /\bECS\d{4}|Edge-?[Cc]or[eE]/ },
  commands: {
    version: ['show version', 'show system'],
    lldp: ['show lldp info remote-device detail'],
    mac: ['show mac-address-table'],
    arp: ['show arp'],
  },
  parsers: [{ command: /^show (?:version|system)/, parse: byLabel(DEVICE, LABELS) }],
};
