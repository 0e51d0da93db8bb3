/** The merge in full: every attribute of a CI, the winner and beside it what was rejected. */
import type { Fact, FactValue, LockView } from '@muster/facts/inventory';
import type { Claims } from './claims.ts';
import { type Claimant, type Ranks, rankClaimants } from './ranks.ts';

export interface FullClaimant extends Claimant {
  readonly recordId: string;
  readonly profile: string;
  readonly observedAt: string;
  readonly claims: Claims;
}

/** Attributes in alphabetical order. */
export function mergeFacts(
  claimants: readonly FullClaimant[],
  ranks: Ranks,
  locks: readonly LockView[] = [],
): readonly Fact[] {
  const held = new Map(locks.map((lock) => [lock.attribute, lock]));
  const attributes = new Set(claimants.flatMap(({ claims }) => [...claims.keys()]));
  for (const attribute of held.keys()) attributes.add(attribute);
  return [...attributes].sort().flatMap((attribute) => {
    const claiming = claimants.filter(({ claims }) => claims.has(attribute));
    const values = rankClaimants(ranks, attribute, claiming).flatMap((claimant) => {
      const value = claimant.claims.get(attribute);
      return value === undefined ? [] : [factOf(claimant, value)];
    });
    const lock = held.get(attribute);
    if (lock !== undefined) return [lockedFact(lock, values)];
    const [winner, ...others] = values;
    if (winner === undefined) return [];
    // Another source that says the same confirms; it was not rejected.
    const rejected = others.filter(({ value }) => value !== winner.value);
    return [{ attribute, ...winner, rejected }];
  });
}

/** A person's word goes before any source's; what the sources say is kept beside it. */
function lockedFact(lock: LockView, values: readonly FactValue[]): Fact {
  const { attribute, value, id, at } = lock;
  const rejected = values.filter((each) => String(each.value) !== value);
  return {
    attribute,
    value,
    source: 'person',
    profile: 'lock',
    recordId: id,
    observedAt: at,
    lock,
    rejected,
  };
}

function factOf(claimant: FullClaimant, value: FactValue['value']): FactValue {
  const { source, profile, recordId, observedAt } = claimant;
  return { value, source, profile, recordId, observedAt };
}
