/**
 * Recognizing a family: rules indexed by the arcs of sysObjectID, weighed, and explained. Pure: the
 * caller fetches the probes that `probesFor` names.
 */
import type { Answers } from './agent.ts';
import type { Family, MatchRule, ProbeRule } from './family.ts';
import { type MakerOf, makersOf } from './makers.ts';
import { type CompiledPattern, compilePattern } from './pattern.ts';
import { textOf } from './value.ts';

/** The system group (RFC 3418), as far as it tells families apart. */
export interface SystemGroup {
  readonly sysDescr?: string;
  readonly sysObjectID?: string;
}

export interface Match {
  readonly family: Family;
  readonly score: number;
  /** What matched holds for others too. */
  readonly isWeak: boolean;
  /** Each thing that spoke for it. */
  readonly reasons: readonly string[];
}

/** Families ready to be matched. */
export interface FamilyIndex {
  readonly families: readonly Family[];
  readonly match: (system: SystemGroup, probed?: Answers) => readonly Match[];
  /** The objects that rules ask for whose other conditions hold. */
  readonly probesFor: (system: SystemGroup) => readonly string[];
  /** Who made it, where no family needs to be recognized for that. */
  readonly makerOf: MakerOf;
}

/**
 * Each arc says more; seven of them name the maker. A text in sysDescr counts like some arcs, a
 * probed object more, since someone looked for it.
 */
const WEIGHT = { oid: 30, arc: 4, descr: 20, probe: 40, weak: -200 } as const;
const MAKER_ARCS = 7;
const TEXT_WEIGHT_MAX = 12;

/** Throws on a pattern that `compilePattern` refuses: `problemsOf` finds those first. */
export function compileFamilies(families: readonly Family[]): FamilyIndex {
  const byPrefix = new Map<string, Rule[]>();
  const loose: Rule[] = [];
  for (const family of families) {
    for (const rule of family.match) {
      const compiled = compileRule(family, rule);
      for (const prefix of rule.oid ?? []) {
        const rules = byPrefix.get(prefix) ?? [];
        rules.push(compiled);
        byPrefix.set(prefix, rules);
      }
      if (rule.oid === undefined) loose.push(compiled);
    }
  }
  const candidatesFor = (
    system: SystemGroup,
    isMeant: (rule: Rule) => boolean,
  ): readonly RuleAt[] => {
    const found: RuleAt[] = [];
    for (const prefix of prefixesOf(system.sysObjectID)) {
      for (const rule of byPrefix.get(prefix) ?? []) {
        if (isMeant(rule) && holds(rule, system)) found.push({ rule, prefix });
      }
    }
    for (const rule of loose) if (isMeant(rule) && holds(rule, system)) found.push({ rule });
    return found;
  };
  return {
    families,
    makerOf: makersOf(families),
    match: (system, probed) =>
      matchAll(
        candidatesFor(system, (rule) => isAnswered(rule, probed)),
        system,
      ),
    probesFor: (system) => [
      ...new Set(
        candidatesFor(system, ({ probes }) => probes.length > 0).flatMap(({ rule }) =>
          rule.probes.map(({ oid }) => oid),
        ),
      ),
    ],
  };
}

interface Rule {
  readonly family: Family;
  readonly rule: MatchRule;
  readonly descr: readonly string[] | undefined;
  readonly exceptDescr: readonly string[];
  readonly pattern: ((text: string) => boolean) | undefined;
  readonly probes: readonly Probe[];
}

/** A rule where it was found: below which of its OIDs. */
interface RuleAt {
  readonly rule: Rule;
  readonly prefix?: string;
}

interface Probe {
  readonly oid: string;
  readonly holds: (value: string | undefined) => boolean;
}

function compileRule(family: Family, rule: MatchRule): Rule {
  return {
    family,
    rule,
    descr: rule.descr?.map(squeeze),
    exceptDescr: rule.exceptDescr?.map(squeeze) ?? [],
    pattern: rule.descrPattern === undefined ? undefined : patternOf(family, rule.descrPattern),
    probes: rule.probe?.map((probe) => compileProbe(family, probe)) ?? [],
  };
}

