import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Held, type Incoming, planRoom, type RoomPlan, type SpoolBounds } from './bounds.ts';

const NOW_MS = 1_000_000;

const kind = fc.constantFrom('observations' as const, 'touches' as const);
const held = fc
  .array(
    fc.record({
      kind,
      bytes: fc.integer({ min: 1, max: 1_000 }),
      ageMs: fc.integer({ min: 0, max: 2_000 }),
      pinned: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((batches): Held[] =>
    batches
      .toSorted((a, b) => b.ageMs - a.ageMs)
      .map(({ ageMs, ...batch }, index) => ({
        ...batch,
        id: `b${String(index).padStart(3, '0')}`,
        spooledAtMs: NOW_MS - ageMs,
      })),
  );
const incoming: fc.Arbitrary<Incoming> = fc.record({
  kind,
  bytes: fc.integer({ min: 1, max: 2_000 }),
  batches: fc.constantFrom(0 as const, 1 as const),
});
const bounds: fc.Arbitrary<SpoolBounds> = fc.record({
  bytes: fc.integer({ min: 1, max: 20_000 }),
  batches: fc.integer({ min: 1, max: 40 }),
  ageMs: fc.integer({ min: 0, max: 2_500 }),
});

function holds(
  says: (plan: RoomPlan, kept: readonly Held[], given: Given) => void,
  runs = 500,
): void {
  fc.assert(
    fc.property(held, incoming, bounds, (batches, next, limits) => {
      const plan = planRoom(batches, next, limits, NOW_MS);
      const gone = new Set([...plan.expired, ...plan.evicted]);
      const kept = batches.filter(({ id }) => !gone.has(id));
      says(plan, kept, { batches, next, limits });
    }),
    { numRuns: runs },
  );
}

interface Given {
  readonly batches: readonly Held[];
  readonly next: Incoming;
  readonly limits: SpoolBounds;
}

const bytesOf = (batches: readonly Held[]) => batches.reduce((sum, { bytes }) => sum + bytes, 0);
const within = (kept: readonly Held[], { next, limits }: Given) =>
  bytesOf(kept) + next.bytes <= limits.bytes && kept.length + next.batches <= limits.batches;

describe('making room in the spool', () => {
  it('keeps within the bounds whenever it says that the incoming fits', () => {
    holds((plan, kept, given) => {
      expect(within(kept, given)).toBe(plan.fits);
    });
  });

  it('never drops a batch that is on its way', () => {
    holds((plan, _kept, { batches }) => {
      const pinned = new Set(batches.filter((batch) => batch.pinned).map(({ id }) => id));
      expect([...plan.expired, ...plan.evicted].filter((id) => pinned.has(id))).toEqual([]);
    });
  });

  it('evicts no observation while a touch could go', () => {
    holds((plan, kept, { batches }) => {
      const observationWent = batches.some(
        (batch) => batch.kind === 'observations' && plan.evicted.includes(batch.id),
      );
      if (observationWent)
        expect(kept.filter((batch) => batch.kind === 'touches' && !batch.pinned)).toEqual([]);
    });
  });

  it('evicts no observation for incoming touches', () => {
    holds((plan, _kept, { batches, next }) => {
      if (next.kind !== 'touches') return;
      const evicted = batches.filter(({ id }) => plan.evicted.includes(id));
      expect(evicted.filter((batch) => batch.kind === 'observations')).toEqual([]);
    });
  });

  it('evicts the oldest of a kind before the newer ones', () => {
    holds((plan, kept, { batches }) => {
      for (const each of ['touches', 'observations'] as const) {
        const evicted = batches.filter((b) => b.kind === each && plan.evicted.includes(b.id));
        const stayed = kept.filter((b) => b.kind === each && !b.pinned);
        const newestEvicted = evicted.at(-1);
        const oldestStayed = stayed[0];
        if (newestEvicted !== undefined && oldestStayed !== undefined)
          expect(newestEvicted.id < oldestStayed.id).toBe(true);
      }
    });
  });

  it('evicts no more than it must', () => {
    holds((plan, kept, given) => {
      const last = given.batches.find(({ id }) => id === plan.evicted.at(-1));
      if (last !== undefined) expect(within([...kept, last], given)).toBe(false);
    });
  });

  it('lets go of all that is past the age bound, and of nothing else for age', () => {
    holds((plan, _kept, { batches, limits }) => {
      const old = batches.filter((b) => !b.pinned && NOW_MS - b.spooledAtMs > limits.ageMs);
      expect(plan.expired).toEqual(old.map(({ id }) => id));
    });
  });

  it('evicts nothing for a batch that cannot fit at all', () => {
    const one: Held = {
      id: 'a',
      kind: 'observations',
      bytes: 10,
      spooledAtMs: NOW_MS,
      pinned: false,
    };
    const plan = planRoom(
      [one],
      { kind: 'observations', bytes: 101, batches: 1 },
      { bytes: 100, batches: 10, ageMs: 1_000 },
      NOW_MS,
    );
    expect(plan).toEqual({ expired: [], evicted: [], fits: false });
  });
});
