/** Alcatel-Lucent Enterprise OmniSwitch, AOS 6 to 8. */
import type { Platform } from '../platform.ts';
import { byBlock, byPattern, DEVICE, UNIT } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

const LABELS = {
  model: ['model name'],
  serial: ['serial number'],
  mac: ['mac address'],
  partNumber: ['part number'],
  hardwareRevision: ['hardware revision'],
};

export const alcatelAos: Platform = {
  id: 'alcatel-aos',
  aliases: ['omniswitch', 'aos', 'aos7', 'alcatel'],
  vendor: 'Alcatel-Lucent Enterprise',
  os: 'AOS',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({ prompt: /^[\w.@ -]{1,80}?(?:->|[#>]) ?$/, leave: ['exit'] }),
  recognize: {
    command: 'show system',
    output: /Alcatel-Lucent|Object ID:\s+1\.3\.6\.1\.4\.1\.6486/,
  },
  commands: {
    version: ['show system'],
    inventory: ['show chassis', 'show module long'],
    lldp: ['show lldp remote-system'],
    mac: [['show mac-learning', 'show mac-address-table']],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show system$/,
      parse: byPattern(DEVICE, {
        hostname: /^\s*Name:[ \t]+([^,\s]+)/m,
        version: /^\s*Description:.*?(\d+\.\d+\.\d+(?:\.\d+)*\.R\d+\S*)/m,
        model: /^\s*Description:.*?\b(OS\d\S+)/m,
      }),
    },
    {
      command: /^show chassis/,
      parse: byBlock(/^\s*(?:Local |Remote )?Chassis(?: ID)?\s+(\d+)/i, UNIT, LABELS, 'slot'),
    },
    {
      command: /^show (?:module|ni|cmm|powersupply)/,
      parse: byBlock(
        /^\s*(?:Module in slot |NI |CMM |PS |Power Supply )?([\w/-]+):?\s*$/i,
        { is: 'part', part: 'module' },
        LABELS,
        'slot',
      ),
    },
  ],
};
