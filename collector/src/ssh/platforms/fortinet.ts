/** Fortinet FortiOS, FortiManager, FortiAnalyzer. Its pager is configuration, so it is answered. */
import type { Neighbor } from '@muster/facts/observation';
import type { Platform } from '../platform.ts';
import { all, byLabel, byPattern, DEVICE, everyMatch, type Facts, rowOf } from '../read/facts.ts';
import type { Row } from '../rows.ts';
import { stated } from '../text/lines.ts';
import { oneMode } from './dialects.ts';

/** "1 port.txt: lan1", "1 system.name.data: core": keys led by the neighbor's number. */
const KEYS: Readonly<Record<string, keyof Facts>> = {
  'port.txt': 'port',
  'chassis.data': 'chassisId',
  'port.id.data': 'portId',
  'port.desc.data': 'portDescription',
  'system.name.data': 'systemName',
  'system.desc.data': 'description',
};

function parseLldprx(text: string): readonly Row[] {
  const neighbors = new Map<string, Facts>();
  for (const [, number = '', key = '', value = ''] of text.matchAll(
    /^(\d+) ([\w.]+):[ \t]*(.*)$/gm,
  )) {
    const field = KEYS[key];
    const known = stated(value);
    const facts = neighbors.get(number) ?? {};
    neighbors.set(number, facts);
    if (field !== undefined && known !== undefined) facts[field] ??= known;
  }
  const protocol: Neighbor['protocol'] = 'lldp';
  return [...neighbors.values()].flatMap((facts) =>
    rowOf({ is: 'neighbor' }, facts).map((row): Row => ({ ...row, protocol })),
  );
}

/** The members of a cluster, each with its own serial: "Primary : fw-a, FG100…, HA cluster index = 1". */
const parseCluster = all(
  byPattern(DEVICE, { model: /^Model:[ \t]*(\S+)/im }),
  everyMatch(
    { is: 'unit' },
    /^(?<role>Primary|Secondary|Master|Slave)\s*:[ \t]*(?<hostname>[^,\n]+),\s*(?<serial>F\w{11,20}),[^\n]*index = (?<slot>\d+)/gim,
  ),
);

export const fortinet: Platform = {
  id: 'fortinet',
  aliases: ['fortios', 'fortigate', 'fortimanager', 'fortianalyzer'],
  vendor: 'Fortinet',
  os: 'FortiOS',
  class: 'firewall',
  channel: 'shell',
  dialect: oneMode({
    prompt: /^(?:\(\w\) )?[-\w.~()]{1,60}(?: \([\w .-]{1,40}\))? ?[#$] ?$/,
    greetings: [{ asks: /\(Press 'a' to accept\)/i, reply: 'a' }],
    refusals: [/Unknown action|command parse error|Command fail/],
  }),
  recognize: {
    greeting: / [#$] ?$/,
    command: 'get system status',
    output: /^Version: Forti|FortiOS|FortiGate/m,
  },
  commands: {
    version: ['get system status'],
    stack: ['get system ha status'],
    lldp: ['diagnose lldprx neighbor details'],
    arp: ['get system arp'],
    aps: ['get wireless-controller wtp-status'],
  },
  parsers: [
    {
      command: /^get system status/,
      parse: byLabel(DEVICE, {
        version: ['version'],
        serial: ['serial number', 'serial-number'],
        hostname: ['hostname'],
        partNumber: ['system part number', 'system part-number'],
        model: ['platform full name', 'platform type'],
      }),
    },
    { command: /^get system ha status/, parse: parseCluster },
    { command: /lldprx/, parse: parseLldprx },
    { command: /^get hardware status/, parse: byLabel(DEVICE, { model: ['model name'] }) },
  ],
};
