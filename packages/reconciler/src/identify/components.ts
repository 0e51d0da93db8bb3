/** Components: records that are linked, directly or through others, by identifiers they share. */
import type { RuleSet } from './rules.ts';
import type { Party } from './weigh.ts';

/**
 * Splits parties into components, in the order of their first members. A value that more records
 * hold than `holdersMax` has lost its vote and links nothing.
 */
export function componentsOf(
  parties: readonly Party[],
  rules: RuleSet,
): readonly (readonly Party[])[] {
  const finding = new Set(rules.rules.filter(({ finds }) => finds).map(({ scheme }) => scheme));
  const holders = new Map<string, Party[]>();
  for (const party of parties) {
    for (const value of new Set(
      party.votes.filter(({ scheme }) => finding.has(scheme)).map(nameOf),
    )) {
      const others = holders.get(value);
      if (others === undefined) holders.set(value, [party]);
      else others.push(party);
    }
  }
  const component = new Map<Party, Party[]>(parties.map((party) => [party, [party]]));
  for (const [, [first, ...rest]] of holders) {
    if (first === undefined || rest.length >= rules.holdersMax) continue;
    for (const other of rest) unite(component, first, other);
  }
  return [...new Set(parties.map((party) => component.get(party) ?? [party]))];
}

/** Parties without the votes that too many hold: what is shared by all tells nobody apart. */
export function withoutCrowded(parties: readonly Party[], rules: RuleSet): readonly Party[] {
  const counts = new Map<string, number>();
  for (const { votes } of parties) {
    for (const name of new Set(votes.map(nameOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const crowded = new Set(
    [...counts].filter(([, count]) => count > rules.holdersMax).map(([name]) => name),
  );
  if (crowded.size === 0) return parties;
  return parties.map((party) => ({
    ...party,
    votes: party.votes.filter((vote) => !crowded.has(nameOf(vote))),
  }));
}

function nameOf({ scheme, value }: Party['votes'][number]): string {
  return `${scheme} ${value}`;
}

/** The smaller component goes into the larger one. */
function unite(component: Map<Party, Party[]>, one: Party, other: Party): void {
  const [small, large] = [component.get(one) ?? [one], component.get(other) ?? [other]].sort(
    (a, b) => a.length - b.length,
  );
  if (small === undefined || large === undefined || small === large) return;
  for (const party of small) {
    large.push(party);
    component.set(party, large);
  }
}
