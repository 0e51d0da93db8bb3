/**
 * Zigbee2MQTT: one retained message lists every device of the network. Devices are known by their
 * IEEE address; friendly names change, and are only names. The coordinator is the gateway.
 */
import { parseEui64 } from '@muster/facts/eui64';
import type { DeviceClass } from '@muster/facts/observation';
import {
  booleanAt,
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
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';
import { classOfEntity } from './entity-class.ts';

const ID = 'zigbee2mqtt';

export const zigbee2mqtt: Convention = {
  id: ID,
  name: 'Zigbee2MQTT',
  reference: 'https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html',
  rules: [
    { topic: '{base...}/bridge/devices', kind: 'state', read: readDevices },
    // Versions before 2 answer a question here, in other words.
    { topic: '{base...}/bridge/config/devices', kind: 'event', read: readOldDevices },
    { topic: '{base...}/bridge/info', kind: 'state', read: readInfo },
    { topic: '{base...}/bridge/event', kind: 'event', read: readEvent },
    { topic: '{base...}/bridge/state', kind: 'state', read: readState },
  ],
  readVoice: ({ json }) => {
    const power = isFields(json)
      ? presentOrNone({ batteryPercent: percentAt(json, 'battery') })
      : undefined;
    return power && { power };
  },
};

function readDevices(...[{ json }, { base = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!Array.isArray(json)) return [];
  const statements = describeAll(json.filter(isFields), base);
  const keys = statements.flatMap((each) => (each.kind === 'device' ? [each.key] : []));
  return statements.length === 0 ? [] : [...statements, { kind: 'list', keys }];
}

function describeAll(listed: readonly Fields[], base: string): readonly Statement[] {
  const devices = listed.filter((each) => keyOf(each) !== undefined);
  const coordinator = devices.find((each) => textAt(each, 'type') === 'Coordinator');
  const gateway = coordinator && keyOf(coordinator);
  const statements = devices.map((each) => describe(each, base, gateway));
  // The gateway first: what follows is seen through it.
  statements.sort(
    (one, other) => Number(isGateway(other, gateway)) - Number(isGateway(one, gateway)),
  );
  return statements;
}

const OLD_NAMES: Readonly<Record<string, string>> = {
  ieeeAddr: 'ieee_address',
  networkAddress: 'network_address',
  modelID: 'model_id',
  manufacturerName: 'manufacturer',
  powerSource: 'power_source',
  softwareBuildID: 'software_build_id',
  dateCode: 'date_code',
};

function readOldDevices(
  { json }: Parameters<Reader>[0],
  { base = '' }: Parameters<Reader>[1],
): readonly Statement[] {
  if (!Array.isArray(json)) return [];
  const renamed = json.filter(isFields).map((each) => {
    const entries = Object.entries(each).map(([name, value]) => [OLD_NAMES[name] ?? name, value]);
    const { model, vendor, description, ...fields }: Fields = Object.fromEntries(entries);
    const definition = { model, vendor, description };
    return { ...fields, ...(model !== undefined && { definition }) };
  });
  return describeAll(renamed, base);
}

function isGateway(statement: Statement, gateway: string | undefined): boolean {
  return statement.kind === 'device' && statement.key === gateway;
}

function describe(fields: Fields, base: string, gateway: string | undefined): Statement {
  const key = keyOf(fields) ?? '';
  const name = textAt(fields, 'friendly_name');
  const topic = `${base}/${name}`;
  if (key === gateway) {
    return { kind: 'device', key, aliases: [aliasOf(base)], facts: coordinatorFacts(fields) };
  }
  return {
    kind: 'device',
    key,
    facts: deviceFacts(fields),
    ...(gateway !== undefined && { gateway }),
    ...(name !== undefined &&
      !/[+#]/.test(name) && {
        voices: [
          { topic, kind: 'state' },
          { topic: `${topic}/availability`, kind: 'availability' },
        ],
      }),
  };
}

function deviceFacts(fields: Fields): Facts {
  const definition = fieldsAt(fields, 'definition');
  const kind = classOf(definition);
  const version = realName('version', textAt(fields, 'software_build_id'));
  const firmware = presentOrNone({ version });
  const source = textAt(fields, 'power_source');
  return {
    device: present({
      vendor: realName('vendor', textAt(definition, 'vendor') ?? textAt(fields, 'manufacturer')),
      model: realName('model', textAt(definition, 'model') ?? textAt(fields, 'model_id')),
      eui64: parseEui64(textAt(fields, 'ieee_address') ?? ''),
    }),
    interfaces: [ZIGBEE],
    ...(kind !== undefined && { class: kind }),
    ...(firmware !== undefined && { firmware }),
    ...(source !== undefined && { power: { powerSource: source } }),
    extension: present({
      name: textAt(fields, 'friendly_name'),
      description: textAt(definition, 'description'),
      type: textAt(fields, 'type'),
      networkAddress: numberAt(fields, 'network_address'),
      manufacturer: textAt(fields, 'manufacturer'),
      modelId: textAt(fields, 'model_id'),
      dateCode: textAt(fields, 'date_code'),
      interviewState: textAt(fields, 'interview_state'),
      interviewCompleted: booleanAt(fields, 'interview_completed'),
      supported: booleanAt(fields, 'supported'),
      disabled: booleanAt(fields, 'disabled'),
      note: textAt(fields, 'description'),
    }),
  };
}

const ZIGBEE = { name: 'zigbee', kind: 'zigbee' } as const;

function coordinatorFacts(fields: Fields): Facts {
  return {
    class: 'gateway',
    device: present({ eui64: parseEui64(textAt(fields, 'ieee_address') ?? '') }),
    interfaces: [ZIGBEE],
    extension: present({ name: textAt(fields, 'friendly_name'), type: 'Coordinator' }),
  };
}

/** The bridge about itself: coordinator, its firmware, the program's version. */
function readInfo(...[{ json }, { base = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const coordinator = fieldsAt(json, 'coordinator');
  const eui64 = parseEui64(textAt(coordinator, 'ieee_address') ?? '');
  if (eui64 === undefined) return [];
  const version = realName('version', textAt(fieldsAt(coordinator, 'meta'), 'revision'));
  return [
    {
      kind: 'device',
      key: `${ID}:0x${eui64}`,
      aliases: [aliasOf(base)],
      part: 'info',
      facts: {
        class: 'gateway',
        device: { eui64 },
        ...(version !== undefined && { firmware: { version } }),
        extension: present({
          coordinatorType: textAt(coordinator, 'type'),
          bridgeVersion: textAt(json, 'version'),
          channel: numberAt(fieldsAt(json, 'network'), 'channel'),
        }),
      },
    },
  ];
}

function readEvent(
  { json }: Parameters<Reader>[0],
  { base = '' }: Parameters<Reader>[1],
): readonly Statement[] {
  if (!isFields(json)) return [];
  const data = fieldsAt(json, 'data');
  const key = data && keyOf(data);
  if (key === undefined) return [];
  switch (json.type) {
    case 'device_leave':
      return [{ kind: 'removed', key }];
    case 'device_joined':
    case 'device_announce':
    case 'device_interview':
      // Only what the event states: the list that follows it has the rest.
      return [
        {
          kind: 'device',
          key,
          part: 'event',
          adds: true,
          gateway: aliasOf(base),
          facts: eventFacts(data ?? {}),
        },
      ];
    default:
      return [];
  }
}

function eventFacts(data: Fields): Facts {
  const definition = fieldsAt(data, 'definition');
  return {
    device: present({
      vendor: realName('vendor', textAt(definition, 'vendor')),
      model: realName('model', textAt(definition, 'model')),
      eui64: parseEui64(textAt(data, 'ieee_address') ?? ''),
    }),
    interfaces: [ZIGBEE],
    extension: present({
      name: textAt(data, 'friendly_name'),
      description: textAt(definition, 'description'),
    }),
  };
}

/** The bridge's will: its children are unknown then, not gone. */
function readState(...[{ json, text }, { base = '' }]: Parameters<Reader>): readonly Statement[] {
  const state = (isFields(json) ? textAt(json, 'state') : text.trim().slice(0, 16))?.toLowerCase();
  if (state === 'offline') return [{ kind: 'away', key: aliasOf(base) }];
  return state === 'online' ? [{ kind: 'alive', key: aliasOf(base) }] : [];
}

function keyOf(fields: Fields): string | undefined {
  const eui64 = parseEui64(textAt(fields, 'ieee_address') ?? '');
  return eui64 === undefined ? undefined : `${ID}:0x${eui64}`;
}

/** The bridge by its base topic, until its coordinator's address is known. */
function aliasOf(base: string): string {
  return `${ID}:base/${base}`;
}

/** A device that controls nothing is a sensor; one without a definition is not judged. */
function classOf(definition: Fields | undefined): DeviceClass | undefined {
  const exposes = listAt(definition, 'exposes').filter(isFields);
  const classes = exposes.map((each) => {
    const entity = ENTITY_BY_FEATURE[textAt(each, 'type') ?? ''] ?? textAt(each, 'type') ?? '';
    return classOfEntity(entity, textAt(each, 'name', 'property'));
  });
  return classes.includes('actuator') ? 'actuator' : classes.find((each) => each !== undefined);
}

/** What the device measures or senses; the composite types have Home Assistant's names. */
const ENTITY_BY_FEATURE: Readonly<Record<string, string>> = {
  numeric: 'sensor',
  binary: 'binary_sensor',
};
