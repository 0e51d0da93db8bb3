import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import type { Observation } from './observation.ts';
import { EXTENSION_DEPTH_MAX, parseObservation } from './observation-schema.ts';
import { formatObservationSchema, OBSERVATION_SCHEMA_URI } from './schema-document.ts';
import { stampObservation } from './stamp.ts';
import {
  parseEnrolment,
  parseObserverFrame,
  parseReconcilerFrame,
  parseTouch,
} from './wire-schema.ts';

const published = readFileSync(new URL('../observation.schema.json', import.meta.url), 'utf8');
const validator = Compile(JSON.parse(published));

/** Every part of an observation, filled. */
const whole: Observation = stampObservation(
  {
    observedAt: '2026-11-21T10:00:00.000Z',
    source: 'snmp',
    profile: 'acme-os',
    key: 'snmp:80000009033cecef123456#1',
    presence: 'seen',
    class: 'switch',
    device: {
      vendor: 'Acme',
      model: 'S-48',
      serial: 'AC01234X',
      hostname: 'sw1',
      baseMac: '3c:ec:ef:12:34:56',
      engineId: '80000009033cecef123456',
      manufacturedOn: '2024-05',
    },
    firmware: { version: '15.2(7)E3', releasedOn: '2024-01-31' },
    os: { name: 'AcmeOS', version: '15.2(7)E3' },
    components: [
      { kind: 'power-supply', key: 'psu1', slot: '1', serial: 'P5U77', details: { watts: 715 } },
    ],
    interfaces: [
      { name: 'Gi1/0/1', index: 10101, mac: '3c:ec:ef:12:34:57', macKind: 'burned-in', up: true },
    ],
    neighbors: [
      { protocol: 'lldp', localPort: 'Gi1/0/1', systemName: 'sw2', capabilities: ['bridge'] },
    ],
    attachments: [{ mac: '3c:ec:ef:aa:bb:01', port: 'Gi1/0/2', vlan: 10 }],
    place: { site: 'NYC', via: { key: 'snmp:other#1', port: 'Gi1/0/48' } },
    custody: { user: 'mara' },
    posture: { secureBoot: true },
    power: { batteryPercent: 97 },
    classification: { connectivity: 'wifi', riskTier: 'high', missing: ['businessFunction'] },
    candidates: [
      {
        field: 'device.serial',
        value: 'AC01234X',
        state: 'sound',
        from: 'entPhysicalSerialNum.1',
        chosen: true,
      },
    ],
    unread: [{ what: 'dot1qTpFdbTable', why: 'timeout', hint: 'raise the timeout' }],
    extensions: { 'acme-os': { bootVariable: 'flash:/acme.bin' } },
  },
  {
    observer: { id: 'obs-1', kind: 'collector', version: '0.1.0', site: 'NYC' },
    nowMs: () => 1_795_000_000_000,
    random: (octets) => new Uint8Array(octets).fill(7),
  },
);

const BAD: readonly [string, unknown][] = [
  ['nothing', undefined],
  ['another schema', { ...whole, schema: 'muster.observation/2' }],
  ['an unknown key', { ...whole, color: 'red' }],
  ['an unknown key of the device', { ...whole, device: { color: 'red' } }],
  ['an empty serial', { ...whole, device: { serial: '' } }],
  ['a serial that is a number', { ...whole, device: { serial: 4711 } }],
  ['a serial without end', { ...whole, device: { serial: 'A'.repeat(257) } }],
  ['a time without milliseconds', { ...whole, observedAt: '2026-11-21T10:00:00Z' }],
  ['a MAC in capitals', { ...whole, device: { baseMac: '3C:EC:EF:12:34:56' } }],
  ['a class nobody knows', { ...whole, class: 'toaster' }],
  ['an id that is no UUIDv7', { ...whole, id: '564d9f4e-6d1c-4b4a-8c2d-3e4f5a6b7c8d' }],
  ['a negative ifIndex', { ...whole, interfaces: [{ name: 'a', index: -1 }] }],
  [
    'too many extensions',
    {
      ...whole,
      extensions: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, 1])),
    },
  ],
];

describe('observation.schema.json', () => {
  it('is the schema of the code (npm run schema -w @muster/facts writes it)', () => {
    expect(published).toBe(formatObservationSchema());
  });

  it('names itself and its draft', () => {
    expect(JSON.parse(published)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: OBSERVATION_SCHEMA_URI,
      type: 'object',
      additionalProperties: false,
      required: expect.arrayContaining(['id', 'observedAt', 'key', 'device', 'digest']),
    });
  });

  it('says of every object whether it takes further keys, and bounds every string and list', () => {
    const unbounded: string[] = [];
    visit(JSON.parse(published), '', unbounded);
    expect(unbounded).toEqual([]);
  });

  it('accepts an observation with every part, as the code does', () => {
    expect(validator.Check(whole)).toBe(true);
    expect(parseObservation(whole)).toEqual({ kind: 'parsed', value: whole });
  });

  it.each(BAD)('refuses %s, as the code does', (_, input) => {
    expect(validator.Check(input)).toBe(false);
    const parsed = parseObservation(input);
    expect(parsed.kind === 'refused' && parsed.problems.length > 0).toBe(true);
  });
});

describe('the parsers at the edge', () => {
  it('answer any input, and take no part of an observation for another', () => {
    const keys = Object.keys(whole);
    const part = fc.constantFrom(...keys);
    const mutated = fc
      .record({ at: part, value: fc.anything() })
      .map(({ at, value }) => ({ ...whole, [at]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), mutated), (input) => {
        const parsed = parseObservation(input);
        expect(parsed.kind === 'parsed' || parsed.problems.length > 0).toBe(true);
        for (const parse of [parseTouch, parseEnrolment, parseObserverFrame, parseReconcilerFrame])
          expect(parse(input).kind).toBe('refused');
      }),
    );
  });

  it('name the place of what is wrong', () => {
    expect(parseObservation({ ...whole, device: { serial: '' } })).toMatchObject({
      kind: 'refused',
      problems: [{ path: '/device/serial' }],
    });
  });

  it('bound how deep extensions nest', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const deepest = { acme: nested(EXTENSION_DEPTH_MAX - 1) };
    expect(parseObservation({ ...whole, extensions: deepest }).kind).toBe('parsed');
    const hostile = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    for (const deep of [nested(EXTENSION_DEPTH_MAX), hostile]) {
      expect(parseObservation({ ...whole, extensions: { acme: deep } })).toMatchObject({
        kind: 'refused',
        problems: [{ path: '/extensions' }],
      });
    }
  });

  it('keep what they accept as it is', () => {
    const parsed = parseObservation(whole);
    expect(parsed.kind === 'parsed' && parsed.value).toBe(whole);
  });
});

/** Notes the path of each object without `additionalProperties` and each string or list without end. */
function visit(schema: unknown, path: string, unbounded: string[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { type, ...rest } = { type: undefined, ...schema };
  if (type === 'object' && !('additionalProperties' in rest || 'patternProperties' in rest))
    unbounded.push(path);
  if (type === 'array' && !('maxItems' in rest)) unbounded.push(path);
  const isBounded = ['maxLength', 'enum', 'const', 'pattern'].some((keyword) => keyword in rest);
  if (type === 'string' && !isBounded) unbounded.push(path);
  for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`, unbounded);
}
