/** Palo Alto Networks PAN-OS and Panorama. */
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const paloaltoPanos: Platform = {
  id: 'paloalto-panos',
  aliases: ['panos', 'pan-os', 'paloalto', 'panorama'],
  vendor: 'Palo Alto Networks',
  os: 'PAN-OS',
  class: 'firewall',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^[\w.@-]{1,80}(?:\([\w-]{1,30}\))?> ?$/,
    setup: ['set cli scripting-mode on', 'set cli pager off'],
  }),
  recognize: { command: 'show system info', output: /^model:[ \t]+(?:PA|VM|M-|Panorama)/m },
  commands: {
    version: ['show system info'],
    lldp: ['show lldp neighbors all'],
    mac: ['show mac all'],
    arp: ['show arp all'],
  },
  parsers: [
    {
      command: /^show system info/,
      parse: byLabel(DEVICE, {
        hostname: ['hostname'],
        model: ['model'],
        serial: ['serial'],
        version: ['sw-version', 'sw version'],
        mac: ['mac-address', 'mac address'],
        uuid: ['vm-uuid', 'vm uuid'],
      }),
    },
  ],
};
