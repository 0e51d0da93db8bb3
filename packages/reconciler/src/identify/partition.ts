/**
 * Decides which records are one CI. The answer depends on the records alone, never on the order
 * in which they arrived: strongest evidence first, ties left apart.
 */
import type { RecordKey } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { RuleSet } from './rules.ts';
import { NO_RULINGS, type Rulings, ruledGroups } from './rulings.ts';
import { isCollision, isJoin, type Party, type Weighed, weigh } from './weigh.ts';

/** A group that could as well be joined with either of several that exclude each other. */
export interface Tie {
  readonly group: readonly Party[];
  readonly candidates: readonly { readonly group: readonly Party[]; readonly weighed: Weighed }[];
}

/** What the evidence calls one thing, and what is alive more than once. */
export interface Collision {
  /** Two or more, in the order of their names. */
  readonly groups: readonly (readonly Party[])[];
  /** Of each pair that collides. */
  readonly weighed: readonly Weighed[];
}

export interface Partition {
  readonly groups: readonly (readonly Party[])[];
  readonly ties: readonly Tie[];
  readonly collisions: readonly Collision[];
}

interface Pair {
  readonly a: readonly Party[];
  readonly b: readonly Party[];
  readonly weighed: Weighed;
}

export function partition(
  parties: readonly Party[],
  rules: RuleSet,
  rulings: Rulings = NO_RULINGS,
): Partition {
  let groups = ruledGroups([...parties].sort(compareKeys), rulings);
  const weights = new Map<string, Weighed>();
  const weighOnce = (a: readonly Party[], b: readonly Party[]): Weighed => {
    const key = `${nameOf(a)}|${nameOf(b)}`;
    const known = weights.get(key) ?? weighRuled(a, b, rules, rulings);
    weights.set(key, known);
    return known;
  };
  for (;;) {
    const pairs = pairsOf(groups, rules, weighOnce);
    const ties = tiesOf(pairs, rules, rulings);
    const best = pairs.find(({ a, b }) => !ties.some(({ group }) => group === a || group === b));
    if (best === undefined) {
      return { groups, ties, collisions: collisionsOf(groups, rules, weighOnce) };
    }
    const joined = [...best.a, ...best.b].sort(compareKeys);
    groups = [...groups.filter((group) => group !== best.a && group !== best.b), joined].sort(
      (x, y) => (nameOf(x) < nameOf(y) ? -1 : 1),
    );
  }
}

/** What a person ruled is the last word, also where two would collide. */
function weighRuled(
  a: readonly Party[],
  b: readonly Party[],
  rules: RuleSet,
  rulings: Rulings,
): Weighed {
  const weighed = weigh(a, b, rules);
  const ruling = rulings.apart(a, b);
  if (ruling === undefined) return weighed;
  const { aliveTwice: _, ...rest } = weighed;
  return { ...rest, veto: `never the same: ${formatId('decision', ruling)}` };
}

/** Groups that collide, directly or through others, together. */
function collisionsOf(
  groups: readonly (readonly Party[])[],
  rules: RuleSet,
  weighOnce: (a: readonly Party[], b: readonly Party[]) => Weighed,
): readonly Collision[] {
  const clusters: { readonly groups: Set<readonly Party[]>; readonly weighed: Weighed[] }[] = [];
  for (const [index, a] of groups.entries()) {
    for (const b of groups.slice(index + 1)) {
      const weighed = weighOnce(a, b);
      if (!isCollision(weighed, rules)) continue;
      const [into, ...others] = clusters.filter((each) => each.groups.has(a) || each.groups.has(b));
      const cluster = into ?? { groups: new Set(), weighed: [] };
      if (into === undefined) clusters.push(cluster);
      for (const group of [a, b]) cluster.groups.add(group);
      cluster.weighed.push(weighed);
      for (const other of others) {
        for (const group of other.groups) cluster.groups.add(group);
        cluster.weighed.push(...other.weighed);
        clusters.splice(clusters.indexOf(other), 1);
      }
    }
  }
  return clusters.map((cluster) => ({
    groups: groups.filter((group) => cluster.groups.has(group)),
    weighed: cluster.weighed,
  }));
}

/** Joinable pairs, strongest first, then by name. */
function pairsOf(
  groups: readonly (readonly Party[])[],
  rules: RuleSet,
  weighOnce: (a: readonly Party[], b: readonly Party[]) => Weighed,
): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const [index, a] of groups.entries()) {
    for (const b of groups.slice(index + 1)) {
      const weighed = weighOnce(a, b);
      if (isJoin(weighed, rules)) pairs.push({ a, b, weighed });
    }
  }
  // The sort is stable, and groups are in the order of their names.
  return pairs.sort((x, y) => y.weighed.weight - x.weighed.weight);
}

/**
 * A group ties when its best candidates lie within the margin and joining one would shut another
 * out. Candidates that would all be joined in the end are no tie.
 */
function tiesOf(pairs: readonly Pair[], rules: RuleSet, rulings: Rulings): readonly Tie[] {
  const ties: Tie[] = [];
  const candidatesOf = new Map<readonly Party[], { group: readonly Party[]; weighed: Weighed }[]>();
  for (const { a, b, weighed } of pairs) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      candidatesOf.set(from, [...(candidatesOf.get(from) ?? []), { group: to, weighed }]);
    }
  }
  for (const [group, candidates] of candidatesOf) {
    const [best] = candidates;
    if (best === undefined) continue;
    const rivals = candidates.filter(
      (other) =>
        other !== best &&
        other.weighed.weight >= best.weighed.weight - rules.margin &&
        !isJoin(weighRuled([...group, ...best.group], other.group, rules, rulings), rules),
    );
    if (rivals.length > 0) ties.push({ group, candidates: [best, ...rivals] });
  }
  return ties;
}

/** Names a group among those of one component. */
export function nameOf(group: readonly Party[]): string {
  const [first] = group;
  return first === undefined ? '' : `${first.source} ${first.key} +${group.length}`;
}

function compareKeys(one: RecordKey, other: RecordKey): number {
  if (one.source !== other.source) return one.source < other.source ? -1 : 1;
  if (one.key === other.key) return 0;
  return one.key < other.key ? -1 : 1;
}
