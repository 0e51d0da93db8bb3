/** Zyxel: switches (ZyNOS) and subscriber gateways. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

const LABELS = {
  version: ['firmware version', 'zynos f/w version', 'zynos version'],
  model: ['product model', 'model name'],
  serial: ['serial number'],
  mac: ['first mac address', 'mac address', 'ethernet address'],
  hostname: ['system name'],
};

export const zyxelOs: Platform = {
  id: 'zyxel-os',
  aliases: ['zyxel', 'zyxel-gs', 'zynos'],
  vendor: 'Zyxel',
  os: 'ZyNOS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes(),
  recognize: { command: 'show system-information', output: /Product Model|ZyNOS/i },
  commands: {
    version: ['show system-information', 'show version'],
    lldp: ['show lldp info remote'],
    mac: ['show mac address-table all'],
    arp: ['show ip arp'],
  },
  parsers: [
    {
      command: /^(?:show (?:system-information|version)|sys atsh)/,
      parse: byLabel(DEVICE, LABELS),
    },
  ],
};
