/** HPE Aruba ArubaOS: mobility controllers, and Instant access points that speak for their cluster. */
import type { Platform } from '../platform.ts';
import { parseAccessPoints } from '../read/access-points.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  model: /ArubaOS \(MODEL: ([^)\s]+)/i,
  version: [
    /ArubaOS \(MODEL: [^)]+\), Version (\S+(?: [A-Z]{2,5}\b)?)/i,
    /^\s*([A-Z]{1,2}\.\d\d\.\d\d\.\d{4}\S*)\s*$/m,
  ],
});

const parseInventory = byPattern(DEVICE, {
  serial: /^System Serial#\s*:[ \t]*(\S+)/im,
  model: /^SC Model#\s*:[ \t]*(\S+)/im,
  mac: /^HW MAC Addr\s*:[ \t]*(\S+)/im,
});

export const arubaOs: Platform = {
  id: 'aruba-os',
  aliases: ['aosw', 'arubaos', 'aruba-instant', 'arubainstant'],
  vendor: 'Aruba',
  os: 'ArubaOS',
  class: 'wireless-controller',
  classes: [[/^(?:AP-?)?\d{3}\w*$/, 'access-point']],
  channel: 'shell',
  dialect: {
    ...twoModes({ setup: ['no paging'] }),
    modes: [
      { name: 'user', prompt: /^\(?[\w:.@ -]{1,60}\)? ?[*^]?(?:\[[\w/]+\] ?)?> ?$/ },
      {
        name: 'privileged',
        prompt: /^ ?\(?[\w:.@ -]{1,60}\)? ?[*^]?(?:\[[\w/]+\] ?)?# ?$/,
        enter: { from: 'user', command: 'enable' },
      },
    ],
  },
  recognize: { command: 'show version', output: /Aruba Operating System|ArubaOS \(MODEL/ },
  commands: {
    version: ['show version', 'show hostname'],
    inventory: ['show inventory'],
    lldp: ['show lldp neighbor'],
    arp: ['show arp'],
    aps: [['show ap database long', 'show aps']],
  },
  parsers: [
    { command: /^show version/, parse: parseVersion },
    { command: /^show inventory/, parse: parseInventory },
    { command: /^show hostname/, parse: byPattern(DEVICE, { hostname: /^Hostname is (\S+)/im }) },
    { command: /^show ap/, parse: parseAccessPoints },
  ],
};
