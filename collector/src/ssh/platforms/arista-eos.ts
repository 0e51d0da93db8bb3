/** Arista EOS. Its inventory is sections of tables, which some releases print without their columns. */
import type { Platform } from '../platform.ts';
import { all, byPattern, DEVICE } from '../read/facts.ts';
import { documentOr, identityOfDocument } from '../read/structured.ts';
import type { Row } from '../rows.ts';
import { stated } from '../text/lines.ts';
import { twoModes } from './dialects.ts';

const parseVersion = byPattern(DEVICE, {
  model: [/^Arista (?!Networks)(\S+)/m, /^Hardware model:[ \t]*(\S+)/im],
  serial: /^Serial number:[ \t]*(\S+)/im,
  version: /^Software image version:[ \t]*(\S+)/im,
  mac: /^System MAC address:[ \t]*(\S+)/im,
  hardwareRevision: /^Hardware version:[ \t]*(\S+)/im,
});

/** The chassis: its model's line, and below it the line of hardware version, serial, date. */
const parseChassis = byPattern(DEVICE, {
  model: /^System information\s*\n(?:[^\n]*(?:Model|----)[^\n]*\n)*\s*(\S+)/im,
  serial: /^System information[\s\S]{0,400}?^\s*\S+\s+([A-Z]{3}\d{8})\b/im,
});

type Section = readonly [RegExp, NonNullable<Row['part']>, RegExp];

/** Slot, model and serial of each line, by section. */
const SECTIONS: readonly Section[] = [
  [/power supply slots?/i, 'power-supply', /^\s*(?<slot>\d+)\s+(?<model>\S+)\s+(?<serial>\S+)\s*$/],
  [/fan modules?/i, 'fan', /^\s*(?<slot>\d+)\s+\d+\s+(?<model>\S+)\s+(?<serial>\S+)\s*$/],
  [
    /transceiver slots?/i,
    'transceiver',
    /^\s*(?<slot>\d+(?:\/\d+)*)\s+(?<vendor>\S.*?)\s+(?<model>\S+)\s+(?<serial>\S+)\s+(?<rev>\S+)\s*$/,
  ],
  [
    /card slots?/i,
    'line-card',
    /^\s*(?<slot>\S+)\s+(?<model>\S+)\s+\S+\s+(?<serial>[A-Z]{3}\d{8})\s/,
  ],
];

function parseSections(text: string): readonly Row[] {
  return text.split(/^(?=System has)/m).flatMap((section) => {
    const head = section.slice(0, section.indexOf('\n'));
    const kind = SECTIONS.find(([title]) => title.test(head));
    if (kind === undefined) return [];
    return section.split('\n').flatMap((line): readonly Row[] => {
      const found = kind[2].exec(line)?.groups;
      const model = stated(found?.model);
      const serial = stated(found?.serial);
      const slot = stated(found?.slot);
      if (slot === undefined || (model === undefined && serial === undefined)) return [];
      return [
        {
          is: 'part',
          part: kind[1],
          slot,
          name: `${kind[1]} ${slot}`,
          ...(model !== undefined && { model }),
          ...(serial !== undefined && { serial }),
        },
      ];
    });
  });
}

export const aristaEos: Platform = {
  id: 'arista-eos',
  aliases: ['eos', 'arista'],
  vendor: 'Arista',
  os: 'EOS',
  class: 'switch',
  channel: 'shell',
  dialect: twoModes({ setup: ['terminal length 0', 'terminal width 32767'] }),
  recognize: { command: 'show version', output: /^\s*Arista |vEOS/m },
  commands: {
    version: ['show version', 'show hostname'],
    inventory: ['show inventory'],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac address-table'],
    arp: [['show ip arp vrf all', 'show ip arp']],
  },
  parsers: [
    { command: /^show version/, parse: documentOr(identityOfDocument, parseVersion) },
    {
      command: /^show inventory/,
      parse: documentOr(identityOfDocument, all(parseChassis, parseSections)),
    },
    {
      command: /^show hostname/,
      parse: byPattern(DEVICE, { hostname: /^Hostname:[ \t]*(\S+)/im }),
    },
  ],
};
