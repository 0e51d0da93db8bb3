/** TP-Link JetStream switches and DeltaStream line terminals. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

export const tplinkJetstream: Platform = {
  id: 'tplink-jetstream',
  aliases: ['tplink', 'tp-link'],
  vendor: 'TP-Link',
  os: 'JetStream',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0'], leave: ['exit', 'logout'], lineEnd: '\r\n' }),
  recognize: { command: 'show system-info', output: /JetStream|TP-L[Ii][Nn][Kk]|DeltaStream/ },
  commands: {
    version: ['show system-info'],
    lldp: ['show lldp neighbor-information interface'],
    mac: ['show mac address-table all'],
    arp: ['show ip arp'],
  },
  parsers: [
    {
      command: /^show system-info/,
      parse: byLabel(DEVICE, {
        hostname: ['system name', 'device name'],
        model: ['hardware version', 'system description'],
        version: ['software version', 'firmware version'],
        serial: ['serial number'],
        mac: ['mac address'],
      }),
    },
  ],
};
