/** Cisco ASA, and the diagnostic command line of FTD. */
import type { Platform } from '../platform.ts';
import { parseCiscoInventory } from '../read/cisco-inventory.ts';
import { parseCiscoModules } from '../read/cisco-modules.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { CISCO_DIALECT } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  hostname: /^\s*([\w.-]+) up \d/m,
  version: [
    /(?:Adaptive Security Appliance|ASA|Firepower[^\n]*) (?:Software )?Version\s+(\S+)/i,
    /^Model\s*:[^\n]*Version\s+([\w.()-]+)/im,
  ],
  model: [/^Hardware:[ \t]*([^,\s]+)/im, /^Model\s*:[ \t]*(.+?)\s*(?:\(|Version|$)/im],
  serial: /^Serial Number:[ \t]*(\S+)/im,
});

const parseLicense = byPattern(DEVICE, {
  serial: [/(?:PID|UDI)[^\n]*SN:[ \t]*([^\s,]+)/i, /^\s*Serial Number:[ \t]*(\S+)/im],
  model: /PID:[ \t]*([^\s,]+)/i,
});

export const ciscoAsa: Platform = {
  id: 'cisco-asa',
  aliases: ['asa', 'cisco-ftd', 'firelinuxos', 'ftd'],
  vendor: 'Cisco',
  os: 'ASA',
  class: 'firewall',
  channel: 'shell',
  dialect: {
    ...CISCO_DIALECT,
    modes: [
      { name: 'user', prompt: /^(?:[\w.@/:~-]{1,80})?> ?$/ },
      {
        name: 'privileged',
        prompt: /^[\w.@/:~-]{1,80}# ?$/,
        enter: { from: 'user', command: 'enable' },
      },
    ],
    setup: ['terminal pager 0'],
  },
  recognize: {
    server: /-Cisco-|CiscoSSH/,
    command: 'show version',
    output: /Adaptive Security Appliance|Cisco ASA|Firepower/,
  },
  commands: {
    version: ['show version'],
    inventory: ['show inventory'],
    modules: ['show module'],
    arp: ['show arp'],
    mac: ['show mac-address-table'],
  },
  parsers: [
    { command: /^show version/, parse: parseVersion },
    { command: /^show inventory/, parse: parseCiscoInventory },
    { command: /^show module/, parse: parseCiscoModules },
    { command: /^show license/, parse: parseLicense },
  ],
};
