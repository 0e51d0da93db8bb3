/** Huawei VRP and YunShan: switches, routers, firewalls. */
import type { Platform } from '../platform.ts';
import { all, byBlock, byColumn, byPattern, DEVICE, everyMatch } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import type { Row } from '../rows.ts';
import { oneMode } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  version: /VRP \(R\) software, Version\s+(\S+)/i,
  model: [
    /^(?:HUAWEI|Huawei|Quidway)\s+(\S.*?)\s+(?:(?:Routing |Terabit )*(?:Switch|Router|Firewall)s?)?\s*uptime is/m,
    /VRP \(R\) software, Version\s+\S+\s+\((\S+)/i,
  ],
});

const parseDevices = byColumn(
  { is: 'part', part: 'module' },
  [
    [/^slot$|^slot id$|^no$/, 'slot'],
    [/^(?:type|board ?type|item)$/, 'model'],
    [/^(?:online|status)$/, 'state'],
    [/^(?:serial-number|serial number|sn|s\/n)$/, 'serial'],
    [/^(?:description)$/, 'description'],
  ],
  ['slot', ['model', 'serial']],
  (row) =>
    row.model === undefined && row.serial === undefined
      ? undefined
      : { ...row, part: partKindOf(row.slot, row.model) },
);

/** "display elabel": blocks "[Main_Board]", each with its "[Board Properties]": "BarCode=21023…". */
const parseLabelled = byBlock(
  /^\s*\[((?!Board Properties)\w[^\]]*)\]\s*$/i,
  (heading) => (/^back_?plane/i.test(heading) ? DEVICE : { is: 'part', part: partKindOf(heading) }),
  {
    model: ['boardtype', 'model'],
    serial: ['barcode'],
    partNumber: ['item'],
    description: ['description'],
  },
  'name',
);

/** A box without a backplane is its first main board. */
function parseElabels(text: string): readonly Row[] {
  const rows = parseLabelled(text).filter(({ serial, model }) => serial ?? model);
  if (rows.some(({ is }) => is === 'device')) return rows;
  const main = rows.find(({ name = '' }) => /^main_?board$/i.test(name));
  return rows.map((row) => {
    if (row !== main) return row;
    const { part: _, name: __, ...device } = row;
    return { ...device, is: 'device' };
  });
}

export const huaweiVrp: Platform = {
  id: 'huawei-vrp',
  aliases: ['vrp', 'huawei', 'yunshan', 'huawei-vrpv8'],
  vendor: 'Huawei',
  os: 'VRP',
  classes: [
    [/^(?:AR|NE|CX|ATN|PTN)/i, 'router'],
    [/^(?:USG|Eudemon)/i, 'firewall'],
    [/^(?:AC|AirEngine 9)\d/i, 'wireless-controller'],
    [/^(?:S\d|CE\d|CloudEngine)/i, 'switch'],
  ],
  channel: 'shell',
  dialect: oneMode({
    prompt: /^(?:HRP_[MS])?<[\w.~*/-]{1,80}> ?$/,
    setup: ['screen-length 0 temporary'],
    leave: ['quit'],
  }),
  recognize: {
    server: /HUAWEI/i,
    command: 'display version',
    output: /Huawei Versatile Routing Platform|VRP \(R\)/,
  },
  commands: {
    version: ['display version'],
    inventory: [
      ['display device manufacture-info', 'display esn', 'display sn all'],
      'display device',
    ],
    stack: ['display stack'],
    lldp: ['display lldp neighbor'],
    mac: ['display mac-address'],
    arp: [['display arp all', 'display arp']],
    aps: ['display ap all'],
  },
  parsers: [
    { command: /^display version/, parse: parseVersion },
    { command: /^display elabel/, parse: parseElabels },
    {
      command: /^display (?:esn|sn)/,
      parse: all(
        everyMatch(
          { is: 'unit' },
          /^\s*ESN of (?:slot|device) (?<slot>\d+):[ \t]*(?<serial>\S+)/gim,
        ),
        byPattern(DEVICE, {
          serial: [
            /^\s*ESN of master:[ \t]*(\S+)/im,
            /^\s*(?:ESN|SN|Equipment SN\S*)\s*[:=]\s*(\S+)/im,
          ],
        }),
      ),
    },
    { command: /^display device/, parse: parseDevices },
  ],
};
