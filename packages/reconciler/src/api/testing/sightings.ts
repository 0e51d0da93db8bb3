/** Observations made for tests: invented devices, told by one observer. */
import { randomBytes } from 'node:crypto';
import type { Observation } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';

/** A laptop that exists nowhere. `serial` also is its native key. */
export function observeLaptop(serial: string, observerId = 'test'): Observation {
  return stampObservation(
    {
      observedAt: new Date().toISOString(),
      source: 'agent',
      profile: 'linux',
      key: serial,
      presence: 'seen',
      class: 'laptop',
      device: { vendor: 'Example Works', model: 'Model 7', serial, hostname: `host-${serial}` },
    },
    {
      observer: { id: observerId, kind: 'agent', version: '1' },
      nowMs: Date.now,
      random: (octets) => randomBytes(octets),
    },
  );
}
