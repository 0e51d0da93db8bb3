/** Which policy applies to what: the first rule that fits and speaks of the kind of finding. */
import type { DeviceClass, RiskTier } from '@muster/facts/observation';
import { normalizeVendor } from '@muster/facts/vendor';
import { isInNetwork, parseNetwork } from './network.ts';
import type { Charges, Match, Policies, PolicyRule } from './policies.ts';

/** What of a device or an asset record rules look at. */
export interface PolicySubject {
  readonly class?: DeviceClass;
  readonly vendor?: string;
  readonly model?: string;
  readonly riskTier?: RiskTier;
  /** As sources and the asset record say. */
  readonly sites?: readonly string[];
  /** Names of segments, and "vlan 20". */
  readonly segments?: readonly string[];
  readonly addresses?: readonly string[];
}

export interface Fitting<K extends keyof Charges> {
  readonly charge: Exclude<Charges[K], false>;
  /** Its name, for people. */
  readonly rule?: string;
}

/** @returns `undefined`: no finding of this kind is to be opened */
export function policyOf<K extends keyof Charges>(
  { rules }: Policies,
  kind: K,
  subject: PolicySubject,
): Fitting<K> | undefined {
  for (const rule of rules) {
    // Each kind has its own charge, which the compiler does not see through the generic.
    const charge = rule[kind] as Charges[K] | undefined;
    if (charge === undefined || !fits(rule.match, subject)) continue;
    if (charge === false) return undefined;
    return {
      charge: charge as Exclude<Charges[K], false>,
      ...(rule.name === undefined ? {} : { rule: rule.name }),
    };
  }
  return undefined;
}

/** As a source states it, else as the first rule that fits assigns it. */
export function withRiskTier({ rules }: Policies, subject: PolicySubject): PolicySubject {
  if (subject.riskTier !== undefined) return subject;
  const assigning = rules.find(
    (rule): rule is PolicyRule & { riskTier: RiskTier } =>
      rule.riskTier !== undefined && fits(rule.match, subject),
  );
  return assigning === undefined ? subject : { ...subject, riskTier: assigning.riskTier };
}

export function fits(match: Match | undefined, subject: PolicySubject): boolean {
  if (match === undefined) return true;
  const { class: classes, riskTier, vendor, model, site, segment } = match;
  if (classes !== undefined && !(subject.class && classes.includes(subject.class))) return false;
  if (riskTier !== undefined && !(subject.riskTier && riskTier.includes(subject.riskTier))) {
    return false;
  }
  if (vendor !== undefined && !isVendor(vendor, subject.vendor)) return false;
  if (model !== undefined && !like(model, subject.model)) return false;
  if (site !== undefined && !(subject.sites ?? []).some((each) => like(site, each))) return false;
  return segment === undefined || segment.some((each) => isInSegment(each, subject));
}

function isVendor(patterns: readonly string[], vendor: string | undefined): boolean {
  if (vendor === undefined) return false;
  const canonical = normalizeVendor(vendor);
  return like(patterns, vendor) || patterns.some((each) => normalizeVendor(each) === canonical);
}

/** Whether a device is in a segment as policies and people name it. */
export function isInSegment(
  segment: string,
  { segments = [], addresses = [] }: Pick<PolicySubject, 'segments' | 'addresses'>,
): boolean {
  const network = parseNetwork(segment);
  if (network !== undefined) return addresses.some((each) => isInNetwork(network, each));
  return segments.some((each) => like([segment], each));
}

/** Without regard to case; a star stands for any run of characters, each tried in linear time. */
function like(patterns: readonly string[], value: string | undefined): boolean {
  if (value === undefined) return false;
  const text = value.trim().toLowerCase();
  return patterns.some((pattern) => isLike(pattern.trim().toLowerCase(), text));
}

function isLike(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
