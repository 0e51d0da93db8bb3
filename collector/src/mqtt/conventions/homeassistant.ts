/**
 * Home Assistant MQTT discovery: one retained message for each entity, or one for a whole device.
 * A device's block comes with every entity, sometimes in full only with the first: messages that
 * share an identifier describe one device. Node and object ids in the topic identify nothing.
 */
import { parseEui64 } from '@muster/facts/eui64';
import { parseMac } from '@muster/facts/mac';
import type { DeviceClass, NetworkInterface } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import {
  type Fields,
  fieldsAt,
  isFields,
  listAt,
  present,
  presentOrNone,
  textAt,
  textOf,
} from '../../roster/fields.ts';
import type { Facts, Voice } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';
import { classOfEntity } from './entity-class.ts';

const ID = 'homeassistant';

/** Entity messages on the same topics by other things are told by this list, and by the block. */
const COMPONENTS: ReadonlySet<string> = new Set(
  `alarm_control_panel binary_sensor button camera climate cover device device_automation
  device_tracker event fan humidifier image lawn_mower light lock notify number scene select sensor
  siren switch tag text update vacuum valve water_heater`.split(/\s+/),
);

export const homeassistant: Convention = {
  id: ID,
  name: 'Home Assistant discovery',
  reference: 'https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery',
  rules: [
    { topic: '{prefix}/{component}/{object}/config', kind: 'state', read: readConfig() },
    { topic: '{prefix}/{component}/{node}/{object}/config', kind: 'state', read: readConfig() },
  ],
};

function readConfig(): Reader {
  return (message, { component = '' }) => {
    if (!COMPONENTS.has(component)) return [];
    const { json } = message;
    if (!isFields(json)) return [];
    // Sent to the old topics before a device moves to the one-message form: neither a device nor
    // its removal.
    if (json.migrate_discovery === true) return [{ kind: 'nothing' }];
    const block = fieldsAt(json, 'device', 'dev');
    if (block === undefined) return [];
    const names = namesOf(block);
    const [key, ...sameAs] = names;
    if (key === undefined) return [];
    const via = textAt(block, 'via_device');
    return [
      {
        kind: 'device',
        key,
        sameAs,
        facts: factsOf(block, json, component),
        adds: true,
        voices: voicesOf(json),
        ...(via !== undefined && { gateway: `${ID}:${via}` }),
      },
    ];
  };
}

/** Identifiers first, connections after: either alone is enough for Home Assistant. */
function namesOf(block: Fields): readonly string[] {
  const identifiers = listAt(block, 'identifiers', 'ids').flatMap((each) => textOf(each) ?? []);
  const connections = connectionsOf(block).map(([kind, value]) => `${kind}/${value}`);
  return [...identifiers, ...connections].map((name) => `${ID}:${name}`);
}

function connectionsOf(block: Fields): readonly (readonly [string, string])[] {
  return listAt(block, 'connections', 'cns').flatMap((each) => {
    const [kind, value] = Array.isArray(each) ? each.map(textOf) : [];
    return kind !== undefined && value !== undefined ? [[kind, value] as const] : [];
  });
}

function factsOf(block: Fields, config: Fields, component: string): Facts {
  const vendor = realName('vendor', textAt(block, 'manufacturer', 'mf'));
  const interfaces = interfacesOf(block);
  const kind = classOf(config, component);
  const firmware = presentOrNone({
    version: realName('version', textAt(block, 'sw_version', 'sw')),
  });
  const location = textAt(block, 'suggested_area', 'sa');
  return {
    device: present({
      vendor,
      model: realName('model', textAt(block, 'model', 'mdl')),
      partNumber: realName('model', textAt(block, 'model_id', 'mdl_id')),
      hardwareRevision: realName('version', textAt(block, 'hw_version', 'hw')),
      serial: realValue('serial', textAt(block, 'serial_number', 'sn')),
      eui64: eui64Of(block),
      baseMac: interfaces.find(({ name }) => name === 'network')?.mac,
    }),
    ...(kind !== undefined && { class: kind }),
    ...(firmware !== undefined && { firmware }),
    ...(interfaces.length > 0 && { interfaces }),
    ...(location !== undefined && { location }),
    extension: present({
      name: textAt(block, 'name'),
      identifiers: namesIn(block),
      configurationUrl: textAt(block, 'configuration_url', 'cu'),
      origin: textAt(fieldsAt(config, 'origin', 'o'), 'name'),
    }),
  };
}

function namesIn(block: Fields): readonly string[] | undefined {
  const identifiers = listAt(block, 'identifiers', 'ids').flatMap((each) => textOf(each) ?? []);
  return identifiers.length === 0 ? undefined : identifiers;
}

/** "zigbee2mqtt_0x00158d0001f8a3b2": a Zigbee address keeps its "0x" wherever it is written. */
function eui64Of(block: Fields): string | undefined {
  for (const [kind, value] of connectionsOf(block)) {
    const eui64 = kind === 'zigbee' ? parseEui64(value) : undefined;
    if (eui64 !== undefined) return eui64;
  }
  for (const identifier of listAt(block, 'identifiers', 'ids')) {
    const [, digits] = /(?:^|[_\-:/])0x([0-9a-f]{16})$/i.exec(textOf(identifier) ?? '') ?? [];
    if (digits !== undefined) return parseEui64(digits);
  }
  return undefined;
}

function interfacesOf(block: Fields): readonly NetworkInterface[] {
  return connectionsOf(block).flatMap(([kind, value]): NetworkInterface[] => {
    const mac = parseMac(value);
    if (mac === undefined) return [];
    if (kind === 'mac') return [{ name: 'network', mac }];
    if (kind !== 'bluetooth') return [];
    return [{ name: 'bluetooth', mac, macKind: 'bluetooth', kind: 'bluetooth' }];
  });
}

function classOf(config: Fields, component: string): DeviceClass | undefined {
  if (component !== 'device')
    return classOfEntity(component, textAt(config, 'device_class', 'dev_cla'));
  const parts = Object.values(fieldsAt(config, 'components', 'cmps') ?? {}).filter(isFields);
  const classes = parts.map((part) =>
    classOfEntity(textAt(part, 'platform', 'p') ?? '', textAt(part, 'device_class', 'dev_cla')),
  );
  return classes.includes('actuator') ? 'actuator' : classes.find((each) => each !== undefined);
}

/** Where the device speaks: its state topics, and the topics of its own availability. */
function voicesOf(config: Fields): readonly Voice[] {
  const base = textAt(config, '~') ?? '';
  const expand = (topic: string) => topic.replace(/^~|~$/, base);
  const voices: Voice[] = [];
  const state = textAt(config, 'state_topic', 'stat_t');
  if (state !== undefined) voices.push({ topic: expand(state), kind: 'state' });
  const own = textAt(config, 'availability_topic', 'avty_t');
  const listed = listAt(config, 'availability', 'avty').flatMap((each) =>
    isFields(each) ? (textAt(each, 'topic', 't') ?? []) : [],
  );
  for (const topic of own === undefined ? listed : [own, ...listed]) {
    voices.push({ topic: expand(topic), kind: 'availability' });
  }
  return voices.filter(({ topic }) => isPlainTopic(topic));
}

/** A device must not make the collector subscribe to more than its own topic. */
function isPlainTopic(topic: string): boolean {
  return topic !== '' && !/[+#\0]/.test(topic) && !topic.startsWith('$');
}
