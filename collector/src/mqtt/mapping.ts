/**
 * A convention written by the operator: which topics, and where in their JSON the facts are. For
 * gateways that speak a language of their own and cannot be taught another.
 */
import { parseEui64 } from '@muster/facts/eui64';
import { parseMac } from '@muster/facts/mac';
import { DEVICE_CLASSES, type DeviceClass } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { isFields, present, presentOrNone, textOf } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';
import type { Convention } from './convention.ts';
import type { MqttMessage } from './message.ts';
import type { Captures } from './topic.ts';

/** What a mapping may fill. */
export const MAPPED_FACTS = [
  'class',
  'vendor',
  'model',
  'partNumber',
  'serial',
  'assetTag',
  'hostname',
  'hardwareRevision',
  'firmware',
  'mac',
  'eui64',
  'imei',
  'address',
  'location',
  'name',
  'battery',
] as const;
export type MappedFact = (typeof MAPPED_FACTS)[number];

/**
 * A source of a value: "/a/0/b" points into the JSON payload (RFC 6901), "." is the whole payload as
 * text, text with "{name}" takes levels of the topic, anything else is meant as it stands.
 */
export type ValueSource = string;

export interface Mapping {
  /** Profile of the observations and prefix of their keys. */
  readonly name: string;
  /** Topic template: "plant/{line}/{machine}/info". */
  readonly topic: string;
  /** What tells one device from the other. */
  readonly key: ValueSource;
  readonly gateway?: ValueSource;
  readonly facts: Readonly<Partial<Record<MappedFact, ValueSource>>>;
  /** Whether the broker keeps these messages; an empty one then is a removal. */
  readonly retained?: boolean;
}

export function conventionOf(mappings: readonly Mapping[], name: string): Convention {
  const own = mappings.filter((mapping) => mapping.name === name);
  return {
    id: name,
    name,
    reference: 'the collector’s configuration',
    rules: own.map((mapping) => ({
      topic: mapping.topic,
      kind: mapping.retained === true ? 'state' : 'event',
      read: (message, captures) => readMapped(mapping, message, captures),
    })),
  };
}

function readMapped(
  mapping: Mapping,
  message: MqttMessage,
  captures: Captures,
): readonly Statement[] {
  if (message.isEmpty) return [];
  const value = (source: ValueSource | undefined) => resolveValue(source, message, captures);
  const key = value(mapping.key);
  if (key === undefined) return [];
  const gateway = value(mapping.gateway);
  return [
    {
      kind: 'device',
      key: `${mapping.name}:${key}`,
      // Several topics may describe one device, each a part of it.
      part: mapping.topic,
      adds: true,
      facts: factsOf((fact) => value(mapping.facts[fact])),
      ...(gateway !== undefined && { gateway: `${mapping.name}:${gateway}` }),
    },
  ];
}

function factsOf(value: (fact: MappedFact) => string | undefined): Facts {
  const mac = parseMac(value('mac') ?? '');
  const kind = DEVICE_CLASSES.find((each) => each === value('class'));
  const firmware = presentOrNone({ version: realValue('version', value('firmware')) });
  const location = value('location');
  const battery = Number(value('battery') ?? Number.NaN);
  const interfaces = networkInterface('network', { mac, addresses: [value('address')] });
  return {
    ...(kind !== undefined && { class: kind satisfies DeviceClass }),
    device: present({
      vendor: realValue('vendor', value('vendor')),
      model: realValue('model', value('model')),
      partNumber: realValue('model', value('partNumber')),
      serial: realValue('serial', value('serial')),
      assetTag: realValue('assetTag', value('assetTag')),
      hostname: value('hostname'),
      hardwareRevision: realValue('version', value('hardwareRevision')),
      eui64: parseEui64(value('eui64') ?? ''),
      imei: value('imei'),
      baseMac: mac,
    }),
    ...(firmware && { firmware }),
    ...(interfaces.length > 0 && { interfaces }),
    ...(battery >= 0 && battery <= 100 && { power: { batteryPercent: battery } }),
    ...(location !== undefined && { location }),
    extension: present({ name: value('name') }),
  };
}

function resolveValue(
  source: ValueSource | undefined,
  message: MqttMessage,
  captures: Captures,
): string | undefined {
  if (source === undefined) return undefined;
  if (source === '.') return textOf(message.text);
  if (source.startsWith('/')) return textOf(pointedAt(message.json, source));
  return textOf(source.replace(/\{(\w+)\}/g, (_, name: string) => captures[name] ?? ''));
}

/** JSON Pointer (RFC 6901). */
function pointedAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = value[Number(name)];
    else if (isFields(value)) value = value[name];
    else return undefined;
  }
  return value;
}
