/**
 * Tasmota: a retained description per MAC, or, where discovery is off, what the device says of
 * itself under its topic at boot and when asked. Zigbee devices behind a Tasmota bridge are told in
 * results, some by address and some by their short network address only.
 */
import { parseEui64 } from '@muster/facts/eui64';
import { parseMac } from '@muster/facts/mac';
import {
  type Fields,
  fieldsAt,
  isFields,
  listAt,
  numberAt,
  percentAt,
  present,
  presentOrNone,
  textAt,
  textOf,
} from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'tasmota';

export const tasmota: Convention = {
  id: ID,
  name: 'Tasmota',
  reference: 'https://tasmota.github.io/docs/MQTT/',
  rules: [
    { topic: 'tasmota/discovery/{mac}/config', kind: 'state', read: readDiscovery },
    { topic: 'tasmota/discovery/{mac}/sensors', kind: 'state', read: () => [{ kind: 'nothing' }] },
    ...[
      'tele/{topic...}/{what}',
      'stat/{topic...}/{what}',
      '{topic...}/tele/{what}',
      '{topic...}/stat/{what}',
    ].map((topic) => ({ topic, kind: 'telemetry' as const, read: readTelegram })),
  ],
};

/** Short keys, as the firmware writes them (xdrv_12_discovery). */
function readDiscovery(...[{ json }, { mac = '' }]: Parameters<Reader>): readonly Statement[] {
  const address = parseMac(mac);
  if (!isFields(json) || address === undefined) return [];
  const topic = textAt(json, 't');
  const firmware = presentOrNone({ version: realName('version', textAt(json, 'sw')) });
  const hasRelays = listAt(json, 'rl').some((each) => each !== 0);
  return [
    {
      kind: 'device',
      key: keyOf(address),
      aliases: topic === undefined ? [] : [aliasOf(topic)],
      part: 'discovery',
      facts: {
        ...(hasRelays && { class: 'actuator' as const }),
        device: present({
          model: realName('model', textAt(json, 'md')),
          hostname: textAt(json, 'hn'),
          baseMac: address,
        }),
        ...(firmware && { firmware }),
        interfaces: networkInterface('network', { mac: address, addresses: [json.ip] }),
        extension: present({ name: textAt(json, 'dn'), module: textAt(json, 'md'), topic }),
      },
      voices: voicesOf(json, topic),
    },
  ];
}

