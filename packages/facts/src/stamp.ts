/** Turns a sighting into an observation: schema, id, observer and digest are put on it once. */
import { digestOf } from './digest.ts';
import {
  OBSERVATION_SCHEMA_ID,
  type Observation,
  type Observer,
  type Sighting,
} from './observation.ts';
import { formatUuid7 } from './uuid7.ts';

/** What the rim supplies: the clock and randomness (at least 10 octets a call). */
export interface Stamp {
  readonly observer: Observer;
  readonly nowMs: () => number;
  readonly random: (octets: number) => Uint8Array;
}

export function stampObservation(sighting: Sighting, stamp: Stamp): Observation {
  const unstamped = { schema: OBSERVATION_SCHEMA_ID, ...sighting } as const;
  return {
    ...unstamped,
    id: formatUuid7(stamp.nowMs(), stamp.random(10)),
    observer: stamp.observer,
    digest: digestOf(unstamped),
  };
}
