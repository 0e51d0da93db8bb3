/**
 * Shelly, all generations. The first announces itself on `shellies/…`; later ones sign every
 * notification with their application and MAC, and tell model and firmware only when asked
 * (`Shelly.GetDeviceInfo`), which this collector never does: it reads the answers that others get.
 */
import { parseMac } from '@muster/facts/mac';
import type { DeviceClass } from '@muster/facts/observation';
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
} from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'shelly';

export const shelly: Convention = {
  id: ID,
  name: 'Shelly',
  reference: 'https://shelly-api-docs.shelly.cloud/',
  rules: [
    { topic: 'shellies/announce', kind: 'event', read: readAnnouncement },
    { topic: 'shellies/{id...}/announce', kind: 'event', read: readAnnouncement },
    { topic: 'shellies/{id...}/info', kind: 'telemetry', read: readInfo },
    { topic: '{prefix...}/online', kind: 'state', read: readOnline },
    { topic: '{prefix...}/events/rpc', kind: 'event', read: readNotification },
    { topic: '{prefix...}/status/{component}', kind: 'telemetry', read: readStatus },
    { topic: '{prefix...}/rpc', kind: 'event', read: readAnswer },
  ],
};

/** `{"id","model","mac","ip","new_fw","fw_ver"}`, once at connect or when all are called. */
function readAnnouncement(...[{ json }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const id = textAt(json, 'id');
  return describe(json, id === undefined ? [] : [`shellies/${id}`]);
}

/** The whole status of the first generation: MAC and address, no model. */
function readInfo(...[{ json }, { id = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json) || macOf(json) === undefined) return [];
  const firmware = textAt(fieldsAt(json, 'update'), 'old_version');
  return describe({ ip: fieldsAt(json, 'wifi_sta')?.ip, fw: firmware, ...json }, [
    `shellies/${id}`,
  ]);
}

/** Both generations' will, on topics that others use too: only what is known is believed. */
function readOnline(
  ...[{ text, retain }, { prefix = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (text === 'false') return [{ kind: 'away', key: aliasOf(prefix) }];
  if (text !== 'true') return [];
  return [retain ? { kind: 'nothing' } : { kind: 'alive', key: aliasOf(prefix) }];
}

/** `src` is "<application>-<mac>", whatever the topic prefix was changed to. */
function readNotification(
  ...[{ json }, { prefix = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json) || !/^Notify/.test(textAt(json, 'method') ?? '')) return [];
  const source = sourceOf(textAt(json, 'src'));
  if (source === undefined) return [];
  const params = fieldsAt(json, 'params') ?? {};
  return [
    ...describe(
      { mac: source.mac, id: textAt(json, 'src'), ...addressOf(params), ...batteryOf(params) },
      [prefix],
      'source',
    ),
    ...bluetoothDevices(params, keyOf(source.mac)),
  ];
}

function readStatus(
  ...[{ json }, { prefix = '', component = '' }]: Parameters<Reader>
): readonly Statement[] {
  if (!isFields(json)) return [];
  if (component === 'sys' && macOf(json) !== undefined) return describe(json, [prefix], 'source');
  return [{ kind: 'alive', key: aliasOf(prefix) }];
}

/** An answer to somebody's question: device information, status, configuration, components. */
function readAnswer(...[{ json }, { prefix = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const result = fieldsAt(json, 'result') ?? json;
  const source = sourceOf(textAt(json, 'src') ?? textAt(result, 'id'));
  const sys = fieldsAt(result, 'sys');
  const configured = fieldsAt(sys, 'device');
  const known = { ...addressOf(result), ...batteryOf(result), ...sys, ...configured, ...result };
  const mac = macOf(known) ?? source?.mac;
  if (mac === undefined) return [];
  // The question's topic is `<device>/rpc`, the answer's is the asker's: only the former is its own.
  const own = textAt(json, 'src') === undefined ? [prefix] : [];
  const children = bluetoothDevices(result, keyOf(mac));
  const isInformation = textAt(known, 'model', 'fw_id', 'type') !== undefined;
  if (!isInformation && source === undefined) return children;
  return [
    ...describe({ id: textAt(json, 'src'), ...known, mac }, own, isInformation ? 'info' : 'source'),
    ...children,
  ];
}

function describe(fields: Fields, topics: readonly string[], part = 'info'): readonly Statement[] {
  const mac = macOf(fields);
  if (mac === undefined) return [];
  const names = topics.filter((topic) => topic !== '');
  return [
    {
      kind: 'device',
      key: keyOf(mac),
      aliases: names.map(aliasOf),
      part,
      adds: part === 'source',
      facts: factsOf(fields, mac),
    },
  ];
}

function factsOf(fields: Fields, mac: string): Facts {
  // "model" in announcements and since generation 2; "type" in the first generation's own page.
  const model = realName('model', textAt(fields, 'model') ?? textAt(fields, 'type'));
  const app = textAt(fields, 'app');
  const id = textAt(fields, 'id');
  const kind = classOf(app ?? sourceOf(id)?.app ?? model);
  const firmware = presentOrNone({
    version: realName('version', textAt(fields, 'fw_id', 'fw_ver', 'fw')),
  });
  const battery = percentAt(fields, 'batteryPercent');
  const isFirst = textAt(fields, 'fw_ver', 'type') !== undefined || /^SH/.test(model ?? '');
  return {
    ...(kind !== undefined && { class: kind }),
    device: present({ vendor: 'Shelly', model, baseMac: mac }),
    ...(firmware && { firmware }),
    ...(battery !== undefined && { power: { batteryPercent: battery } }),
    interfaces: networkInterface('network', {
      mac,
      addresses: [fields.ip, ...(Array.isArray(fields.addresses) ? fields.addresses : [])],
    }),
    extension: present({
      name: textAt(fields, 'name'),
      id,
      app,
      version: textAt(fields, 'ver'),
      generation: numberAt(fields, 'gen') ?? (isFirst && model !== undefined ? 1 : undefined),
    }),
  };
}

/** What hangs on a Bluetooth gateway: `bthomedevice:200` with its address, battery and firmware. */
function bluetoothDevices(fields: Fields, gateway: string): readonly Statement[] {
  const listed = listAt(fields, 'components').filter(isFields);
  return listed.flatMap((component): readonly Statement[] => {
    const config = fieldsAt(component, 'config');
    const mac = parseMac(textAt(config, 'addr') ?? '');
    if (mac === undefined || !/^bthomedevice:/.test(textAt(component, 'key') ?? '')) return [];
    const status = fieldsAt(component, 'status');
    const version = realName('version', textAt(status, 'fw_ver'));
    const battery = percentAt(status, 'battery');
    return [
      {
        kind: 'device',
        key: keyOf(mac),
        gateway,
        part: 'bthome',
        facts: {
          device: { baseMac: mac },
          interfaces: networkInterface('bluetooth', { mac }),
          ...(version !== undefined && { firmware: { version } }),
          ...(battery !== undefined && { power: { batteryPercent: battery } }),
          extension: present({
            name: textAt(config, 'name'),
            modelId: numberAt(fieldsAt(component, 'attrs'), 'model_id'),
          }),
        },
      },
    ];
  });
}

/** First match wins; by application ("Plus1PM"), identifier ("shellyplus1pm") or model ("SHSW-1"). */
const CLASSES: readonly (readonly [RegExp, DeviceClass])[] = [
  [/blugw|^S[N3]GW-/i, 'gateway'],
  [/walldisplay|^SAWD-/i, 'display'],
  [
    /(plus|h&|sht|^)ht(g\d|$)|flood|smoke|motion|^gas|doorwindow|shellydw|^SH(HT|WT|SM|GS|MOS|DW|EN)-/i,
    'sensor',
  ],
  [/em(\d+)?(mini)?(g\d)?$|^(mini)?3?em|^(SHEM|SPEM|S[34]EM)-/i, 'sensor'],
  [/i4(dc)?(g\d)?$|button|ix3|^SH(IX|BTN)/i, 'controller'],
  [
    /plug|\dpm|dimmer|rgbw|bulb|duo|vintage|10v|shutter|(plus|pro|mini|shelly)\dl?(mini)?(g\d)?$|^SH(SW|PLG|DM|RGBW|BLB|BDUO|VIN|CB)|^S[NP34]SW-|^S[NP3]DM-/i,
    'actuator',
  ],
];

function classOf(name: string | undefined): DeviceClass | undefined {
  return name === undefined ? undefined : CLASSES.find(([pattern]) => pattern.test(name))?.[1];
}

function addressOf(params: Fields): { readonly addresses?: readonly unknown[] } {
  const found = [fieldsAt(params, 'wifi')?.sta_ip, fieldsAt(params, 'eth')?.ip].filter(
    (each) => typeof each === 'string',
  );
  return found.length === 0 ? {} : { addresses: found };
}

/** `devicepower:0` of battery devices; -1 where it is not known. */
function batteryOf(params: Fields): { readonly batteryPercent?: number } {
  return present({
    batteryPercent: percentAt(fieldsAt(fieldsAt(params, 'devicepower:0'), 'battery'), 'percent'),
  });
}

function sourceOf(
  source: string | undefined,
): { readonly app: string; readonly mac: string } | undefined {
  const [, app, digits] = /^([a-z0-9]+)-([0-9a-f]{12})$/i.exec(source ?? '') ?? [];
  const mac = parseMac(digits ?? '');
  return app === undefined || mac === undefined ? undefined : { app, mac };
}

function macOf(fields: Fields): string | undefined {
  return parseMac(textAt(fields, 'mac') ?? '');
}

function keyOf(mac: string): string {
  return `${ID}:${mac}`;
}

function aliasOf(prefix: string): string {
  return `${ID}:topic/${prefix}`;
}
