/** Windows with OpenSSH: everything in one command, read by `hosts/windows.ts`. */
import { readWindowsHost, WINDOWS_SCRIPT } from '../hosts/windows.ts';
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { HOST_DIALECT } from './dialects.ts';

export const windows: Platform = {
  id: 'windows',
  aliases: ['win32', 'windows-server'],
  os: 'Windows',
  channel: 'exec',
  dialect: { ...HOST_DIALECT, lineEnd: '\r\n' },
  recognize: {
    server: /OpenSSH_for_Windows/i,
    greeting: /^(?:PS )?[A-Z]:\\[^>\n]*> ?$/m,
    command: 'cmd /c ver',
    output: /^Microsoft Windows \[/m,
  },
  commands: { version: [WINDOWS_SCRIPT] },
  host: readWindowsHost,
  parsers: [
    {
      command: /^systeminfo/,
      parse: byPattern(DEVICE, {
        hostname: /^Host Name:[ \t]+(\S+)/m,
        version: /^OS Version:[ \t]+(\S+)/m,
        model: /^System Model:[ \t]+(\S.*)$/m,
        vendor: /^System Manufacturer:[ \t]+(\S.*)$/m,
      }),
    },
  ],
};
