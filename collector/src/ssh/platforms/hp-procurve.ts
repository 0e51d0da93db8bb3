/** HPE Aruba ProCurve and ArubaOS-Switch: repaints its prompt, wants a key pressed. */
import type { Platform } from '../platform.ts';
import { all, byLabel, byPattern, DEVICE } from '../read/facts.ts';
import { twoModes } from './dialects.ts';

const parseSystem = byLabel(DEVICE, {
  hostname: ['system name'],
  version: ['software revision'],
  serial: ['serial number'],
  mac: ['base mac addr', 'base mac address'],
});

export const hpProcurve: Platform = {
  id: 'hp-procurve',
  aliases: ['procurve', 'arubaos-switch', 'hpe-aruba-switch'],
  vendor: 'HPE',
  os: 'ArubaOS-Switch',
  class: 'switch',
  channel: 'shell',
  dialect: {
    ...twoModes({ setup: ['no page'], leave: ['logout', 'y', 'n'] }),
    modes: [
      { name: 'user', prompt: /^[\w .-]{1,80}> ?$/ },
      {
        name: 'privileged',
        prompt: /^[\w .-]{1,80}# ?$/,
        enter: { from: 'user', command: 'enable' },
      },
    ],
  },
  recognize: {
    server: /Mocana|RomSShell/i,
    greeting: /Press any key|ProCurve/i,
    command: 'show version',
    output: /Image stamp/,
  },
  commands: {
    version: ['show version', ['show system', 'show system-information']],
    inventory: ['show modules'],
    stack: [['show vsf detail', 'show stacking']],
    lldp: ['show lldp info remote-device detail'],
    cdp: ['show cdp neighbors detail'],
    mac: ['show mac-address'],
    arp: ['show arp'],
  },
  parsers: [
    {
      command: /^show version/,
      parse: byPattern(DEVICE, {
        version: [
          /^\s*([A-Z]{1,2}\.\d\d\.\d\d\S*)\s*$/m,
          /ArubaOS \(MODEL: [^)]+\), Version (\S+(?: [A-Z]{2,5}\b)?)/i,
        ],
        model: /ArubaOS \(MODEL: ([^)\s]+)/i,
      }),
    },
    { command: /^show system/, parse: parseSystem },
    {
      command: /^show lldp info local-device/,
      parse: all(
        byLabel(DEVICE, { hostname: ['system name'], mac: ['chassis id'] }),
        byPattern(DEVICE, {
          model: /System Description\s*:[ \t]*(?:Aruba|HP\w*)\s+(\S+)/i,
          version: /revision (\S+?)(?:\.{2,}|,|\s)/i,
        }),
      ),
    },
  ],
};
