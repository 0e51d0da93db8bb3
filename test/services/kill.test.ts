import { describe, it } from 'vitest';
import { checkKills } from '../faults/kill-check.ts';

/** Long rather than demanding: it needs no service, but some minutes. */
describe('20 times kill -9 of the core during 20,000 observations', () => {
  it('loses nothing acknowledged, counts nothing twice, and leaves the same inventory', async () => {
    await checkKills({ items: 20_000, observers: 6, batchItems: 50, kills: 20, seed: 42 });
  }, 600_000);
});
