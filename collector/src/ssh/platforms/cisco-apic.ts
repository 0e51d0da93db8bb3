/** Cisco APIC controllers: what they list of their fabric. */
import type { Platform } from '../platform.ts';
import { byColumn } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

/** "show version": one line a node of the fabric. */
const parseNodes = byColumn(
  { is: 'unit' },
  [
    [/^role$/, 'role'],
    [/^node$/, 'slot'],
    [/^name$/, 'hostname'],
    [/^version$/, 'version'],
  ],
  ['role', 'slot', 'hostname', 'version'],
  (row) => (/^\d+$/.test(row.slot ?? '') ? row : undefined),
);

export const ciscoApic: Platform = {
  id: 'cisco-apic',
  aliases: ['apic'],
  vendor: 'Cisco',
  os: 'APIC',
  class: 'controller',
  channel: 'shell',
  dialect: oneMode({ prompt: /^[\w.@-]{1,80}[#>] ?$/, setup: ['terminal length 0'] }),
  recognize: { command: 'show version', output: /^\s*Role\s+Pod\s+Node\s+Name/m },
  commands: { version: ['show version'] },
  parsers: [{ command: /^show version/, parse: parseNodes }],
};
