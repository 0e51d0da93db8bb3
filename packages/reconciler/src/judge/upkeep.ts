/** Findings about how a device is kept: firmware that is too old, ways that are, nobody who answers for it. */
import { formatId } from '../commit/ids.ts';
import type { CiCase, Wanted } from './findings.ts';
import { compareVersions } from './firmware-version.ts';
import { type PolicySubject, policyOf } from './fitting.ts';
import type { Policies } from './policies.ts';
import { particularsOf, subjectOf } from './subject.ts';

/** One finding, whatever is too old about it; the worse of the severities. */
export function outdatedOf(
  each: CiCase,
  policies: Policies,
  subject: PolicySubject,
): Wanted | undefined {
  const firmware = firmwareOf(each, policies, subject);
  const { oldAlgorithms } = each;
  if (firmware === undefined && oldAlgorithms === undefined) return undefined;
  const ways =
    oldAlgorithms === undefined
      ? []
      : [`It is reached over SSH only with old algorithms: ${oldAlgorithms}.`];
  return {
    kind: 'outdated',
    severity: firmware?.severity ?? 'low',
    subject: subjectOf(each.ci),
    reason: [...(firmware === undefined ? [] : [firmware.reason]), ...ways].join(' '),
    evidence: [
      ...(firmware?.evidence ?? []),
      ...(ways.length === 0 ? [] : ['the collector was allowed them for this target ("legacy")']),
    ],
    particulars: particularsOf(each, subject, firmware?.action ?? 'update', firmware?.rule),
  };
}

function firmwareOf({ ci }: CiCase, policies: Policies, subject: PolicySubject) {
  const policy = policyOf(policies, 'firmware', subject);
  if (policy === undefined || ci.firmware === undefined) return undefined;
  const { charge, rule } = policy;
  // Versions that are not numbered alike are not compared: that is no finding, and no acquittal.
  const order = compareVersions(ci.firmware, charge.atLeast);
  if (order === undefined || order >= 0) return undefined;
  return {
    severity: charge.severity ?? ('medium' as const),
    action: charge.action,
    rule,
    reason: `Its firmware ${ci.firmware} is older than ${charge.atLeast}, which is required.`,
    evidence: [`firmware ${ci.firmware}`, `required: ${charge.atLeast} or newer`],
  };
}

/** A deployed asset for which nobody answers: who uses it, who runs it. */
export function unownedOf(
  each: CiCase,
  policies: Policies,
  subject: PolicySubject,
): Wanted | undefined {
  const { asset } = each;
  if (asset === undefined || asset.state !== 'deployed') return undefined;
  const missing = [
    ...(asset.owner === undefined ? ['business owner'] : []),
    ...(asset.technicalOwner === undefined ? ['technical owner'] : []),
  ];
  const policy = policyOf(policies, 'unowned', subject);
  if (missing.length === 0 || policy === undefined) return undefined;
  const { charge, rule } = policy;
  return {
    kind: 'unowned',
    severity: charge.severity ?? 'low',
    subject: subjectOf(each.ci),
    reason: `Its asset record ${formatId('asset', asset.id)} has no ${missing.join(' and no ')}.`,
    evidence: [],
    particulars: particularsOf(each, subject, charge.action ?? 'assign', rule),
    assetId: asset.id,
  };
}
