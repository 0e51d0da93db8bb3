import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownerOf, Share } from './share.ts';

const devices = Array.from({ length: 3000 }, (_, i) => `snmp 10.1.${i >> 8}.${i & 255}:161`);
const VISIT_MS = 20_000;

/** Members of one group with one clock. */
function group(names: readonly string[]) {
  const clock = { ms: 0 };
  const shares = new Map(
    names.map((name) => [name, new Share({ takeoverMs: 30_000, nowMs: () => clock.ms })] as const),
  );
  return {
    clock,
    tell: (members: readonly string[], to: readonly string[] = members) => {
      for (const name of to) shares.get(name)?.changed(name, members);
    },
    /** By device, who would ask it now. */
    askers: () =>
      devices.map((id) => names.filter((name) => shares.get(name)?.isOurs(id, VISIT_MS) === true)),
  };
}

describe('ownerOf', () => {
  it('spreads devices evenly, and moves only the share of who comes or goes', () => {
    const three = ['a', 'b', 'c'];
    for (const member of three) {
      const share = devices.filter((id) => ownerOf(id, three) === member).length;
      expect(share).toBeGreaterThan(850);
      expect(share).toBeLessThan(1150);
    }
    for (const id of devices) {
      const before = ownerOf(id, three);
      const after = ownerOf(id, ['a', 'b']);
      if (before !== 'c') expect(after).toBe(before);
    }
  });

  it('does not depend on the order of the members', () => {
    const members = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(members, fc.string(), (names, id) => {
        return ownerOf(id, names) === ownerOf(id, names.toReversed());
      }),
    );
  });
});

describe('a shared group', () => {
  it('asks everything at once when it is one', () => {
    const { tell, askers } = group(['a']);
    expect(askers().every((who) => who.length === 0)).toBe(true);
    tell(['a']);
    expect(askers().every((who) => who.join() === 'a')).toBe(true);
  });

  it('hands over when another joins, and nobody asks what the other may still be asking', () => {
    const { clock, tell, askers } = group(['a', 'b']);
    tell(['a']);
    clock.ms = 600_000;
    tell(['a', 'b']);
    // What goes to b is asked by nobody until a visit that a has begun must be over.
    expect(askers().every((who) => who.length <= 1 && !who.includes('b'))).toBe(true);
    clock.ms += VISIT_MS + 5000;
    const after = askers();
    expect(after.every((who) => who.length === 1)).toBe(true);
    expect(after.filter((who) => who[0] === 'b').length).toBeGreaterThan(1300);
  });

  it('takes over from who has gone, after a while', () => {
    const { clock, tell, askers } = group(['a', 'b']);
    tell(['a', 'b']);
    clock.ms = 600_000;
    const before = askers();
    tell(['a'], ['a']);
    expect(askers().map((who) => who.includes('a'))).toEqual(
      before.map((who) => who.includes('a')),
    );
    clock.ms += 30_000;
    expect(askers().every((who) => who.includes('a'))).toBe(true);
  });

  it('does not mind a member that is away for a moment', () => {
    const { clock, tell, askers } = group(['a', 'b']);
    tell(['a', 'b']);
    clock.ms = 600_000;
    const before = askers();
    tell(['a'], ['a']);
    clock.ms += 20_000;
    tell(['a', 'b']);
    expect(askers()).toEqual(before);
    clock.ms += 600_000;
    expect(askers()).toEqual(before);
  });

  it('never has two askers for one device, whoever comes and goes while all hear of it', () => {
    const names = ['a', 'b', 'c', 'd'];
    const event = fc.record({
      members: fc.subarray(names, { minLength: 1 }),
      afterMs: fc.integer({ min: 0, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
        const { clock, tell, askers } = group(names);
        for (const { members, afterMs } of events) {
          // Who leaves has ended: only who is told asks on.
          tell(members);
          clock.ms += afterMs;
          for (const who of askers().slice(0, 100)) {
            if (who.filter((name) => members.includes(name)).length > 1) return false;
          }
        }
        return true;
      }),
      { numRuns: 30 },
    );
  });
});
