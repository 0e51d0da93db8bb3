/** Components: records that are linked, directly or through others, by identifiers they share. */

import { asVotes } from './former.ts';
import type { RuleSet } from './rules.ts';
import { NO_RULINGS, type Rulings } from './rulings.ts';
import { type Crowd, crowdOf } from './shared.ts';
import type { Party } from './weigh.ts';

/** The schemes by which records find each other; the rest only adds to what was found. */
export function findingSchemes({ rules }: RuleSet): ReadonlySet<string> {
  return new Set(rules.filter(({ finds }) => finds).map(({ scheme }) => scheme));
}

export interface Components {
  readonly components: readonly (readonly Party[])[];
  /** Values that lost their vote among these parties, by name. */
  readonly crowds: ReadonlyMap<string, Crowd>;
}

/**
 * Splits parties into components, in the order of their first members. A value that too many hold
 * (`identify/shared.ts`), or that people say is shared, has lost its vote: it links nothing, and the
 * parties come without it. Records that people ruled to be one thing are linked whatever they state.
 *
 * @param shared names of values that people say are shared
 */
export function componentsOf(
  parties: readonly Party[],
  rules: RuleSet,
  {
    shared = new Set(),
    rulings = NO_RULINGS,
  }: { readonly shared?: ReadonlySet<string>; readonly rulings?: Rulings } = {},
): Components {
  const finding = findingSchemes(rules);
  const holders = holdersByValue(parties, finding);
  const crowds = new Map<string, Crowd>();
  const mute = new Set(shared);
  const linked: (readonly number[])[] = [];
  for (const [value, indices] of holders) {
    if (typeof indices === 'number' || shared.has(value)) continue;
    const crowd =
      indices.length > Math.min(rules.devicesMax, rules.holdersMax)
        ? crowdOf(
            value,
            indices.flatMap((index) => parties[index] ?? []),
            finding,
            rules,
          )
        : undefined;
    if (crowd === undefined) linked.push(indices);
    else {
      crowds.set(value, crowd);
      mute.add(value);
    }
  }
  if (rulings.together.length > 0) {
    const place = new Map(parties.map(({ recordId }, index) => [recordId, index]));
    for (const ids of rulings.together) linked.push(ids.flatMap((id) => place.get(id) ?? []));
  }
  const voting = mute.size === 0 ? parties : parties.map((party) => without(party, mute));
  return { components: unite(voting, linked), crowds };
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

function without(party: Party, mute: ReadonlySet<string>): Party {
  const { votes, former, ...rest } = party;
  const isMute = (vote: Party['votes'][number]): boolean => mute.has(nameOf(vote));
  if (!votes.some(isMute) && !asVotes(former).some(isMute)) return party;
  const left = former?.filter((each) => !asVotes([each]).some(isMute));
  return {
    ...rest,
    votes: votes.filter((vote) => !isMute(vote)),
    ...(left === undefined ? {} : { former: left }),
  };
}

/** Names a value whatever its scope: what is looked up. */
export function nameOf({
  scheme,
  value,
}: Pick<Party['votes'][number], 'scheme' | 'value'>): string {
  return `${scheme} ${value}`;
}

/** The smaller component goes into the larger one. */
function unite(
  parties: readonly Party[],
  linked: readonly (readonly number[])[],
): readonly (readonly Party[])[] {
  if (linked.length === 0) return parties.map((party) => [party]);
  const components = parties.map((party) => [party]);
  const place = parties.map((_, index) => index);
  const members = parties.map((_, index) => [index]);
  for (const [first = 0, ...rest] of linked) {
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
