/**
 * A convention written by the operator: which topics, and where in their JSON the facts are. For
 * gateways that speak a language of their own and cannot be taught another.
 */
import { parseEui64 } from '@muster/facts/eui64';
import { parseMac } from '@muster/facts/mac';
import { DEVICE_CLASSES, type DeviceClass, RISK_TIERS } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { type JSONValue, jsonpath } from 'json-p3';
import { isFields, present, presentOrNone, textOf } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';
import type { Convention, TopicRule } from './convention.ts';
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
  'connectivity',
  'businessFunction',
  'riskTier',
] as const;
export type MappedFact = (typeof MAPPED_FACTS)[number];

/**
 * A source of a value: "/a/0/b" points into the JSON payload (RFC 6901), "$.a[?@.b == 1].c" asks it
 * (JSONPath, RFC 9535; the first that is found), "." is the whole payload as text, text with "{name}"
 * takes levels of the topic, anything else is meant as it stands.
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

export type MappedConvention =
  | { readonly kind: 'convention'; readonly convention: Convention }
  | { readonly kind: 'refused'; readonly problems: readonly MappingProblem[] };

/** Which of the mappings, and what in it: "facts.serial". */
export interface MappingProblem {
  readonly index: number;
  readonly key: string;
  readonly message: string;
}

/** The mappings of one name as a convention. */
export function conventionOf(mappings: readonly Mapping[], name: string): MappedConvention {
  const problems: MappingProblem[] = [];
  const rules: TopicRule[] = [];
  for (const [index, mapping] of mappings.entries()) {
    if (mapping.name !== name) continue;
    const refuse = (key: string, message: string) => problems.push({ index, key, message });
    const names = namesIn(mapping.topic, refuse);
    const compile = (source: ValueSource, key: string) => compileSource(source, key, names, refuse);
    const sources: Sources = {
      key: compile(mapping.key, 'key'),
      gateway: mapping.gateway === undefined ? undefined : compile(mapping.gateway, 'gateway'),
      facts: new Map(
        MAPPED_FACTS.flatMap((fact): [MappedFact, Source][] => {
          const source = mapping.facts[fact];
          return source === undefined ? [] : [[fact, compile(source, `facts.${fact}`)]];
        }),
      ),
    };
    rules.push({
      topic: mapping.topic,
      kind: mapping.retained === true ? 'state' : 'event',
      read: (message, captures) => readMapped(mapping, sources, message, captures),
    });
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const reference = 'the collector’s configuration';
  return { kind: 'convention', convention: { id: name, name, reference, rules } };
}

type Source = (message: MqttMessage, captures: Captures) => string | undefined;

interface Sources {
  readonly key: Source;
  readonly gateway: Source | undefined;
  readonly facts: ReadonlyMap<MappedFact, Source>;
}

/** The names that a topic gives its levels: "{name}", or once "{name...}". */
function namesIn(topic: string, refuse: (key: string, message: string) => void): Set<string> {
  const names = new Set<string>();
  for (const level of topic.split('/')) {
    if (!level.includes('{') && !level.includes('}')) continue;
    const [, name] = /^\{(\w+)(?:\.\.\.)?\}$/.exec(level) ?? [];
    if (name === undefined) refuse('topic', `"${level}" is neither a plain level nor {name}`);
    else names.add(name);
  }
  if (topic.split('...}').length > 2) refuse('topic', 'has more than one {name...}');
  return names;
}

function compileSource(
  source: ValueSource,
  key: string,
  names: ReadonlySet<string>,
  refuse: (key: string, message: string) => void,
): Source {
  if (source === '.') return ({ text }) => textOf(text);
  if (source.startsWith('/')) return ({ json }) => textOf(pointedAt(json, source));
  if (source.startsWith('$')) {
    try {
      const query = jsonpath.compile(source);
      return ({ json }) => (isJson(json) ? textOf(query.match(json)?.value) : undefined);
    } catch (error) {
      refuse(key, `"${source}" is not JSONPath: ${error instanceof Error ? error.message : error}`);
      return () => undefined;
    }
  }
  for (const [, name = ''] of source.matchAll(/\{(\w+)\}/g)) {
    if (!names.has(name)) refuse(key, `the topic has no {${name}}`);
  }
  return (_, captures) =>
    textOf(source.replace(/\{(\w+)\}/g, (_whole, name: string) => captures[name] ?? ''));
}

/** What a payload may be parsed to; JSON.parse gives nothing else. */
function isJson(value: unknown): value is JSONValue {
  return value !== undefined;
}

function readMapped(
  { name, topic }: Mapping,
  sources: Sources,
  message: MqttMessage,
  captures: Captures,
): readonly Statement[] {
  if (message.isEmpty) return [];
  const key = sources.key(message, captures);
  if (key === undefined) return [];
  const gateway = sources.gateway?.(message, captures);
  return [
    {
      kind: 'device',
      key: `${name}:${key}`,
      // Several topics may describe one device, each a part of it.
      part: topic,
      adds: true,
      facts: factsOf((fact) => sources.facts.get(fact)?.(message, captures)),
      ...(gateway !== undefined && { gateway: `${name}:${gateway}` }),
    },
  ];
}

function factsOf(value: (fact: MappedFact) => string | undefined): Facts {
  const mac = parseMac(value('mac') ?? '');
  const kind = DEVICE_CLASSES.find((each) => each === value('class'));
  const firmware = presentOrNone({ version: realValue('version', value('firmware')) });
  const location = value('location');
  const classification = presentOrNone({
    connectivity: value('connectivity'),
    businessFunction: value('businessFunction'),
    riskTier: RISK_TIERS.find((each) => each === value('riskTier')?.toLowerCase()),
  });
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
    ...(classification && { classification }),
    extension: present({ name: value('name') }),
  };
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
