/** Macs: everything in one command, read by `hosts/macos.ts`. */
import { MACOS_SCRIPT, readMacHost } from '../hosts/macos.ts';
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { HOST_DIALECT } from './dialects.ts';

export const macos: Platform = {
  id: 'macos',
  aliases: ['darwin', 'osx'],
  vendor: 'Apple',
  os: 'macOS',
  channel: 'exec',
  dialect: HOST_DIALECT,
  recognize: { greeting: / % $/m, command: 'uname -a', output: /^Darwin /m },
  commands: { version: [MACOS_SCRIPT] },
  host: readMacHost,
  parsers: [
    {
      command: /^sw_vers/,
      parse: byPattern(DEVICE, { version: /^ProductVersion:[ \t]*(\S+)/m }),
    },
    {
      command: /^system_profiler/,
      parse: byPattern(DEVICE, {
        serial: /^\s*Serial Number \(system\): (\S+)/m,
        model: /^\s*Model Identifier: (\S+)/m,
      }),
    },
  ],
};