function compileProbe(family: Family, probe: ProbeRule): Probe {
  const { is, equals, starts, contains, pattern } = probe;
  const matches = pattern === undefined ? undefined : patternOf(family, pattern);
  return {
    oid: probe.oid,
    holds: (value) => {
      if (is === 'missing') return value === undefined;
      if (value === undefined) return false;
      return (
        (equals?.includes(value) ?? true) &&
        (starts?.some((text) => value.startsWith(text)) ?? true) &&
        (contains?.some((text) => value.includes(text)) ?? true) &&
        (matches === undefined || matches(value))
      );
    },
  };
}

function patternOf(family: Family, source: string): (text: string) => boolean {
  const compiled: CompiledPattern = compilePattern(source);
  if (compiled.kind === 'refused') {
    throw new Error(`family ${family.id}: the pattern ${source} is refused: ${compiled.why}`);
  }
  return compiled.test;
}

function matchAll(candidates: readonly RuleAt[], system: SystemGroup): readonly Match[] {
  const best = new Map<string, Match>();
  for (const { rule, prefix } of candidates) {
    const weighed = weigh(rule, prefix, system);
    const reasons = [...weighed.reasons];
    let { score } = weighed;
    if (rule.probes.length > 0) {
      score += WEIGHT.probe;
      reasons.push(
        `the object ${rule.probes.map(({ oid }) => oid).join(', ')} answers as expected`,
      );
    }
    const { family } = rule;
    const isWeak = family.generic === true || rule.rule.weak === true;
    score += (family.priority ?? 0) + (isWeak ? WEIGHT.weak : 0);
    const before = best.get(family.id);
    if (before === undefined || before.score < score)
      best.set(family.id, { family, score, isWeak, reasons });
  }
  return [...best.values()].sort(
    (a, b) => b.score - a.score || (a.family.id < b.family.id ? -1 : 1),
  );
}

/**
 * Whether nothing speaks against a rule, apart from its probes. Every visit asks some hundred of them,
 * and nearly all say no.
 */
function holds(
  { rule, descr, exceptDescr, pattern }: Rule,
  { sysDescr = '', sysObjectID = '' }: SystemGroup,
): boolean {
  if (descr !== undefined && !includesAny(sysDescr, descr)) return false;
  if (includesAny(sysDescr, exceptDescr)) return false;
  if (rule.exceptOid?.some((oid) => isAtOrBelow(sysObjectID, oid))) return false;
  return pattern === undefined || pattern(sysDescr);
}

/** Whether every probe of the rule, where it has any, answers as expected. */
function isAnswered({ probes }: Rule, probed: Answers | undefined): boolean {
  if (probes.length === 0) return true;
  return probed !== undefined && probes.every((p) => p.holds(textOf(probed.get(p.oid))));
}

function includesAny(text: string, parts: readonly string[]): boolean {
  for (const part of parts) if (text.includes(part)) return true;
  return false;
}

/** What speaks for a rule that holds. */
function weigh(
  rule: Rule,
  prefix: string | undefined,
  { sysDescr = '' }: SystemGroup,
): { score: number; reasons: readonly string[] } {
  const reasons: string[] = [];
  let score = 0;
  if (prefix !== undefined) {
    score += WEIGHT.oid + WEIGHT.arc * (prefix.split('.').length - MAKER_ARCS);
    reasons.push(`sysObjectID is at or below ${prefix}`);
  }
  const [longest] =
    rule.descr?.filter((text) => sysDescr.includes(text)).sort((a, b) => b.length - a.length) ?? [];
  if (longest !== undefined) {
    score += WEIGHT.descr + Math.min(TEXT_WEIGHT_MAX, longest.length);
    reasons.push(`sysDescr contains "${longest}"`);
  }
  if (rule.pattern !== undefined) {
    score += WEIGHT.descr + TEXT_WEIGHT_MAX / 2;
    reasons.push(`sysDescr matches ${rule.rule.descrPattern}`);
  }
  return { score, reasons };
}

function isAtOrBelow(oid: string, prefix: string): boolean {
  return oid === prefix || (oid.startsWith(prefix) && oid[prefix.length] === '.');
}

/** The OID itself and everything above it, longest first. */
function prefixesOf(oid: string | undefined): string[] {
  const prefixes: string[] = [];
  for (let at = oid ?? ''; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    prefixes.push(at);
  }
  return prefixes;
}

function squeeze(text: string): string {
  return text.replace(/ {2,}/g, ' ');
}
