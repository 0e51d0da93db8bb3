/**
 * Eclipse Sparkplug B: births tell an edge node's and its devices' metrics, identity among them as
 * far as the integrator put it there. Nothing is retained; a node that was born before this
 * collector came shows only signs of life until its next birth, which is not asked for.
 */

import type { Fields } from '../../roster/fields.ts';
import { mergeFacts } from '../../roster/merge.ts';
import type { Facts, Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { decodeProtobuf, type ProtobufField } from '../protobuf.ts';
import { realName } from '../real.ts';
import { claimsOf, fold } from './claims.ts';

const ID = 'sparkplug-b';

export const sparkplugB: Convention = {
  id: ID,
  name: 'Sparkplug B',
  reference:
    'https://sparkplug.eclipse.org/specification/version/3.0/documents/sparkplug-specification-3.0.0.pdf',
  rules: [
    { topic: 'spBv1.0/{group}/NBIRTH/{edge}', kind: 'event', read: readBirth },
    { topic: 'spBv1.0/{group}/DBIRTH/{edge}/{device}', kind: 'event', read: readBirth },
    { topic: 'spBv1.0/{group}/NDATA/{edge}', kind: 'telemetry', read: readData },
    { topic: 'spBv1.0/{group}/DDATA/{edge}/{device}', kind: 'telemetry', read: readData },
    { topic: 'spBv1.0/{group}/NDEATH/{edge}', kind: 'event', read: readDeath },
    { topic: 'spBv1.0/{group}/DDEATH/{edge}/{device}', kind: 'event', read: readDeath },
  ],
};

function readBirth(
  ...[{ payload }, { group = '', edge = '', device }]: Parameters<Reader>
): readonly Statement[] {
  const metrics = metricsOf(payload);
  if (metrics === undefined) return [];
  const node = keyOf(group, edge);
  const facts = mergeFacts(
    { extension: { name: device ?? edge, group } },
    mergeFacts(claimsOf(metrics) ?? {}, propertiesOf(metrics)),
  );
  if (device === undefined) return [{ kind: 'device', key: node, part: 'birth', facts }];
  return [
    // A node that has devices is a gateway.
    { kind: 'device', key: node, part: 'devices', facts: { class: 'gateway' } },
    { kind: 'device', key: keyOf(group, edge, device), part: 'birth', facts, gateway: node },
  ];
}

/** The names that the specification itself proposes, below `Properties/`. */
function propertiesOf(metrics: Fields): Facts {
  const texts = new Map(
    Object.entries(metrics).flatMap(([name, value]): [string, string][] =>
      /^properties\//i.test(name) && typeof value === 'string' ? [[fold(name), value]] : [],
    ),
  );
  const os = texts.get('os');
  const version = realName('version', texts.get('osversion'));
  return os === undefined || os === '' ? {} : { os: { name: os, ...(version && { version }) } };
}

function readData(
  ...[, { group = '', edge = '', device }]: Parameters<Reader>
): readonly Statement[] {
  return [{ kind: 'alive', key: keyOf(group, edge, device) }];
}

function readDeath(
  ...[, { group = '', edge = '', device }]: Parameters<Reader>
): readonly Statement[] {
  return [{ kind: 'away', key: keyOf(group, edge, device) }];
}

/** Payload.metrics = 2; Metric: name = 1, string_value = 15 (sparkplug_b.proto). */
const METRICS = 2;
const NAME = 1;
const STRING_VALUE = 15;

/** Text metrics by name. Numbers are measurements, and a serial written as one has lost its zeros. */
function metricsOf(payload: Buffer): Fields | undefined {
  const fields = decodeProtobuf(payload);
  if (fields === undefined) return undefined;
  const metrics: Record<string, string> = {};
  for (const field of fields) {
    if (field.number !== METRICS || field.kind !== 'bytes') continue;
    const metric = decodeProtobuf(field.value) ?? [];
    const name = textIn(metric, NAME);
    const value = textIn(metric, STRING_VALUE);
    if (name !== undefined && value !== undefined && !(name in metrics)) metrics[name] = value;
  }
  return metrics;
}

function textIn(fields: readonly ProtobufField[], number: number): string | undefined {
  const field = fields.find((each) => each.number === number);
  return field?.kind === 'bytes' ? field.value.toString('utf8') : undefined;
}

function keyOf(group: string, edge: string, device?: string): string {
  return device === undefined ? `${ID}:${group}/${edge}` : `${ID}:${group}/${edge}/${device}`;
}
