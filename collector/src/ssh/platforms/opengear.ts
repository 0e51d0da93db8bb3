/** Opengear console servers. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

export const opengear: Platform = {
  id: 'opengear',
  aliases: [],
  vendor: 'Opengear',
  os: 'Opengear',
  class: 'appliance',
  channel: 'exec',
  dialect: oneMode({ prompt: /[$#] ?$/ }),
  recognize: { command: 'cat /etc/version', output: /OpenGear/i },
  commands: { version: ['cat /etc/version', 'hostname'], inventory: ['showserial'] },
  parsers: [
    {
      command: /version/,
      parse: byPattern(DEVICE, { version: /Version\s+(\S+)/i, model: /OpenGear\/(\S+)/i }),
    },
    { command: /showserial/, parse: byPattern(DEVICE, { serial: /^\s*(\d{8,})\s*$/m }) },
    { command: /^hostname/, parse: byPattern(DEVICE, { hostname: /^\s*([\w.-]+)\s*$/m }) },
  ],
};
