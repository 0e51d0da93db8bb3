/** Cisco AireOS wireless controllers: a second login inside the shell, labels led by dots. */
import type { Platform } from '../platform.ts';
import { parseAccessPoints } from '../read/access-points.ts';
import { parseCiscoInventory } from '../read/cisco-inventory.ts';
import { all, byLabel, DEVICE } from '../read/facts.ts';

const parseSysinfo = byLabel(DEVICE, {
  hostname: ['system name'],
  version: ['product version'],
  mac: ['burned-in mac address', 'burned in mac address'],
});

export const ciscoWlc: Platform = {
  id: 'cisco-wlc',
  aliases: ['cisco-wlc-ssh', 'aireos', 'wlc'],
  vendor: 'Cisco',
  os: 'AireOS',
  class: 'wireless-controller',
  channel: 'shell',
  dialect: {
    modes: [{ name: 'exec', prompt: /^\([^)\n]{1,80}\) ?>+ ?$/ }],
    setup: ['config paging disable'],
    leave: ['logout'],
    lineEnd: '\n',
    // Saving a changed configuration is never ours to do.
    greetings: [{ asks: /save them now\? \(y\/N\)\s*$/i, reply: 'n\n' }],
  },
  recognize: {
    server: /CISCO_WLC/,
    greeting: /Cisco Controller/,
    command: 'show inventory',
    output: /Wireless.*Controller|AIR-CT/,
  },
  commands: {
    version: ['show sysinfo'],
    inventory: ['show inventory'],
    cdp: ['show cdp neighbors detail'],
    arp: ['show arp switch'],
    aps: ['show ap summary'],
  },
  parsers: [
    { command: /^show sysinfo/, parse: parseSysinfo },
    { command: /^show (?:inventory|udi)/, parse: all(parseCiscoInventory) },
    { command: /^show ap summary/, parse: parseAccessPoints },
  ],
};
