/** H3C and HPE Comware 5 and 7: one block a slot, fan and power supply. */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE, type Facts, rowOf } from '../read/facts.ts';
import { partKindOf } from '../read/parts.ts';
import type { Row } from '../rows.ts';
import { stated } from '../text/lines.ts';
import { oneMode } from './dialects.ts';

const HEADING =
  /^\s*(Chassis\s*\d*\s*(?:self)?|(?:Sub)?[Ss]lot\s*\d+(?:\s+CPU\s*\d+)?|Fan\s*\d+|Power\s*\d+|Chassis self)\s*:?\s*$/;

const LABELS: readonly (readonly [RegExp, keyof Facts])[] = [
  [/^\s*DEVICE_NAME\s*:[ \t]*(.*)$/, 'model'],
  [/^\s*(?:DEVICE_|MANU )SERIAL[_ ]NUMBER\s*:[ \t]*(.*)$/, 'serial'],
  [/^\s*MAC_ADDRESS\s*:[ \t]*(.*)$/, 'mac'],
  [/^\s*VENDOR_NAME\s*:[ \t]*(.*)$/, 'vendor'],
];

/**
 * "display device manuinfo". Of a fixed switch the slots are the members of its IRF group; of a
 * chassis, which states itself, they are cards.
 */
function parseManuinfo(text: string): readonly Row[] {
  const blocks: { readonly heading: string; readonly facts: Facts }[] = [];
  let block = { heading: '', facts: {} as Facts };
  for (const line of text.split('\n')) {
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) {
      block = { heading: heading.trim(), facts: {} };
      blocks.push(block);
      continue;
    }
    for (const [pattern, field] of LABELS) {
      const value = stated(pattern.exec(line)?.[1]);
      if (value === undefined) continue;
      if (blocks.length === 0) blocks.push(block);
      block.facts[field] ??= value;
    }
  }
  const isChassis = blocks.some(
    ({ heading, facts }) => /^chassis/i.test(heading) && facts.serial !== undefined,
  );
  return blocks.flatMap(({ heading, facts }) => rowsOf(heading, facts, isChassis));
}

function rowsOf(heading: string, facts: Facts, isChassis: boolean): readonly Row[] {
  if (facts.serial === undefined && facts.model === undefined) return [];
  const slot = /(\d+)/.exec(heading)?.[1];
  if (heading === '' || /^chassis/i.test(heading)) return rowOf({ is: 'device' }, facts);
  const isSlot = /^slot/i.test(heading) && !isChassis;
  if (isSlot && slot !== undefined) return rowOf({ is: 'unit' }, { ...facts, slot });
  return rowOf({ is: 'part', part: partKindOf(heading, facts.model) }, { ...facts, name: heading });
}

export const hpComware: Platform = {
  id: 'hp-comware',
  aliases: ['comware', 'h3c', 'hpe-comware'],
  vendor: 'H3C',
  os: 'Comware',
  class: 'switch',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^<[\w.-]{1,80}> ?$/,
    setup: ['screen-length disable'],
    leave: ['quit'],
  }),
  recognize: { server: /Comware/i, command: 'display version', output: /Comware|H3C/ },
  commands: {
    version: ['display version'],
    inventory: ['display device manuinfo'],
    stack: ['display irf'],
    lldp: ['display lldp neighbor-information verbose'],
    mac: ['display mac-address'],
    arp: ['display arp'],
  },
  parsers: [
    { command: /^display device manuinfo/, parse: parseManuinfo },
    {
      command: /^display version/,
      parse: byPattern(DEVICE, {
        version: [
          /Software,?\s+Version\s+(\S+?),?\s+(?:Release|Feature|ESS|Alpha|Beta)/i,
          /Software,?\s+Version\s+([^\s,]+)/i,
        ],
        model: /^(?:HPE?|H3C|3Com)\s+(\S.*?)(?: Switch(?: with [^\n]*)?| Software)?\s+uptime is /im,
      }),
    },
  ],
};
