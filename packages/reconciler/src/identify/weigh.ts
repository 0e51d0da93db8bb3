/** Weighs the evidence that two parties (records, or records already joined) are one thing. */
import type { Evidence } from '@muster/facts/inventory';
import type { DeviceClass } from '@muster/facts/observation';
import type { Former, RecordKey, Vote } from '../commit/change-set.ts';
import { formerSelf, ownAddresses } from './former.ts';
import type { IdentityRule, RuleSet, Veto } from './rules.ts';

/** A record as identity sees it. */
export interface Party extends RecordKey {
  readonly recordId: number;
  readonly class?: DeviceClass;
  readonly votes: readonly Vote[];
  readonly former?: readonly Former[];
  /** Between these it was seen; milliseconds since the epoch. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

export interface Weighed {
  readonly weight: number;
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
  /** What forbids the join whatever the weight. */
  readonly veto?: string;
  /** The veto is that both are alive: what would be one identity is there twice. */
  readonly aliveTwice?: true;
  /** Whether one of the agreements is good enough to join on. */
  readonly proven: boolean;
}

/** Symmetric: `weigh(a, b)` and `weigh(b, a)` differ at most in the order of what they say. */
export function weigh(some: readonly Party[], others: readonly Party[], rules: RuleSet): Weighed {
  const pros: Evidence[] = [];
  const contras: Evidence[] = [];
  let proven = false;
  for (const rule of rules.rules) {
    const agreement = agreementOf(rule, some, others, rules);
    if (agreement.evidence !== undefined) {
      pros.push(agreement.evidence);
      proven ||= agreement.proves;
    } else {
      const difference = differenceOf(rule, some, others);
      if (difference !== undefined) contras.push(difference);
    }
  }
  const veto = vetoOf(some, others, rules);
  return {
    weight: sum(pros) - sum(contras),
    for: pros,
    against: contras,
    proven,
    ...(veto === undefined ? {} : { veto: veto.says }),
    ...(veto?.aliveTwice ? { aliveTwice: true as const } : {}),
  };
}

/** Whether the evidence suffices. */
export function isJoin(weighed: Weighed, rules: RuleSet): boolean {
  return weighed.veto === undefined && isEnough(weighed, rules);
}

/** Whether what would have been one CI is alive twice: the evidence suffices, and both are there. */
export function isCollision(weighed: Weighed, rules: RuleSet): boolean {
  return weighed.aliveTwice === true && isEnough(weighed, rules);
}

function isEnough({ proven, weight }: Weighed, rules: RuleSet): boolean {
  return proven && weight >= rules.joinAt;
}

