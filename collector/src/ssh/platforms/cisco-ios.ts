/** Cisco IOS: Catalyst switches and routers up to the 3k and 6500 generations. */
import type { Platform } from '../platform.ts';
import { parseAccessPoints } from '../read/access-points.ts';
import { parseCiscoInventory } from '../read/cisco-inventory.ts';
import { parseIosInterfaces, parseIosSwitches, parseIosVersion } from '../read/cisco-ios.ts';
import { parseCiscoEeproms, parseCiscoModules } from '../read/cisco-modules.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { CISCO_DIALECT } from './dialects.ts';

/** Cisco's model numbers, as ordered. */
export const CISCO_CLASSES: Platform['classes'] = [
  [/^(?:WS-C|C9[2-6]\d\d|C1[023]00|IE-|CGS|ESS-|N\dK-|ME-)/i, 'switch'],
  [/^(?:C9800|AIR-(?:CT|WLC)|WS-SVC-WISM)/i, 'wireless-controller'],
  [/^(?:ISR|ASR|CISCO\d|C[18]\d{3}|\d{3,4}$|CSR|C8\d|NCS|VG|IR\d)/i, 'router'],
  [/^(?:AIR-|C91\d\d|CW9)/i, 'access-point'],
];

/** "show version rp active running": the packages that run; the base has the release's number. */
const parsePackages = byPattern(DEVICE, {
  version: /^\s*Package: \w*base\w*, version: ([^\s,]+)/m,
});

export const ciscoIos: Platform = {
  id: 'cisco-ios',
  aliases: ['ios', 'cisco', 'cisco-catalyst'],
  vendor: 'Cisco',
  os: 'IOS',
  classes: CISCO_CLASSES,
  channel: 'shell',
  dialect: CISCO_DIALECT,
  recognize: {
    server: /-Cisco-/,
    command: 'show version',
    output: /Cisco (?:IOS Software|Internetwork Operating System Software)|^IOS \(tm\)/m,
    not: /IOS[ -]?XE|IOS XR/,
  },
  commands: {
    version: ['show version'],
    inventory: ['show inventory'],
    stack: [['show switch detail', 'show switch']],
    modules: ['show module'],
    lldp: ['show lldp neighbors detail'],
    cdp: ['show cdp neighbors detail'],
    mac: [['show mac address-table', 'show mac-address-table']],
    arp: [['show ip arp', 'show arp']],
    interfaces: ['show interfaces'],
  },
  parsers: [
    { command: /^show version (?:rp|running|r0|active|standby)/, parse: parsePackages },
    { command: /^show version/, parse: parseIosVersion },
    { command: /^show (?:fabric )?ap summary/, parse: parseAccessPoints },
    { command: /^show inventory/, parse: parseCiscoInventory },
    { command: /^show switch/, parse: parseIosSwitches },
    { command: /^show module/, parse: parseCiscoModules },
    { command: /^show (?:idprom|diag)/, parse: parseCiscoEeproms },
    { command: /^show interfaces?$/, parse: parseIosInterfaces },
  ],
};
