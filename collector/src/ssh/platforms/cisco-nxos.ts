/** Cisco NX-OS: Nexus and MDS, and ACI leaves and spines. */
import type { Platform } from '../platform.ts';
import { parseCiscoInventory } from '../read/cisco-inventory.ts';
import { parseCiscoModules } from '../read/cisco-modules.ts';
import { byColumn, byPattern, DEVICE } from '../read/facts.ts';
import { documentOr, identityOfDocument } from '../read/structured.ts';
import type { Row } from '../rows.ts';
import { CISCO_DIALECT } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  hostname: /^\s*Device name:[ \t]*(\S+)/im,
  version: [
    /^\s*NXOS:\s+version\s+(\S+(?: \[[^\]\n]+\])?)/im,
    /^\s*system:\s+version\s+(\S+(?: \[[^\]\n]+\])?)/im,
    /^\s*(?:kickstart|system version):?\s+(?:version\s+)?(\S+)/im,
  ],
  model: [
    /^\s*cisco\s+(.+? \(.+? slot\)) chassis/im,
    /^\s*cisco\s+(.+?)\s*(?:\([^)]*\)\s*)?chassis/im,
    /^\s*cisco\s+(?!Nexus Operating)((?:Nexus\s?)?\S+(?: C\d\S+)?)/im,
  ],
  serial: /Processor Board ID\s+(\S+)/i,
});

/** "show fex": what hangs on a parent switch, with its own serial. */
const parseFex = byColumn(
  { is: 'part', part: 'chassis' },
  [
    [/^(?:number|fex|fex number)$/, 'slot'],
    [/^(?:description|fex description)$/, 'description'],
    [/^(?:model|fex model)$/, 'model'],
    [/^(?:serial|fex serial)$/, 'serial'],
    [/^(?:state|fex state)$/, 'state'],
  ],
  ['slot', 'serial'],
  (row) => (/^\d+$/.test(row.slot ?? '') ? row : undefined),
);

const parseFexDetail = byPattern(DEVICE, { version: /FEX version:[ \t]*(\S+)/i });

/** Optics stand as blocks under their ports: "Ethernet1/1", then "    type is 10Gbase-SR". */
function opticsOf(text: string): readonly Row[] {
  const rows: Row[] = [];
  for (const block of text.split(/^(?=\s{0,4}(?:Ethernet|fc|mgmt)\d+\/)/m)) {
    const name = /^\s*(\S+)/.exec(block)?.[1];
    const serial = /^\s*serial ?number is (\S+)/im.exec(block)?.[1];
    const model =
      /^\s*(?:manufacturer's )?part ?number is (\S+)/im.exec(block)?.[1] ??
      /^\s*cisco product id is (\S+)/im.exec(block)?.[1];
    const type = /^\s*type is (.+?)\s*$/im.exec(block)?.[1];
    if (name === undefined || (serial === undefined && model === undefined)) continue;
    rows.push({
      is: 'part',
      part: 'transceiver',
      name,
      ...(serial !== undefined && { serial }),
      ...(model !== undefined && { model }),
      ...(type !== undefined && { description: type }),
    });
  }
  return rows;
}

export const ciscoNxos: Platform = {
  id: 'cisco-nxos',
  aliases: ['nxos', 'nxos-ssh', 'nexus', 'aci'],
  vendor: 'Cisco',
  os: 'NX-OS',
  class: 'switch',
  channel: 'shell',
  dialect: {
    ...CISCO_DIALECT,
    modes: [{ name: 'exec', prompt: /^[\w.@()/:~-]{1,80}[#>] ?$/ }],
    readsIn: 'exec',
    setup: ['terminal length 0', 'terminal width 511'],
  },
  recognize: {
    server: /-Cisco_NX|NX-OS/i,
    command: 'show version',
    output: /Cisco Nexus Operating System|NX-OS/,
  },
  commands: {
    version: ['show version'],
    inventory: [['show inventory all', 'show inventory']],
    stack: ['show fex'],
    modules: ['show module'],
    lldp: ['show lldp neighbors detail'],
    cdp: ['show cdp neighbors detail'],
    mac: ['show mac address-table'],
    arp: [['show ip arp vrf all', 'show ip arp']],
  },
  parsers: [
    { command: /^show version/, parse: documentOr(identityOfDocument, parseVersion) },
    { command: /^show inventory/, parse: documentOr(identityOfDocument, parseCiscoInventory) },
    { command: /^show fex( detail)?$/, parse: parseFex },
    { command: /^show fex/, parse: parseFexDetail },
    { command: /^show module/, parse: parseCiscoModules },
    { command: /^show interface transceiver/, parse: opticsOf },
    {
      command: /^show hostname/,
      parse: documentOr(identityOfDocument, byPattern(DEVICE, { hostname: /^\s*([\w.-]+)\s*$/m })),
    },
  ],
};
