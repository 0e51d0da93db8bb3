import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vote } from '../commit/change-set.ts';
import { componentsOf } from './components.ts';
import { type Partition, partition } from './partition.ts';
import { parseRules } from './rules.ts';
import type { Party } from './weigh.ts';

const rules = parseRules();

function party(number: number, ...votes: readonly (readonly [Vote['scheme'], string])[]): Party {
  return {
    recordId: number,
    firstSeenAt: 0,
    lastSeenAt: 0,
    source: 'agent',
    key: `agent-${number}`,
    votes: votes.map(([scheme, value]) => ({
      scheme,
      value,
      scope: scheme.startsWith('serial.') ? 'dell' : '',
      trust: scheme === 'hostname' ? 'suspect' : 'sound',
    })),
  };
}

function idsOf({ groups }: Pick<Partition, 'groups'>): readonly (readonly number[])[] {
  return groups.map((group) => group.map(({ recordId }) => recordId));
}

describe('partition', () => {
  it('joins through a record that shares an address with each of two others', () => {
    // Two leases, and the host that has both cards.
    const parties = [
      party(1, ['mac', 'm1']),
      party(2, ['mac', 'm2']),
      party(3, ['mac', 'm1'], ['mac', 'm2']),
    ];
    expect(partition(parties, rules)).toMatchObject({ ties: [] });
    expect(idsOf(partition(parties, rules))).toEqual([[1, 2, 3]]);
  });

  it('joins with neither of two that exclude each other, and says so', () => {
    const parties = [
      party(1, ['serial.system', 'A1'], ['mac', 'm']),
      party(2, ['serial.system', 'A2'], ['mac', 'm']),
      party(3, ['mac', 'm']),
    ];
    const { ties, groups } = partition(parties, rules);
    expect(idsOf({ groups })).toEqual([[1], [2], [3]]);
    expect(ties).toHaveLength(1);
    expect(ties[0]?.group.map(({ recordId }) => recordId)).toEqual([3]);
    expect(ties[0]?.candidates.map(({ group }) => group[0]?.recordId)).toEqual([1, 2]);
  });

  it('joins the clearly stronger of two that exclude each other', () => {
    const parties = [
      party(1, ['serial.system', 'A1'], ['mac', 'm']),
      party(2, ['serial.system', 'A2'], ['mac', 'm']),
      party(3, ['serial.system', 'A1'], ['mac', 'm']),
    ];
    expect(idsOf(partition(parties, rules))).toEqual([[1, 3], [2]]);
  });

  const value = fc.constantFrom('1', '2', '3');
  const scheme = fc.constantFrom<Vote['scheme'][]>(
    'serial.system',
    'smbios-uuid',
    'mac',
    'hostname',
  );
  const parties = fc
    .array(fc.uniqueArray(fc.tuple(scheme, value), { maxLength: 4, selector: String }), {
      minLength: 1,
      maxLength: 7,
    })
    .map((all) => all.map((votes, index) => party(index + 1, ...votes)));

  it('depends on the records alone, not on their order', () => {
    fc.assert(
      fc.property(
        parties.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const some = partition(all, rules);
          const others = partition(shuffled, rules);
          expect(idsOf(others)).toEqual(idsOf(some));
          expect(others.ties.length).toBe(some.ties.length);
        },
      ),
    );
  });

  it('puts every record into exactly one group', () => {
    fc.assert(
      fc.property(parties, (all) => {
        const ids = idsOf(partition(all, rules)).flat();
        expect(ids.toSorted()).toEqual(all.map(({ recordId }) => recordId).toSorted());
      }),
    );
  });
});

describe('componentsOf', () => {
  it('keeps apart what shares nothing but a name', () => {
    const parties = [party(1, ['hostname', 'h'], ['mac', 'm1']), party(2, ['hostname', 'h'])];
    expect(componentsOf(parties, rules).components).toHaveLength(2);
  });

  it('links through others', () => {
    const parties = [
      party(1, ['mac', 'm1']),
      party(2, ['mac', 'm2']),
      party(3, ['mac', 'm3']),
      party(4, ['mac', 'm1'], ['mac', 'm2']),
    ];
    expect(
      componentsOf(parties, rules).components.map((each) =>
        each.map(({ recordId }) => recordId).toSorted(),
      ),
    ).toEqual([[1, 2, 4], [3]]);
  });

  it('takes the vote from a value that more records hold than the rules allow', () => {
    const few = { ...rules, holdersMax: 2 };
    const shared = [1, 2, 3].map((number) =>
      party(number, ['mac', 'dock'], ['serial.system', `S${number}`]),
    );
    const { components, crowds } = componentsOf(shared, few);
    const [first] = components;
    expect(components).toHaveLength(3);
    expect([...crowds.keys()]).toEqual(['mac dock']);
    expect(first?.[0]?.votes.map(({ value }) => value)).toEqual(['S1']);
    expect(componentsOf(shared.slice(0, 2), few).components).toHaveLength(1);
  });
});
