/** VMware ESXi hosts: everything in one command, read by `hosts/esxi.ts`. */
import { ESXI_SCRIPT, readEsxiHost } from '../hosts/esxi.ts';
import type { Platform } from '../platform.ts';
import { byLabel, DEVICE } from '../read/facts.ts';
import { HOST_DIALECT } from './dialects.ts';

export const vmwareEsxi: Platform = {
  id: 'vmware-esxi',
  aliases: ['esxi', 'vmware'],
  vendor: 'VMware',
  os: 'ESXi',
  class: 'server',
  channel: 'exec',
  dialect: HOST_DIALECT,
  recognize: {
    greeting: /^\[\w+@[\w.-]+:[^\]\n]*\] $/m,
    command: 'uname -a',
    output: /^VMkernel /m,
  },
  commands: { version: [ESXI_SCRIPT] },
  host: readEsxiHost,
  parsers: [
    {
      command: /^esxcli hardware platform get/,
      parse: byLabel(DEVICE, {
        serial: ['serial number'],
        model: ['product name'],
        vendor: ['vendor name'],
      }),
    },
    {
      command: /^esxcli system version get/,
      parse: byLabel(DEVICE, { version: ['version'] }),
    },
  ],
};
