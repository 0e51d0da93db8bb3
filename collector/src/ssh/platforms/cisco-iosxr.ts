/** Cisco IOS-XR: ASR 9000, NCS, 8000 and CRS routers. */
import type { Platform } from '../platform.ts';
import { parseCiscoInventory } from '../read/cisco-inventory.ts';
import { parseCiscoEeproms } from '../read/cisco-modules.ts';
import { all, byColumn, byPattern, DEVICE, firstOf } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import { documentOr, identityOfDocument } from '../read/structured.ts';
import { CISCO_DIALECT } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  hostname: /^\s*(?!System\b)(\S+) uptime is /m,
  version: [
    /^Cisco IOS XR Software[^\n]*Version\s+([^\s[,]+)/im,
    /^\s*(?:Version|Label)\s*:[ \t]*(\S+)/im,
  ],
  model: [
    /^\s*(?:cisco )?(IOS[ -]XRv\S*(?: \d{4})?)\b/m,
    /^\s*([A-Z]{2,4}[ -]?\d{3,5}[\w/-]*)[^\n]*\bChassis/im,
    /^cisco\s+([A-Z]+\d*[\w/-]*?(?: \d{4})?)\s+(?:Series|\()/im,
    /^cisco\s+(?!IOS)(\S+)/im,
  ],
  serial: /^\s*(?:Processor board ID|Chassis S\/N)\s*:?\s+([A-Z]{3}\w{8})/im,
});

const parseNodes = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^(?:node|location|node name)$/, 'slot'],
    [/^(?:type|card type)$/, 'model'],
    [/^(?:state|hw state|node state)$/, 'state'],
    [/^(?:sw version)$/, 'version'],
  ],
  ['slot', 'model'],
  (row) =>
    /^\d+\//.test(row.slot ?? '') ? { ...row, part: partKindOf(row.model, row.slot) } : undefined,
);

/** "show platform summary": one block a node: "Platform Node : 0/RSP0/CPU0", "PID", "SN". */
const parseSummary = firstOf((text) =>
  text.split(/^(?=\s*Platform Node\s*:)/m).flatMap((block) => {
    const value = (label: string) =>
      new RegExp(`^\\s*${label}\\s*:\\s*(\\S.*?)\\s*$`, 'm').exec(block)?.[1];
    const slot = value('Platform Node');
    const serial = value('Serial Number') ?? value('VID/SN')?.split(/\s*\/\s*/)[1];
    const model = value('PID') ?? value('Description');
    if (slot === undefined) return [];
    return [
      {
        is: 'part' as const,
        part: partKindOf(value('Description'), model),
        slot,
        ...(serial !== undefined && { serial }),
        ...(model !== undefined && { model }),
      },
    ];
  }),
);

export const ciscoIosxr: Platform = {
  id: 'cisco-iosxr',
  aliases: ['iosxr', 'cisco-xr', 'iosxr-netconf', 'xr'],
  vendor: 'Cisco',
  os: 'IOS-XR',
  class: 'router',
  channel: 'shell',
  dialect: {
    ...CISCO_DIALECT,
    // "RP/0/RSP0/CPU0:router#"
    modes: [{ name: 'exec', prompt: /^(?:[\w/]+:)?[\w.@-]{1,80}[#>] ?$/ }],
    readsIn: 'exec',
  },
  recognize: {
    server: /-Cisco-2/,
    greeting: /^RP\/\d/m,
    command: 'show version',
    output: /Cisco IOS XR/,
  },
  commands: {
    version: ['show version'],
    inventory: [['show inventory all', 'show inventory']],
    modules: ['show platform'],
    lldp: ['show lldp neighbors detail'],
    cdp: ['show cdp neighbors detail'],
    mac: ['show l2vpn forwarding bridge-domain mac-address location 0/0/CPU0'],
    arp: ['show arp'],
  },
  parsers: [
    { command: /^(?:admin )?show version/, parse: documentOr(identityOfDocument, parseVersion) },
    {
      command: /^(?:admin )?show inventory/,
      parse: documentOr(identityOfDocument, parseCiscoInventory),
    },
    { command: /^(?:admin )?show platform summary/, parse: all(parseSummary) },
    { command: /^(?:admin )?show platform/, parse: parseNodes },
    { command: /^(?:admin )?show diag/, parse: parseCiscoEeproms },
  ],
};
