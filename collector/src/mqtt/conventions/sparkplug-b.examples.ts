/** Births made for this test, encoded here by hand: one string metric after the other. */
import type { ConventionExamples } from '../convention.ts';

/** A payload of string metrics (sparkplug_b.proto): metrics = 2, name = 1, string_value = 15. */
function birthOf(metrics: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(metrics).map(([name, value]) => {
    const metric = Buffer.concat([delimited(1, name), delimited(15, value)]);
    return delimited(2, metric);
  });
  return Buffer.concat(parts);
}

function delimited(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length =
    bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

export const examples: ConventionExamples = {
  accepts: [
    {
      shows: 'the birth of a device behind an edge node',
      topic: 'spBv1.0/Plant/DBIRTH/edge-1/press-4',
      payload: birthOf({
        'Properties/Hardware Make': 'Bela',
        'Properties/Hardware Model': 'P4',
        'Properties/FW': '5.5',
        'Properties/Serial Number': 'P4-001',
        'Properties/OS': 'Linux',
        'Properties/OS Version': '6.1',
        Status: 'running',
      }),
      sightings: [
        { key: 'sparkplug-b:Plant/edge-1', class: 'gateway' },
        {
          key: 'sparkplug-b:Plant/edge-1/press-4',
          device: { vendor: 'Bela', model: 'P4', serial: 'P4-001' },
          firmware: { version: '5.5' },
          os: { name: 'Linux', version: '6.1' },
          place: { via: { key: 'sparkplug-b:Plant/edge-1' } },
        },
      ],
    },
    {
      shows: 'the birth of an edge node without properties',
      topic: 'spBv1.0/Plant/NBIRTH/edge-1',
      payload: birthOf({ 'Node Info': 'x' }),
      sightings: [{ key: 'sparkplug-b:Plant/edge-1', device: {} }],
    },
  ],
  rejects: [
    {
      shows: 'what is not a message',
      topic: 'spBv1.0/Plant/NBIRTH/edge-1',
      payload: 'not protobuf',
    },
  ],
};