/** "%prefix%/%topic%/": the site may have turned it around. */
function voicesOf(json: Fields, topic: string | undefined) {
  const pattern = textAt(json, 'ft');
  const prefix = textOf(listAt(json, 'tp')[2]);
  if (pattern === undefined || topic === undefined || prefix === undefined) return [];
  const base = pattern.replaceAll('%prefix%', prefix).replaceAll('%topic%', topic);
  if (/[%+#]/.test(base)) return [];
  return [{ topic: `${base}LWT`, kind: 'availability' as const }];
}

const OPENING_BRACE = 0x7b;
const CAPITAL_Z = 0x5a;
const TELEGRAM = /^(RESULT|INFO[1-3]|STATUS\d{0,2})$/;

/** All that a device tells under its own topic. */
function readTelegram(
  ...[message, { topic = '', what = '' }]: Parameters<Reader>
): readonly Statement[] {
  const isMeasured = what === 'STATE' || what === 'SENSOR';
  if (!isMeasured && what !== 'LWT' && !TELEGRAM.test(what)) return [];
  const alias = aliasOf(topic);
  if (what === 'LWT') {
    if (message.text.trim() !== 'Online') return [{ kind: 'away', key: alias }];
    return [message.retain ? { kind: 'nothing' } : { kind: 'alive', key: alias }];
  }
  // Measurements are most of what is told: they are not parsed, only what may name a device.
  if (isMeasured && !hasZigbee(message.payload)) {
    return message.payload[0] === OPENING_BRACE ? [{ kind: 'alive', key: alias }] : [];
  }
  const { json } = message;
  if (!isFields(json)) return [];
  const zigbee = readZigbee(json, alias);
  const facts = selfFacts(json);
  if (facts === undefined) return zigbee.length > 0 ? zigbee : [{ kind: 'alive', key: alias }];
  const mac = facts.device?.baseMac;
  const own: Statement = {
    kind: 'device',
    key: mac === undefined ? alias : keyOf(mac),
    aliases: [alias],
    adds: true,
    part: 'telegrams',
    facts,
    isProvisional: mac === undefined,
  };
  return [own, ...zigbee];
}

/** Looking for one octet costs a tenth of looking for three, and most have no capital Z. */
function hasZigbee(payload: Buffer): boolean {
  return payload.includes(CAPITAL_Z) && payload.includes('"Zb');
}

/** INFO1 and INFO2 at boot; STATUS, STATUS2 and STATUS5 as answers. Each is wrapped since version 9. */
function selfFacts(json: Fields): Facts | undefined {
  const info = fieldsAt(json, 'Info1') ?? fieldsAt(json, 'Info2') ?? json;
  const status = fieldsAt(json, 'Status');
  const firmware = fieldsAt(json, 'StatusFWR');
  const net = fieldsAt(json, 'StatusNET') ?? fieldsAt(json, 'Info2') ?? json;
  const isInfo1 = textAt(info, 'FallbackTopic') !== undefined;
  const isNet = textAt(net, 'Hostname') !== undefined && textAt(net, 'IPAddress') !== undefined;
  if (!isInfo1 && !isNet && status === undefined && firmware === undefined) return undefined;
  const version = realName(
    'version',
    textAt(firmware, 'Version') ?? (isInfo1 ? textAt(info, 'Version') : undefined),
  );
  const module = isInfo1 ? textAt(info, 'Module') : undefined;
  // On boards with a cable both are told, and the one that is not used has no address.
  const wired = fieldsAt(net, 'Ethernet') ?? {};
  const isWired = textAt(net, 'IPAddress') === '0.0.0.0' && textAt(wired, 'Mac') !== undefined;
  const own = isWired ? wired : net;
  const interfaces = isNet
    ? networkInterface('network', { mac: own.Mac, addresses: [own.IPAddress] })
    : [];
  return {
    device: present({
      model: realName('model', module),
      hostname: isNet ? textAt(own, 'Hostname') : undefined,
      baseMac: interfaces[0]?.mac,
    }),
    ...(version !== undefined && { firmware: { version } }),
    ...(interfaces.length > 0 && { interfaces }),
    extension: present({
      module,
      fallbackTopic: isInfo1 ? textAt(info, 'FallbackTopic') : undefined,
      name: textAt(status, 'DeviceName') ?? textOf(listAt(status, 'FriendlyName')[0]),
      moduleNumber: numberAt(status, 'Module'),
      chip: textAt(firmware, 'Hardware'),
    }),
  };
}

/** ZbInfo and ZbStatus describe; ZbState announces; ZbReceived may carry maker and model. */
function readZigbee(json: Fields, bridge: string): readonly Statement[] {
  const described = [
    ...Object.values(fieldsAt(json, 'ZbInfo') ?? {}),
    ...listAt(json, 'ZbStatus1'),
    ...listAt(json, 'ZbStatus2'),
    ...listAt(json, 'ZbStatus3'),
  ].filter(isFields);
  const state = fieldsAt(json, 'ZbState');
  // 30: a device announces itself. 51 is the coordinator, which is the bridge itself.
  if (state !== undefined && numberAt(state, 'Status') === 30) {
    described.push({ ...state, Device: state.ShortAddr });
  }
  for (const [name, received] of Object.entries(fieldsAt(json, 'ZbReceived') ?? {})) {
    if (!isFields(received)) continue;
    const isShort = /^0x[0-9a-f]{4}$/i.test(name);
    described.push({ ...received, ...(isShort ? { Device: name } : { Name: name }) });
  }
  return described.flatMap((each) => zigbeeStatement(each, bridge));
}

function zigbeeStatement(fields: Fields, bridge: string): readonly Statement[] {
  const short = textAt(fields, 'Device');
  const eui64 = parseEui64(textAt(fields, 'IEEEAddr') ?? '');
  const vendor = realName('vendor', textAt(fields, 'Manufacturer'));
  const model = realName('model', textAt(fields, 'ModelId'));
  const alias = short === undefined ? undefined : `${bridge}/${short.toLowerCase()}`;
  if (eui64 === undefined && vendor === undefined && model === undefined) {
    return alias === undefined ? [] : [{ kind: 'alive', key: alias }];
  }
  const key = eui64 === undefined ? alias : `${ID}:0x${eui64}`;
  if (key === undefined) return [];
  const battery = percentAt(fields, 'BatteryPercentage');
  return [
    {
      kind: 'device',
      key,
      aliases: alias === undefined ? [] : [alias],
      adds: true,
      gateway: bridge,
      isProvisional: eui64 === undefined,
      facts: {
        device: present({ vendor, model, eui64 }),
        interfaces: [{ name: 'zigbee', kind: 'zigbee' }],
        ...(battery !== undefined && { power: { batteryPercent: battery } }),
        extension: present({ name: textAt(fields, 'Name'), shortAddress: short }),
      },
    },
  ];
}

function keyOf(mac: string): string {
  return `${ID}:${mac}`;
}

/** The device by its topic, until its MAC is known. */
function aliasOf(topic: string): string {
  return `${ID}:topic/${topic}`;
}
