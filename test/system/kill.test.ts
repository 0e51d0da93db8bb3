import { describe, it } from 'vitest';
import { checkKills } from '../faults/kill-check.ts';

describe('kill -9 of the core during a stream', () => {
  it('loses nothing acknowledged, counts nothing twice, and leaves the same inventory', async () => {
    await checkKills({ items: 2_000, observers: 4, batchItems: 20, kills: 3, seed: 20_261_121 });
  }, 90_000);
});
