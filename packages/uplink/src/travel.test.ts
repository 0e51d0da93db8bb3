import type { Observation, Sighting } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';
import { parseTouch } from '@muster/facts/wire-schema';
import { describe, expect, it } from 'vitest';
import { sightingOf } from './testing/fixtures.ts';
import { fingerprintOf, touchOf } from './travel.ts';

const observer = { id: 'o-1', kind: 'agent', version: '1' } as const;
const stamped = (changes: Partial<Sighting> = {}): Observation =>
  stampObservation(sightingOf('k', changes), {
    observer,
    nowMs: () => 1,
    random: (octets) => new Uint8Array(octets),
  });

describe('the fingerprint', () => {
  it.each<[string, Partial<Sighting>]>([
    ['the time', { observedAt: '2026-11-22T10:00:00.000Z' }],
    ['presence', { presence: 'left' }],
    ['battery level', { power: { batteryPercent: 12 } }],
    [
      'what is attached, which a touch carries',
      { attachments: [{ mac: '00:00:5e:00:53:01', port: '1' }] },
    ],
  ])('is the same whatever %s', (_what, changes) => {
    expect(fingerprintOf(stamped({ power: { batteryPercent: 99 }, ...changes }))).toBe(
      fingerprintOf(stamped({ power: { batteryPercent: 99 } })),
    );
  });

  it.each<[string, Partial<Sighting>]>([
    ['a fact', { device: { serial: 'S-2' } }],
    ['an address, which a touch has no place for', { interfaces: [{ name: 'e', addresses: [] }] }],
    ['the last login', { custody: { lastLoginAt: '2026-11-21T10:00:00.000Z' } }],
    ['what could not be read', { unread: [{ what: 'dmi', why: 'permission' }] }],
  ])('differs with %s', (_what, changes) => {
    const before: Partial<Sighting> = { interfaces: [{ name: 'e', addresses: ['192.0.2.1'] }] };
    expect(fingerprintOf(stamped({ ...before, ...changes }))).not.toBe(
      fingerprintOf(stamped(before)),
    );
  });
});

describe('a touch', () => {
  it('satisfies its schema and says what is volatile', () => {
    const observation = stamped({
      power: { batteryPercent: 50 },
      attachments: [{ mac: '00:00:5e:00:53:01' }],
    });
    const touch = touchOf(observation, '019ab123-4567-7abc-8def-0123456789ab');
    expect(parseTouch(touch)).toEqual({ kind: 'parsed', value: touch });
    const { observedAt, key, digest, power, attachments } = observation;
    expect(touch).toMatchObject({ observedAt, key, digest, power, attachments });
    expect(touch.id).not.toBe(observation.id);
  });
});
