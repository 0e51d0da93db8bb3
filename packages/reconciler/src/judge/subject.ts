/** A CI as policies look at it, and what a finding about it says beside its reason. */
import type { FindingAction, FindingParticulars, FindingPlace } from '@muster/facts/inventory';
import { makerOf } from '@muster/facts/oui';
import { formatId } from '../commit/ids.ts';
import type { CiCase } from './findings.ts';
import { type PolicySubject, withRiskTier } from './fitting.ts';
import type { Policies } from './policies.ts';

export function policySubjectOf(
  { ci, where, riskTier, sightings, asset }: CiCase,
  policies: Policies,
): PolicySubject {
  const sites = [where.site, asset?.site].filter((site) => site !== undefined);
  const vlans = sightings.flatMap(({ vlan }) => (vlan === undefined ? [] : [`vlan ${vlan}`]));
  const segments = where.segment === undefined ? vlans : [where.segment, ...vlans];
  return withRiskTier(policies, {
    addresses: ci.addresses,
    sites,
    segments,
    ...(ci.class === undefined ? {} : { class: ci.class }),
    ...(ci.vendor === undefined ? {} : { vendor: ci.vendor }),
    ...(ci.model === undefined ? {} : { model: ci.model }),
    ...(riskTier === undefined ? {} : { riskTier }),
  });
}

export function particularsOf(
  each: CiCase,
  subject: PolicySubject,
  action: FindingAction,
  rule?: string,
): FindingParticulars {
  const place = placeOf(each);
  const likelyKind = likelyKindOf(each);
  return {
    firstSeenAt: new Date(each.ci.firstSeenAt).toISOString(),
    action,
    ...(place === undefined ? {} : { place }),
    ...(likelyKind === undefined ? {} : { likelyKind }),
    ...(subject.riskTier === undefined ? {} : { riskTier: subject.riskTier }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** What sources say of its place; the port where its address was learned last, where they say none. */
export function placeOf({
  where,
  sightings,
}: Pick<CiCase, 'where' | 'sightings'>): FindingPlace | undefined {
  const { via, ...said } = where;
  const learned = via === undefined ? sightings[0] : undefined;
  const place: FindingPlace = {
    ...said,
    ...(via === undefined ? {} : { behind: via.key }),
    ...(via?.port === undefined ? {} : { port: via.port }),
    ...(learned === undefined ? {} : { behind: learned.byKey }),
    ...(learned?.port === undefined ? {} : { port: learned.port }),
    ...(learned?.vlan === undefined ? {} : { vlan: learned.vlan }),
  };
  return Object.keys(place).length === 0 ? undefined : place;
}

function likelyKindOf({ ci }: CiCase): string | undefined {
  if (ci.class !== undefined) return ci.class;
  const maker = ci.vendor ?? ci.macs.map(makerOf).find((each) => each !== undefined);
  return maker && `a device of ${maker}`;
}

/** In one line: "Apple Mac14,7 C02XK0AAJHD2", or what else is known. */
export function subjectOf(ci: CiCase['ci']): string {
  const label = [ci.vendor, ci.model, ci.serial].filter((part) => part !== undefined);
  if (ci.hostname !== undefined && label.length < 3) label.push(`(${ci.hostname})`);
  if (label.length === 0 && ci.macs[0] !== undefined) label.push(ci.macs[0]);
  return label.length === 0 ? `${ci.class ?? 'device'} ${formatId('ci', ci.id)}` : label.join(' ');
}
