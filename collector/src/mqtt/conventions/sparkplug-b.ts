/**
 * Eclipse Sparkplug B: births tell an edge node's and its devices' metrics, identity among them as
 * far as the integrator put it there. Nothing is retained; a node that was born before this
 * collector came shows only signs of life until its next birth, which is asked for only where the
 * operator allows it.
 */
import { mergeFacts } from '../../roster/merge.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import type { MqttMessage } from '../message.ts';
import { realName } from '../real.ts';
import {
  decodeSparkplug,
  encodeRebirth,
  type SparkplugMetric,
  type SparkplugPayload,
} from '../sparkplug-payload.ts';
import type { Captures } from '../topic.ts';
import { claimsOf, fold } from './claims.ts';

const ID = 'sparkplug-b';

/** What is remembered of an edge node between its messages. */
interface EdgeNode {
  /** Of its last birth: only a death with the same number is that life's (specification, 5.7). */
  readonly bdSeq: bigint | undefined;
  seq: number | undefined;
  /** Names of identity metrics by "device" and alias; measurements need no names. */
  readonly aliases: Map<string, string>;
}

/** A plant has hundreds. What is forgotten is learnt again with its next birth. */
const NODES_MAX = 10_000;
const ALIASES_MAX = 10_000;

export const sparkplugB: Convention = conventionOf(new Map());

function conventionOf(nodes: Map<string, EdgeNode>): Convention {
  const birth: Reader = (message, captures) => readBirth(message, captures, nodes);
  const data: Reader = (message, captures) => readData(message, captures, nodes);
  const nodeDeath: Reader = (message, captures) => readNodeDeath(message, captures, nodes);
  return {
    id: ID,
    name: 'Sparkplug B',
    reference:
      'https://sparkplug.eclipse.org/specification/version/3.0/documents/sparkplug-specification-3.0.0.pdf',
    rules: [
      { topic: 'spBv1.0/{group}/NBIRTH/{edge}', kind: 'event', read: birth },
      { topic: 'spBv1.0/{group}/DBIRTH/{edge}/{device}', kind: 'event', read: birth },
      { topic: 'spBv1.0/{group}/NDATA/{edge}', kind: 'telemetry', read: data },
      { topic: 'spBv1.0/{group}/DDATA/{edge}/{device}', kind: 'telemetry', read: data },
      { topic: 'spBv1.0/{group}/NDEATH/{edge}', kind: 'event', read: nodeDeath },
      { topic: 'spBv1.0/{group}/DDEATH/{edge}/{device}', kind: 'event', read: readDeviceDeath },
    ],
    fresh: () => conventionOf(new Map()),
  };
}

function readBirth(
  { payload }: MqttMessage,
  { group = '', edge = '', device }: Captures,
  nodes: Map<string, EdgeNode>,
): readonly Statement[] {
  const told = decodeSparkplug(payload);
  if (told === undefined) return [];
  const node = keyOf(group, edge);
  if (device === undefined) remember(nodes, node, told);
  const known = nodes.get(node);
  if (known !== undefined) {
    known.seq = told.seq;
    learnAliases(known, device, told.metrics);
  }
  const facts = mergeFacts({ extension: { name: device ?? edge, group } }, factsOf(told.metrics));
  if (device === undefined) return [{ kind: 'device', key: node, part: 'birth', facts }];
  return [
    // A node that has devices is a gateway.
    { kind: 'device', key: node, part: 'devices', facts: { class: 'gateway' } },
    { kind: 'device', key: keyOf(group, edge, device), part: 'birth', facts, gateway: node },
  ];
}

function remember(nodes: Map<string, EdgeNode>, node: string, told: SparkplugPayload): void {
  nodes.delete(node);
  const [oldest] = nodes.keys();
  if (nodes.size >= NODES_MAX && oldest !== undefined) nodes.delete(oldest);
  const bdSeq = told.metrics.find(({ name }) => name === 'bdSeq')?.integer;
  nodes.set(node, { bdSeq, seq: told.seq, aliases: new Map() });
}

