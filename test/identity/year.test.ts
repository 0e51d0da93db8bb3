import { expect, it } from 'vitest';
import { measureAccuracy } from './accuracy.ts';
import { RATES } from './rates.ts';
import { runYear } from './run-year.ts';

/** Small, and with more of everything that is hard than there is; what is typed wrong is never joined. */
const HARD = {
  ...RATES,
  devices: 250,
  vm: 0.25,
  cloned: 0.04,
  hostSerial: 0.1,
  whitebox: 0.5,
  reimaged: 0.3,
  wiped: 0.15,
  boardSwapped: 0.05,
  nicMoved: 0.03,
  redfishDiffers: 0.2,
  moduleSerial: 0.15,
  mistyped: 0,
};

it.each([3, 8])(
  'puts a hard year together: nothing wrong, next to nothing apart (seed %i)',
  async (seed) => {
    const { placed, queued, things } = await runYear(seed, HARD);
    const { recall, ...accuracy } = measureAccuracy(placed);
    expect(accuracy).toEqual({ precision: 1, wrongJoinsPer10k: 0 });
    expect(recall).toBeGreaterThan(0.995);
    // The clones, and no more.
    expect(queued / things).toBeLessThan(HARD.cloned * HARD.vm * 2);
  },
  60_000,
);