function agreementOf(
  rule: IdentityRule,
  some: readonly Party[],
  others: readonly Party[],
  rules: RuleSet,
): { readonly evidence?: Evidence; readonly proves: boolean } {
  const best = new Map<string, { weight: number; sound: boolean; says: string }>();
  for (const one of votesIn(some, rule)) {
    for (const other of votesIn(others, rule)) {
      if (one.value !== other.value || isAnothers(rule, one, other, rules)) continue;
      const worth = worthOf(rule, one, other);
      if (worth.weight > (best.get(one.value)?.weight ?? 0)) best.set(one.value, worth);
    }
  }
  addFormer(best, rule, some, others);
  addFormer(best, rule, others, some);
  const values = [...best.entries()].sort(
    ([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1),
  );
  const [first] = values;
  if (first === undefined) return { proves: false };
  const further = values
    .slice(1)
    .reduce((total, [, { weight }]) => total + Math.min(weight, rule.another ?? 0), 0);
  const isAll =
    rule.allEqual !== undefined && values.length > 1 && isAllOf(rule, some, others, best);
  const weight = isAll
    ? rule.allEqual
    : Math.min(first[1].weight + further, rule.most ?? first[1].weight);
  const shared = values.length > 1 ? ` (and ${values.length - 1} more${isAll ? ', all' : ''})` : '';
  return {
    proves: first[1].sound || rule.proves === 'suspect',
    evidence: {
      rule: rule.rule,
      weight,
      scheme: rule.scheme,
      value: first[0],
      says: `${first[1].says} ${first[0]}${shared}`,
    },
  };
}

/** Whether neither side has a sound value of the rule that is not among the shared ones. */
function isAllOf(
  rule: IdentityRule,
  some: readonly Party[],
  others: readonly Party[],
  shared: ReadonlyMap<string, { readonly weight: number }>,
): rule is IdentityRule & { readonly allEqual: number } {
  for (const parties of [some, others]) {
    for (const { trust, value } of votesIn(parties, rule)) {
      if (trust === 'sound' && shared.get(value)?.weight !== rule.equal) return false;
    }
  }
  return [...shared.values()].filter(({ weight }) => weight === rule.equal).length > 1;
}

/** An address that one side stated until after the other was seen last, and the other states. */
function addFormer(
  best: Map<string, { weight: number; sound: boolean; says: string }>,
  { scheme, scope = '', former: weight }: IdentityRule,
  some: readonly Party[],
  others: readonly Party[],
): void {
  if (weight === undefined) return;
  for (const { former = [] } of some) {
    for (const { scheme: of, value, scope: its, until } of former) {
      if (of !== undefined || its !== scope || best.has(value)) continue;
      const isShared = others.some(
        ({ lastSeenAt, votes }) =>
          lastSeenAt <= until &&
          votes.some((vote) => vote.scheme === scheme && vote.value === value),
      );
      if (!isShared) continue;
      best.set(value, { weight, sound: true, says: 'one stated, and the other states,' });
    }
  }
}

/** Whether both state it in a scope for which its scheme has a rule of its own. */
function isAnothers(rule: IdentityRule, one: Vote, other: Vote, { rules }: RuleSet): boolean {
  if (rule.scope !== undefined || one.scope === '' || one.scope !== other.scope) return false;
  return rules.some(({ scheme, scope }) => scheme === rule.scheme && scope === one.scope);
}

function worthOf(rule: IdentityRule, one: Vote, other: Vote) {
  if (one.trust === 'suspect' || other.trust === 'suspect') {
    const scoped = one.scope === other.scope || one.scope === '' || other.scope === '';
    return { weight: scoped ? rule.suspect : 0, sound: false, says: 'both state the suspect' };
  }
  if (one.scope === other.scope) {
    return one.scope === '' && rule.unscoped !== undefined
      ? { weight: rule.unscoped, sound: true, says: 'both state, without a maker,' }
      : { weight: rule.equal, sound: true, says: 'both state' };
  }
  const halfScoped = one.scope === '' || other.scope === '';
  return {
    weight: halfScoped ? (rule.unscoped ?? 0) : 0,
    sound: true,
    says: 'both state, one without a maker,',
  };
}

function differenceOf(
  rule: IdentityRule,
  some: readonly Party[],
  others: readonly Party[],
): Evidence | undefined {
  if (rule.differs === undefined) return undefined;
  const counts = ({ trust }: Vote): boolean => trust === 'sound' || rule.proves === 'suspect';
  for (const one of votesIn(some, rule)) {
    if (!counts(one)) continue;
    for (const other of votesIn(others, rule)) {
      if (!counts(other) || one.scope !== other.scope) continue;
      return {
        rule: rule.rule,
        weight: rule.differs,
        scheme: rule.scheme,
        value: one.value,
        says: `one states ${one.value}, the other ${other.value}`,
      };
    }
  }
  return undefined;
}

function* votesIn(
  parties: readonly Party[],
  { scheme, scope }: Pick<IdentityRule, 'scheme' | 'scope'>,
): Generator<Vote> {
  for (const { votes } of parties) {
    for (const vote of votes) {
      if (vote.scheme === scheme && (scope === undefined || vote.scope === scope)) yield vote;
    }
  }
}

interface Forbidden {
  readonly says: string;
  readonly aliveTwice?: true;
}

/** A veto by kind first: two things that are alive are no collision where they were never one. */
function vetoOf(
  some: readonly Party[],
  others: readonly Party[],
  rules: RuleSet,
): Forbidden | undefined {
  let alive: Forbidden | undefined;
  const changed = [...some, ...others].find(({ former }) => formerSelf(former) !== undefined);
  if (changed !== undefined) {
    return { says: `${changed.key} was about another maker's device before: a person decides` };
  }
  for (const veto of rules.vetoes) {
    for (const one of some) {
      for (const other of others) {
        const said = sayVeto(veto, one, other);
        if (said !== undefined && !said.aliveTwice) return said;
        alive ??= said;
      }
    }
  }
  return alive;
}

function sayVeto(veto: Veto, one: Party, other: Party): Forbidden | undefined {
  switch (veto.veto) {
    case 'class':
      return classVeto(veto.apart, one, other);
    case 'siblings':
      return siblingVeto(one, other);
    case 'alive-twice':
      return isAliveTwice(veto, one, other)
        ? {
            says: `${one.key} and ${other.key} are both alive, and no address is in both`,
            aliveTwice: true,
          }
        : undefined;
  }
}

type AliveTwice = Extract<Veto, { veto: 'alive-twice' }>;

function isAliveTwice(veto: AliveTwice, one: Party, other: Party): boolean {
  return mayBeAliveTwice(veto, one, other) && isInterleaved(veto, one, other);
}

/** Whether it only takes another sign of life to show that they are two. */
export function mayBeAliveTwice({ sources }: AliveTwice, one: Party, other: Party): boolean {
  if (one.source !== other.source || one.key === other.key) return false;
  if (!sources.includes(one.source)) return false;
  const addresses = new Set(ownAddresses(one.votes).map(({ value }) => value));
  if (addresses.size === 0) return false;
  const others = ownAddresses(other.votes);
  return others.length > 0 && !others.some(({ value }) => addresses.has(value));
}

/** Each was seen after the other had appeared. Intervals only grow, so this never ends. */
function isInterleaved({ skewMinutes }: AliveTwice, one: Party, other: Party): boolean {
  const skewMs = skewMinutes * 60_000;
  return (
    one.firstSeenAt + skewMs <= other.lastSeenAt && other.firstSeenAt + skewMs <= one.lastSeenAt
  );
}

function classVeto(apart: readonly DeviceClass[], one: Party, other: Party): Forbidden | undefined {
  if (one.class === undefined || other.class === undefined || one.class === other.class) {
    return undefined;
  }
  return apart.includes(one.class) || apart.includes(other.class)
    ? { says: `a ${one.class} is not a ${other.class}` }
    : undefined;
}

function siblingVeto(one: Party, other: Party): Forbidden | undefined {
  if (one.source !== other.source || one.key === other.key) return undefined;
  const cut = one.key.lastIndexOf('#');
  return cut > 0 && other.key.startsWith(one.key.slice(0, cut + 1))
    ? { says: `${one.key} and ${other.key} are two parts of one subject` }
    : undefined;
}

function sum(evidence: readonly Evidence[]): number {
  return evidence.reduce((total, { weight }) => total + weight, 0);
}
