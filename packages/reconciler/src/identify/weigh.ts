/** Weighs the evidence that two parties (records, or records already joined) are one thing. */
import type { Evidence } from '@muster/facts/inventory';
import type { DeviceClass } from '@muster/facts/observation';
import type { RecordKey, Vote } from '../commit/change-set.ts';
import type { IdentityRule, RuleSet } from './rules.ts';

/** A record as identity sees it. */
export interface Party extends RecordKey {
  readonly recordId: number;
  readonly class?: DeviceClass;
  readonly votes: readonly Vote[];
}

export interface Weighed {
  readonly weight: number;
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
  /** What forbids the join whatever the weight. */
  readonly veto?: string;
  /** Whether one of the agreements is good enough to join on. */
  readonly proven: boolean;
}

/** Symmetric: `weigh(a, b)` and `weigh(b, a)` differ at most in the order of what they say. */
export function weigh(some: readonly Party[], others: readonly Party[], rules: RuleSet): Weighed {
  const pros: Evidence[] = [];
  const contras: Evidence[] = [];
  let proven = false;
  for (const rule of rules.rules) {
    const agreement = agreementOf(rule, some, others);
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
    ...(veto === undefined ? {} : { veto }),
  };
}

/** Whether the evidence suffices. */
export function isJoin(weighed: Weighed, rules: RuleSet): boolean {
  return weighed.veto === undefined && weighed.proven && weighed.weight >= rules.joinAt;
}

function agreementOf(
  rule: IdentityRule,
  some: readonly Party[],
  others: readonly Party[],
): { readonly evidence?: Evidence; readonly proves: boolean } {
  const best = new Map<string, { weight: number; sound: boolean; says: string }>();
  for (const one of votesIn(some, rule.scheme)) {
    for (const other of votesIn(others, rule.scheme)) {
      if (one.value !== other.value) continue;
      const worth = worthOf(rule, one, other);
      if (worth.weight > (best.get(one.value)?.weight ?? 0)) best.set(one.value, worth);
    }
  }
  const values = [...best.entries()].sort(
    ([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1),
  );
  const [first] = values;
  if (first === undefined) return { proves: false };
  const further = values
    .slice(1)
    .reduce((total, [, { weight }]) => total + Math.min(weight, rule.another ?? 0), 0);
  const weight = Math.min(first[1].weight + further, rule.most ?? first[1].weight);
  const shared = values.length > 1 ? ` (and ${values.length - 1} more)` : '';
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
  for (const one of votesIn(some, rule.scheme)) {
    if (one.trust !== 'sound') continue;
    for (const other of votesIn(others, rule.scheme)) {
      if (other.trust !== 'sound' || one.scope !== other.scope) continue;
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

function* votesIn(parties: readonly Party[], scheme: Vote['scheme']): Generator<Vote> {
  for (const { votes } of parties) {
    for (const vote of votes) if (vote.scheme === scheme) yield vote;
  }
}

function vetoOf(
  some: readonly Party[],
  others: readonly Party[],
  rules: RuleSet,
): string | undefined {
  for (const veto of rules.vetoes) {
    for (const one of some) {
      for (const other of others) {
        const said =
          veto.veto === 'class' ? classVeto(veto.apart, one, other) : siblingVeto(one, other);
        if (said !== undefined) return said;
      }
    }
  }
  return undefined;
}

function classVeto(apart: readonly DeviceClass[], one: Party, other: Party): string | undefined {
  if (one.class === undefined || other.class === undefined || one.class === other.class) {
    return undefined;
  }
  return apart.includes(one.class) || apart.includes(other.class)
    ? `a ${one.class} is not a ${other.class}`
    : undefined;
}

function siblingVeto(one: Party, other: Party): string | undefined {
  if (one.source !== other.source || one.key === other.key) return undefined;
  const cut = one.key.lastIndexOf('#');
  return cut > 0 && other.key.startsWith(one.key.slice(0, cut + 1))
    ? `${one.key} and ${other.key} are two parts of one subject`
    : undefined;
}

function sum(evidence: readonly Evidence[]): number {
  return evidence.reduce((total, { weight }) => total + weight, 0);
}
