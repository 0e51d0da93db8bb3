/** Components: records that are linked, directly or through others, by identifiers they share. */
import { asVotes } from './former.ts';
import type { RuleSet } from './rules.ts';
import type { Party } from './weigh.ts';

/** The schemes by which records find each other; the rest only adds to what was found. */
export function findingSchemes({ rules }: RuleSet): ReadonlySet<string> {
  return new Set(rules.filter(({ finds }) => finds).map(({ scheme }) => scheme));
}

/**
 * Splits parties into components, in the order of their first members. A value that more records
 * hold than `holdersMax` has lost its vote: it links nothing, and the parties come without it.
 */
export function componentsOf(
  parties: readonly Party[],
  rules: RuleSet,
): readonly (readonly Party[])[] {
  const holders = holdersByValue(parties, findingSchemes(rules));
  const crowded = new Set<string>();
  const shared: (readonly number[])[] = [];
  for (const [value, indices] of holders) {
    if (typeof indices === 'number') continue;
    if (indices.length > rules.holdersMax) crowded.add(value);
    else shared.push(indices);
  }
  const voting = crowded.size === 0 ? parties : parties.map((party) => without(party, crowded));
  return unite(voting, shared);
}

/** Positions of the parties that hold a value; a number alone, as nearly all values have one holder. */
function holdersByValue(
  parties: readonly Party[],
  finding: ReadonlySet<string>,
): ReadonlyMap<string, number | number[]> {
  const holders = new Map<string, number | number[]>();
  for (const [index, { votes, former }] of parties.entries()) {
    for (const vote of former === undefined ? votes : [...votes, ...asVotes(former)]) {
      if (!finding.has(vote.scheme)) continue;
      const name = nameOf(vote);
      const others = holders.get(name);
      if (others === undefined) holders.set(name, index);
      else if (typeof others === 'number') {
        // One party may hold a value in two scopes.
        if (others !== index) holders.set(name, [others, index]);
      } else if (others.at(-1) !== index) others.push(index);
    }
  }
  return holders;
}

function without(party: Party, crowded: ReadonlySet<string>): Party {
  const { votes, former, ...rest } = party;
  const isCrowded = (vote: Party['votes'][number]): boolean => crowded.has(nameOf(vote));
  if (!votes.some(isCrowded) && !asVotes(former).some(isCrowded)) return party;
  const left = former?.filter((each) => !asVotes([each]).some(isCrowded));
  return {
    ...rest,
    votes: votes.filter((vote) => !isCrowded(vote)),
    ...(left === undefined ? {} : { former: left }),
  };
}

/** Names a value whatever its scope: what is looked up. */
export function nameOf({ scheme, value }: Party['votes'][number]): string {
  return `${scheme} ${value}`;
}

/** The smaller component goes into the larger one. */
function unite(
  parties: readonly Party[],
  shared: readonly (readonly number[])[],
): readonly (readonly Party[])[] {
  if (shared.length === 0) return parties.map((party) => [party]);
  const components = parties.map((party) => [party]);
  const place = parties.map((_, index) => index);
  const members = parties.map((_, index) => [index]);
  for (const [first = 0, ...rest] of shared) {
    for (const other of rest) {
      const [large = 0, small = 0] = [place[first] ?? first, place[other] ?? other].sort(
        (a, b) => (members[b]?.length ?? 0) - (members[a]?.length ?? 0) || a - b,
      );
      if (large === small) continue;
      for (const index of members[small] ?? []) place[index] = large;
      members[large]?.push(...(members[small] ?? []));
      components[large]?.push(...(components[small] ?? []));
      members[small] = [];
      components[small] = [];
    }
  }
  return components.filter((component) => component.length > 0);
}
