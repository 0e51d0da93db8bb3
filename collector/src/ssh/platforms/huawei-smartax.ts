/** Huawei SmartAX optical line terminals, and the subscriber units they list. */
import type { Platform } from '../platform.ts';
import { byBlock, byColumn, byPattern, DEVICE } from '../read/facts.ts';
import { oneMode } from './dialects.ts';

const ONTS: Parameters<typeof byColumn>[1] = [
  [/^(?:ont id|ont-id|ont)$/, 'name'],
  [/^f\/ ?s\/ ?p$/, 'port'],
  [/^(?:sn|serial(?: number)?)$/, 'serial'],
  [/^type$/, 'model'],
  [/^run(?: state)?$/, 'state'],
];

/** Rows of "display ont info": an access unit of its own, seen through this port. */
const parseOnts = byColumn({ is: 'ap' }, ONTS, ['serial'], (row) =>
  /^[0-9A-Z]{12,16}$/.test(row.serial ?? '') ? row : undefined,
);

export const huaweiSmartax: Platform = {
  id: 'huawei-smartax',
  aliases: ['smartax', 'huawei-olt'],
  vendor: 'Huawei',
  os: 'SmartAX',
  class: 'gateway',
  channel: 'shell',
  dialect: oneMode({ prompt: /^[\w.-]{1,80}[>#] ?$/, setup: ['scroll'], leave: ['quit', 'y'] }),
  recognize: { command: 'display version', output: /Huawei Integrated Access Software/ },
  commands: {
    version: ['display version'],
    inventory: ['display board 0'],
    mac: ['display mac-address all'],
  },
  parsers: [
    {
      command: /^display ont autofind/,
      parse: byBlock(
        /^\s*Number\s*:[ \t]*(\d+)/i,
        { is: 'ap' },
        {
          serial: ['ont sn'],
          model: ['ont equipmentid'],
          version: ['ont softwareversion'],
          port: ['f/s/p'],
        },
      ),
    },
    { command: /^display ont/, parse: parseOnts },
    {
      command: /^display version/,
      parse: byPattern(DEVICE, {
        version: /VERSION\s*:[ \t]*(\S+)/i,
        model: /PRODUCT\s*:?\s*(\S+)/i,
      }),
    },
    {
      command: /^display board/,
      parse: byColumn(
        { is: 'part', part: 'line-card' },
        [
          [/^slotid$/, 'slot'],
          [/^boardname$/, 'model'],
          [/^status$/, 'state'],
        ],
        ['slot', 'model'],
        (row) => (row.model === undefined ? undefined : row),
      ),
    },
  ],
};
