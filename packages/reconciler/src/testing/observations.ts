/** Observations of invented devices, for tests: state what matters, the rest is filled in. */
import { createHash } from 'node:crypto';
import { digestOf } from '@muster/facts/digest';
import { OBSERVATION_SCHEMA_ID, type Observation } from '@muster/facts/observation';
import { formatUuid7 } from '@muster/facts/uuid7';
import { TOUCH_SCHEMA_ID, type Touch } from '@muster/facts/wire';

/** 2026-11-21T10:00:00Z: the tests' present. */
export const NOON: number = Date.UTC(2026, 10, 21, 10);

export const OBSERVER = { id: 'observer-1', kind: 'agent', version: '1.0.0' } as const;

export interface Stated extends Partial<Omit<Observation, 'observedAt' | 'id' | 'digest'>> {
  /** Milliseconds after noon. */
  readonly at?: number;
  /** Tells observations apart that state the same. */
  readonly nonce?: string;
}

export function observe({ at = 0, nonce = '', ...stated }: Stated): Observation {
  const time = NOON + at;
  const unstamped = {
    source: 'agent',
    profile: 'linux',
    key: 'agent-1',
    presence: 'seen',
    device: {},
    ...stated,
    schema: OBSERVATION_SCHEMA_ID,
    observedAt: new Date(time).toISOString(),
  } as const;
  const seed = createHash('sha256')
    .update(`${JSON.stringify(unstamped)} ${nonce}`)
    .digest();
  return {
    observer: OBSERVER,
    ...unstamped,
    id: formatUuid7(time, seed.subarray(0, 10)),
    digest: digestOf(unstamped),
  };
}

/** The touch that says: as in that observation, so much later. */
export function touch(
  observation: Observation,
  at: number,
  change: Partial<Pick<Touch, 'presence' | 'attachments' | 'power' | 'digest' | 'id'>> = {},
): Touch {
  const time = NOON + at;
  const seed = createHash('sha256').update(`touch ${observation.key} ${at}`).digest();
  const { observer, source, key, presence, digest } = observation;
  return {
    schema: TOUCH_SCHEMA_ID,
    id: formatUuid7(time, seed.subarray(0, 10)),
    observedAt: new Date(time).toISOString(),
    observer,
    source,
    key,
    presence,
    digest,
    ...change,
  };
}
