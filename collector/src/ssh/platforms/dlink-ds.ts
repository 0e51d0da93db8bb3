/** D-Link DES and DGS switches with D-Link's own command line. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const dlinkDs: Platform = {
  id: 'dlink-ds',
  aliases: ['dlink', 'd-link'],
  vendor: 'D-Link',
  os: 'D-Link',
  class: 'switch',
  channel: 'shell',
  // Its pager is a setting that is saved: it is answered, not switched off.
  dialect: oneMode({
    leave: ['logout'],
    pagers: [{ asks: /CTRL\+C.*ESC.*q Quit.*SPACE.*n Next Page[^\n]{0,60}$/i, reply: ' ' }],
  }),
  recognize: { command: 'show switch', output: /Device Type\s*:\s*D[EG]S|D-Link/ },
  commands: {
    version: ['show switch'],
    lldp: ['show lldp remote_ports mode detailed'],
    mac: ['show fdb'],
    arp: ['show arpentry'],
  },
  parsers: [
    {
      command: /^show switch/,
      parse: byLabel(DEVICE, {
        model: ['device type'],
        serial: ['serial number', 'device serial number', 'system serial number'],
        version: ['firmware version', 'runtime version'],
        hostname: ['system name'],
        mac: ['mac address', 'system mac address'],
        hardwareRevision: ['hardware version'],
      }),
    },
  ],
};
