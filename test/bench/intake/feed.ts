/** The made-up fleet's check-ins, pass by pass, and how they are handed in. */
import type { Observation } from '@muster/facts/observation';
import type { Reconciler } from '@muster/reconciler/ports';
import { identifiersOf, observationOf, touchOf } from './devices.ts';
import type { YardstickItem } from './yardstick.ts';

/** Items a batch: what an observer sends at once, and the yardstick's transaction. */
const BATCH = 500;
/** Batches under way at once: a few observers, each with a window. */
const UNDERWAY = 8;

export const PASSES = ['new', 'unchanged', '5 % changed'] as const;
export type Pass = (typeof PASSES)[number];

/** @param digests the last digest that was told of each device, kept from pass to pass */
export function makeChunk(
  pass: Pass,
  from: number,
  to: number,
  digests: string[],
): { readonly muster: readonly unknown[]; readonly yardstick: readonly YardstickItem[] } {
  const muster: unknown[] = [];
  const yardstick: YardstickItem[] = [];
  const at = Date.now();
  for (let device = from; device < to; device += 1) {
    const isChanged = pass === '5 % changed' && device % 20 === 0;
    const observation = observationOf(device, { at, version: isChanged ? 1 : 0 });
    const { digest } = observation;
    const isTouch = pass !== 'new' && !isChanged;
    muster.push(
      isTouch ? touchOf(device, digests[device] ?? digest, { at, version: 0 }) : observation,
    );
    digests[device] = digest;
    yardstick.push({
      identifiers: identifiersOf(observation),
      digest,
      document: factsOf(observation),
      at,
    });
  }
  return { muster, yardstick };
}

/** The facts without the envelope: 1.5 kB. */
function factsOf({
  device,
  firmware,
  os,
  components,
  interfaces,
  posture,
  custody,
}: Observation): string {
  return JSON.stringify({ device, firmware, os, components, interfaces, posture, custody });
}

export function batchesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}

/** @param reconcilers take turns, a few batches under way at each */
export async function ingestAll(
  reconcilers: readonly Reconciler[],
  batches: readonly (readonly unknown[])[],
): Promise<void> {
  const left = batches.values();
  const session = async (reconciler: Reconciler): Promise<void> => {
    for (const batch of left) {
      const { counts, exceptions } = await reconciler.ingest('bench-observer', batch);
      const taken = (counts.applied ?? 0) + (counts.unchanged ?? 0);
      if (taken !== batch.length) {
        throw new Error(
          `${taken} of ${batch.length} were taken: ${JSON.stringify(exceptions[0] ?? counts)}`,
        );
      }
    }
  };
  await Promise.all(
    reconcilers.flatMap((each) => Array.from({ length: UNDERWAY }, () => session(each))),
  );
}
