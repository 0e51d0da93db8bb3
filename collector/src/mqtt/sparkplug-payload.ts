/**
 * Sparkplug B payloads (specification 3.0.0, 6.4; sparkplug_b.proto): what of them names a device,
 * and the one command that this collector may be allowed to give.
 */
import {
  createFileRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type Fields, isFields } from '../roster/fields.ts';

export interface SparkplugMetric {
  readonly name?: string;
  /** Stands for the name in messages that follow a birth. */
  readonly alias?: bigint;
  readonly text?: string;
  readonly integer?: bigint;
}

export interface SparkplugPayload {
  /** 0 to 255, counted by the edge node over all its messages but NDEATH. */
  readonly seq?: number;
  readonly metrics: readonly SparkplugMetric[];
}

/** A birth of 50,000 metrics. Each costs ten times as much once it is decoded. */
const PAYLOAD_BYTES_MAX = 2 * 1024 * 1024;

const field = (name: string, number: number, type: string) => ({
  name,
  number,
  label: 'LABEL_OPTIONAL',
  type: `TYPE_${type}`,
});

/** The part that is read and written here; what else a message holds is passed over. */
const FILE = {
  name: 'sparkplug_b.proto',
  package: 'org.eclipse.tahu.protobuf',
  syntax: 'proto2',
  messageType: [
    {
      name: 'Payload',
      field: [
        field('timestamp', 1, 'UINT64'),
        {
          ...field('metrics', 2, 'MESSAGE'),
          label: 'LABEL_REPEATED',
          typeName: '.org.eclipse.tahu.protobuf.Payload.Metric',
        },
        field('seq', 3, 'UINT64'),
      ],
      nestedType: [
        {
          name: 'Metric',
          field: [
            field('name', 1, 'STRING'),
            field('alias', 2, 'UINT64'),
            field('timestamp', 3, 'UINT64'),
            field('datatype', 4, 'UINT32'),
            field('int_value', 10, 'UINT32'),
            field('long_value', 11, 'UINT64'),
            field('boolean_value', 14, 'BOOL'),
            field('string_value', 15, 'STRING'),
          ],
        },
      ],
    },
  ],
};

let described: DescMessage | undefined;

/** Made when the first payload comes: most sites have none. */
function payloadSchema(): DescMessage {
  if (described !== undefined) return described;
  const registry = createFileRegistry(fromJson(FileDescriptorProtoSchema, FILE), () => undefined);
  const found = registry.getMessage('org.eclipse.tahu.protobuf.Payload');
  if (found === undefined) throw new Error('the description of Sparkplug payloads is broken');
  described = found;
  return found;
}

/** Undefined when the bytes are no payload, or too many. */
export function decodeSparkplug(bytes: Buffer): SparkplugPayload | undefined {
  if (bytes.length > PAYLOAD_BYTES_MAX) return undefined;
  let payload: object;
  try {
    payload = fromBinary(payloadSchema(), bytes, { readUnknownFields: false });
  } catch {
    // Whatever was published on the topic: no failure worth a reason.
    return undefined;
  }
  const told: Fields = { ...payload };
  const metrics = Array.isArray(told.metrics) ? told.metrics.filter(isFields).map(metricOf) : [];
  return { metrics, ...(typeof told.seq === 'bigint' && { seq: Number(told.seq) }) };
}

/** What was not sent is inherited (0, ""): only a message's own fields were. */
function metricOf(metric: Fields): SparkplugMetric {
  const { name, alias, stringValue, longValue, intValue }: Fields = { ...metric };
  const integer = typeof intValue === 'number' ? BigInt(intValue) : longValue;
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof alias === 'bigint' && { alias }),
    ...(typeof stringValue === 'string' && { text: stringValue }),
    ...(typeof integer === 'bigint' && { integer }),
  };
}

/** NCMD "Node Control/Rebirth": the edge node tells all of its births again (5.9). */
export function encodeRebirth(nowMs: number): Buffer {
  const timestamp = String(nowMs);
  const metric = { name: 'Node Control/Rebirth', timestamp, datatype: 11, boolean_value: true };
  const schema = payloadSchema();
  return Buffer.from(toBinary(schema, fromJson(schema, { timestamp, metrics: [metric] })));
}
