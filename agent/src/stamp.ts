/**
 * Stamps a sighting that is printed rather than sent. The same as `stampObservation`, without its
 * module's schema: compiling that takes longer than the whole inventory.
 */
import { digestOf } from '@muster/facts/digest';
import type { Observation, Sighting } from '@muster/facts/observation';
import { formatUuid7 } from '@muster/facts/uuid7';

const SCHEMA: Observation['schema'] = 'muster.observation/1';

export interface PrintStamp {
  readonly observer: Observation['observer'];
  readonly nowMs: number;
  /** Ten octets. */
  readonly random: Uint8Array;
}

export function stampForPrint(sighting: Sighting, stamp: PrintStamp): Observation {
  const unstamped = { schema: SCHEMA, ...sighting };
  return {
    ...unstamped,
    id: formatUuid7(stamp.nowMs, stamp.random),
    observer: stamp.observer,
    digest: digestOf(unstamped),
  };
}
