/**
 * How far the process lets its garbage grow. Left alone, V8 lets the young generation grow to
 * 128 MB and the old one to four times what lives, for speed that a collector does not need: with a
 * hundred visits under way some 45 MB live, and 400 MB were resident.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * The young generation stays at the size it starts with; the old one is collected when it has
 * grown by this share of what lives. Measured by `npm run bench -- snmp`.
 */
const FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=70'] as const;

/** To be called once, before anything is done: V8 reads these flags when it resizes the heap. */
export function boundHeap(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