function learnAliases(
  { aliases }: EdgeNode,
  device: string | undefined,
  metrics: readonly SparkplugMetric[],
): void {
  for (const { name, alias } of metrics) {
    if (name === undefined || alias === undefined || !isIdentity(name)) continue;
    if (aliases.size < ALIASES_MAX) aliases.set(`${device ?? ''}\0${alias}`, name);
  }
}

/** Measurements: a sign of life, unless an identity metric among them has a new value. */
function readData(
  { payload }: MqttMessage,
  { group = '', edge = '', device }: Captures,
  nodes: Map<string, EdgeNode>,
): readonly Statement[] {
  const told = decodeSparkplug(payload);
  if (told === undefined) return [];
  const node = keyOf(group, edge);
  const key = keyOf(group, edge, device);
  const known = nodes.get(node);
  const alive: Statement = { kind: 'alive', key };
  const rebirth: Statement = {
    kind: 'ask',
    topic: `spBv1.0/${group}/NCMD/${edge}`,
    payloadAt: encodeRebirth,
  };
  if (known === undefined) return [alive, rebirth];
  const expected = known.seq === undefined ? undefined : (known.seq + 1) % 256;
  known.seq = told.seq;
  const named = told.metrics.map((metric) => ({
    ...metric,
    ...(metric.name === undefined && nameOf(metric, device, known)),
  }));
  const facts = factsOf(named);
  const statement: Statement =
    Object.keys(facts).length === 0
      ? alive
      : { kind: 'device', key, part: 'birth', adds: true, facts };
  // A gap: a birth may have been among what was lost.
  return expected === undefined || told.seq === expected ? [statement] : [statement, rebirth];
}

function nameOf(
  { alias }: SparkplugMetric,
  device: string | undefined,
  { aliases }: EdgeNode,
): { readonly name: string } | undefined {
  const name = aliases.get(`${device ?? ''}\0${alias}`);
  return name === undefined ? undefined : { name };
}

/** A will of an earlier life, which a broker sends late, says nothing of this one. */
function readNodeDeath(
  { payload }: MqttMessage,
  { group = '', edge = '' }: Captures,
  nodes: Map<string, EdgeNode>,
): readonly Statement[] {
  const told = decodeSparkplug(payload);
  if (told === undefined) return [];
  const key = keyOf(group, edge);
  const died = told.metrics.find(({ name }) => name === 'bdSeq')?.integer;
  const living = nodes.get(key)?.bdSeq;
  if (died !== undefined && living !== undefined && died !== living) return [{ kind: 'nothing' }];
  return [{ kind: 'away', key }];
}

function readDeviceDeath(
  ...[, { group = '', edge = '', device }]: Parameters<Reader>
): readonly Statement[] {
  return [{ kind: 'away', key: keyOf(group, edge, device) }];
}

/**
 * Text metrics only: numbers are measurements, and a serial written as one has lost its zeros. The
 * names that the specification itself proposes lie below `Properties/` (5.2).
 */
function factsOf(metrics: readonly SparkplugMetric[]): Facts {
  const texts: Record<string, string> = {};
  for (const { name, text } of metrics) {
    if (name !== undefined && text !== undefined && isIdentity(name)) texts[name] ??= text;
  }
  const properties = new Map(Object.entries(texts).map(([name, text]) => [fold(name), text]));
  const os = properties.get('os')?.trim();
  const version = realName('version', properties.get('osversion'));
  const system: Facts =
    os === undefined || os === '' ? {} : { os: { name: os, ...(version && { version }) } };
  return mergeFacts(claimsOf(texts) ?? {}, system);
}

/** Folders in which integrators describe the device; elsewhere "Model" may be what it produces. */
const FOLDERS: ReadonlySet<string> = new Set([
  'properties',
  'property',
  'nodeinfo',
  'nodeproperties',
  'deviceinfo',
  'deviceproperties',
  'identification',
  'nameplate',
  'info',
]);

function isIdentity(name: string): boolean {
  const slash = name.indexOf('/');
  return slash < 0 || FOLDERS.has(fold(name.slice(0, slash)));
}

function keyOf(group: string, edge: string, device?: string): string {
  return device === undefined ? `${ID}:${group}/${edge}` : `${ID}:${group}/${edge}/${device}`;
}
