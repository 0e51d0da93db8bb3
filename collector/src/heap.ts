/**
 * How far the process lets its garbage grow. Left alone, V8 lets the young generation grow to
 * 128 MB and the old one to four times what lives, for speed that a collector does not need: with a
 * hundred visits under way some 25 MB live, and several times as much would be resident. Visits make
 * little that outlives them, so that collecting the old generation early costs next to nothing
 * (1,000 devices polled twice, 128 at once: 163 MB instead of 182 at the same CPU time, against growing
 * by 70 %).
 */
import { setFlagsFromString } from 'node:v8';

/** What `bin/muster-collector.js` starts Node with: the young generation's halves, in MB. */
export const YOUNG_GENERATION_FLAG = '--max-semi-space-size=4';
/** The old generation is collected when it has grown by this share of what lives. */
const OLD_GENERATION_FLAG = '--heap-growing-percent=40';
/** Without the first: the young generation stays at the size it starts with. */
const FIXED_YOUNG_GENERATION_FLAG = '--semi-space-growth-factor=1';

/** To be called once, early: V8 reads these flags whenever it resizes the heap. */
export function boundHeap(startedWith: readonly string[]): void {
  setFlagsFromString(OLD_GENERATION_FLAG);
  if (!startedWith.some((flag) => flag.startsWith('--max-semi-space-size'))) {
    setFlagsFromString(FIXED_YOUNG_GENERATION_FLAG);
  }
}
