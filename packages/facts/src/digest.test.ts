import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from './digest.ts';
import type { Observation } from './observation.ts';
import { parseObservation } from './observation-schema.ts';
import { stampObservation } from './stamp.ts';

const stamp = {
  observer: { id: 'obs-1', kind: 'agent', version: '0.1.0' },
  nowMs: () => 1_795_000_000_000,
  random: (octets: number) => new Uint8Array(octets).fill(7),
} as const;

function observationOf(change: Partial<Observation> = {}): Observation {
  return {
    ...stampObservation(
      {
        observedAt: '2026-11-21T10:00:00.000Z',
        source: 'agent',
        profile: 'linux',
        key: 'agent-1',
        presence: 'seen',
        device: { serial: 'ABC1234', vendor: 'Acme' },
        interfaces: [{ name: 'eth0', mac: '3c:ec:ef:00:00:01', addresses: ['10.0.0.5'], up: true }],
        power: { batteryPercent: 80, batterySerial: 'B1' },
      },
      stamp,
    ),
    ...change,
  };
}

describe('digestOf', () => {
  const base = observationOf();
  it('makes a stamped observation that its own validator accepts', () => {
    expect(parseObservation(base)).toEqual({ kind: 'parsed', value: base });
  });

  it.each<[string, Partial<Observation>]>([
    ['the time', { observedAt: '2026-11-22T10:00:00.000Z' }],
    ['presence', { presence: 'left' }],
    ['attachments', { attachments: [{ mac: '3c:ec:ef:00:00:02' }] }],
    ['the observer', { observer: { id: 'obs-2', kind: 'agent', version: '9' } }],
    ['a full battery', { power: { batteryPercent: 100, batterySerial: 'B1' } }],
    [
      'a new address',
      { interfaces: [{ name: 'eth0', mac: '3c:ec:ef:00:00:01', addresses: [], up: false }] },
    ],
    ['what could not be read', { unread: [{ what: 'x', why: 'timeout' }] }],
  ])('stays the same when only %s changed', (_, change) => {
    expect(digestOf(observationOf(change))).toBe(base.digest);
  });

  it.each<[string, Partial<Observation>]>([
    ['the serial', { device: { serial: 'ABC1235', vendor: 'Acme' } }],
    ['a MAC', { interfaces: [{ name: 'eth0', mac: '3c:ec:ef:00:00:09' }] }],
    ['a fact that went away', { device: { serial: 'ABC1234' } }],
  ])('changes with %s', (_, change) => {
    expect(digestOf(observationOf(change))).not.toBe(base.digest);
  });
});

describe('canonicalJson', () => {
  it('ignores the order in which keys were written, at every depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
