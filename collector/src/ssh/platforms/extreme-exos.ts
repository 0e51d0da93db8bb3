/** Extreme EXOS: a prompt that counts commands and marks unsaved changes. */
import type { Platform } from '../platform.ts';
import { all, byLabel, byPattern, DEVICE, everyMatch } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const extremeExos: Platform = {
  id: 'extreme-exos',
  aliases: ['exos', 'extremexos', 'xos'],
  vendor: 'Extreme',
  os: 'EXOS',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^(?:\* )?(?:Slot-\d+ )?(?:\([^)]{1,40}\) )?[\w.@ -]{1,80}\.\d+ [#>] ?$/,
    setup: ['disable clipaging session'],
    leave: ['exit', 'n'],
  }),
  recognize: {
    greeting: /\.\d+ [#>] ?$/,
    command: 'show switch',
    output: /ExtremeXOS|System Type:|EXOS/,
  },
  commands: {
    version: ['show switch', 'show version'],
    stack: ['show stacking'],
    lldp: ['show lldp neighbors detailed'],
    mac: ['show fdb'],
    arp: ['show iparp'],
  },
  parsers: [
    {
      command: /^show switch/,
      parse: byLabel(DEVICE, {
        hostname: ['sysname'],
        mac: ['system mac'],
        model: ['system type'],
        version: ['primary ver', 'image selected'],
      }),
    },
    {
      command: /^show version/,
      parse: all(
        byPattern(DEVICE, {
          serial: /^\s*(?:Switch|Chassis)\s*:\s*\S+\s+(\S+)/im,
          partNumber: /^\s*(?:Switch|Chassis)\s*:[ \t]*(\S+)/im,
          version:
            /^\s*Image\s*:[ \t]*(?:ExtremeXOS|Extreme Networks Switch Engine) version (\S+)/im,
        }),
        everyMatch(
          { is: 'unit' },
          /^\s*Slot-(?<slot>\d+)\s*:[ \t]*(?<partNumber>\S+)\s+(?<serial>\S+)\s+Rev\s+(?<hardwareRevision>\S+)/gim,
        ),
        everyMatch(
          { is: 'part', part: 'power-supply' },
          /^\s*(?<name>PSU-\d+)\s*:\s*[^\n]*?(?<partNumber>\d{6}-\S+)\s+(?<serial>\S+)/gim,
        ),
      ),
    },
  ],
};
