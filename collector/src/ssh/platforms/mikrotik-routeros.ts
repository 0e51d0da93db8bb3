/** MikroTik RouterOS, over exec channels: its shell repaints and colors whatever is typed. */
import type { Platform } from '../platform.ts';
import { arp } from '../read/by-command.ts';
import { byPattern, DEVICE, type Facts, firstOf, rowOf } from '../read/facts.ts';
import { neighborParser } from '../read/neighbors.ts';
import type { Row } from '../rows.ts';
import { stated } from '../text/lines.ts';
import { oneMode } from './dialects.ts';

const RESOURCE = byPattern(DEVICE, {
  version: /^\s*version:[ \t]*"?([^"\n]+?)"?\s*$/m,
  model: /^\s*board-name:[ \t]*"?([^"\n]+?)"?\s*$/m,
});
const ROUTERBOARD = byPattern(DEVICE, {
  serial: /^\s*serial-number:[ \t]*"?([^"\s]+)"?\s*$/m,
  model: /^\s*(?:board-name|model):[ \t]*"?([^"\n]+?)"?\s*$/m,
  version: /^\s*current-firmware:[ \t]*"?([^"\s]+)"?\s*$/m,
});

/** The keys of "print detail" and "print terse" entries, by the fact they state. */
const NEIGHBOR: Readonly<Record<string, keyof Facts>> = {
  interface: 'port',
  'mac-address': 'chassisId',
  identity: 'systemName',
  'interface-name': 'portId',
  'system-description': 'description',
  address: 'address',
  platform: 'platform',
};

/** Entries "0 interface=ether1 identity=\"x\" …", wrapped over lines, each led by its number. */
function parseNeighborEntries(text: string): readonly Row[] {
  return text.split(/^\s*(?=\d+\s+(?:[A-Z]+\s+)?[a-z-]+=)/m).flatMap((entry) => {
    const facts: Facts = {};
    for (const [, key = '', quoted, bare] of entry.matchAll(
      /([a-z][a-z0-9-]*)=(?:"([^"]*)"|(\S*))/g,
    )) {
      const field = NEIGHBOR[key];
      const value = stated(quoted ?? bare);
      if (field !== undefined && value !== undefined) facts[field] ??= value;
    }
    if (facts.port === undefined) return [];
    return rowOf({ is: 'neighbor' }, facts).map((row): Row => ({ ...row, protocol: 'mndp' }));
  });
}

export const mikrotikRouteros: Platform = {
  id: 'mikrotik-routeros',
  aliases: ['routeros', 'mikrotik'],
  vendor: 'MikroTik',
  os: 'RouterOS',
  class: 'router',
  channel: 'exec',
  dialect: oneMode({
    prompt: /^\[[^\]\n]{1,80}\] (?:\/\S* )?> ?$/,
    lineEnd: '\r',
    leave: ['/quit'],
  }),
  recognize: {
    server: /ROSSSH/,
    greeting: /\] > ?$/,
    command: '/system resource print',
    output: /platform: "?MikroTik/,
  },
  commands: {
    version: ['/system resource print', '/system identity print'],
    inventory: ['/system routerboard print'],
    lldp: ['/ip neighbor print detail without-paging'],
    mac: ['/interface bridge host print without-paging'],
    arp: ['/ip arp print without-paging'],
  },
  parsers: [
    { command: /^\/?system resource/, parse: RESOURCE },
    { command: /^\/?system routerboard/, parse: ROUTERBOARD },
    {
      command: /^\/?system identity/,
      parse: byPattern(DEVICE, { hostname: /^\s*name:[ \t]*"?([^"\n]+?)"?\s*$/m }),
    },
    { command: /^\/?ip neighbor/, parse: firstOf(parseNeighborEntries, neighborParser('mndp')) },
    { command: /^\/?ip arp/, parse: arp },
  ],
};
