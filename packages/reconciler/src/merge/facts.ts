/** The merge in full: every attribute of a CI, the winner and beside it what was rejected. */
import type { Fact, FactValue } from '@muster/facts/inventory';
import type { Claims } from './claims.ts';
import { type Claimant, type Ranks, rankClaimants } from './ranks.ts';

export interface FullClaimant extends Claimant {
  readonly recordId: string;
  readonly profile: string;
  readonly observedAt: string;
  readonly claims: Claims;
}

/** Attributes in alphabetical order. */
export function mergeFacts(claimants: readonly FullClaimant[], ranks: Ranks): readonly Fact[] {
  const attributes = new Set(claimants.flatMap(({ claims }) => [...claims.keys()]));
  return [...attributes].sort().flatMap((attribute) => {
    const claiming = claimants.filter(({ claims }) => claims.has(attribute));
    const values = rankClaimants(ranks, attribute, claiming).flatMap((claimant) => {
      const value = claimant.claims.get(attribute);
      return value === undefined ? [] : [factOf(claimant, value)];
    });
    const [winner, ...others] = values;
    if (winner === undefined) return [];
    // Another source that says the same confirms; it was not rejected.
    const rejected = others.filter(({ value }) => value !== winner.value);
    return [{ attribute, ...winner, rejected }];
  });
}

function factOf(claimant: FullClaimant, value: FactValue['value']): FactValue {
  const { source, profile, recordId, observedAt } = claimant;
  return { value, source, profile, recordId, observedAt };
}
