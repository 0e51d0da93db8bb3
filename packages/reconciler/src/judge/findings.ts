/** Judges one CI: which findings there should be about it, from its state, its link and the policies. */
import type { FindingKind, FindingParticulars, FindingView } from '@muster/facts/inventory';
import type { RiskTier } from '@muster/facts/observation';
import { type CiSerial, isMatch, type Match } from '../assets/match.ts';
import type { AssetRecord, CiRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { Crowd } from '../identify/shared.ts';
import type { Brief } from '../merge/claims.ts';
import type { StoredSighting } from '../store/port.ts';
import { type Drift, driftOf } from './drift.ts';
import { isInSegment, type PolicySubject, policyOf } from './fitting.ts';
import { movedOf } from './moved.ts';
import type { Policies } from './policies.ts';
import type { CiPlace, Learning } from './standing.ts';
import { particularsOf, policySubjectOf, subjectOf } from './subject.ts';
import { outdatedOf, unownedOf } from './upkeep.ts';

/** A finding that should be open. */
export interface Wanted {
  readonly kind: FindingKind;
  readonly severity: FindingView['severity'];
  readonly subject: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly particulars?: FindingParticulars;
  readonly assetId?: number;
}

export interface CiCase {
  readonly ci: Pick<
    CiRow,
    | 'id'
    | 'class'
    | 'vendor'
    | 'model'
    | 'serial'
    | 'hostname'
    | 'firmware'
    | 'macs'
    | 'addresses'
    | 'sources'
    | 'firstSeenAt'
  >;
  readonly match: Match;
  /** The asset it is linked to once this transaction is done. */
  readonly assetId?: number;
  /** That asset, where a person made the link. */
  readonly byHand?: Pick<AssetRecord, 'id' | 'tag' | 'serial' | 'serialKey' | 'makerKey'>;
  /** Assets that a person took away from it, with the decision. */
  readonly barred?: ReadonlyMap<number, number>;
  /** The matching asset is linked to this other CI. */
  readonly heldBy?: number;
  /** A person says that it is in, on or part of something else, which stands for it. */
  readonly isRelated: boolean;
  /** Whether any asset record exists. */
  readonly hasAssets: boolean;
  readonly place?: string;
  readonly serialUnread?: string;
  /** By which it had to be spoken to. */
  readonly oldAlgorithms?: string;
  /** Its serials that are good enough to stand for an asset, where it is linked by hand. */
  readonly serials?: readonly CiSerial[];
  /** Whether its serial is good enough to stand for an asset. */
  readonly serialStands: boolean;
  /** Assets whose serial may be its own, typed wrong. */
  readonly lookalikes: readonly Pick<AssetRecord, 'id' | 'tag' | 'serial'>[];
  /** Where it is, part by part. */
  readonly where: Pick<Brief, 'site' | 'segment' | 'location' | 'via'>;
  readonly riskTier?: RiskTier;
  /** What it is linked to. */
  readonly asset?: Pick<AssetRecord, 'id' | 'state' | 'site' | 'owner' | 'technicalOwner'>;
  /** Behind which ports its addresses were learned, the last one first. */
  readonly sightings: readonly Pick<StoredSighting, 'mac' | 'byKey' | 'port' | 'vlan'>[];
  /** Where it was, where that is kept; after this transaction. */
  readonly kept?: CiPlace;
  /** How its parts differ from those that were accepted. */
  readonly drift?: Drift;
  /** Segments in which devices are not accused yet. */
  readonly learning: readonly Learning[];
  /** Why its records could not be joined with others. */
  readonly tie?: { readonly reason: string; readonly evidence: readonly string[] };
  /** Other CIs that state its identity, alive at the same time. */
  readonly collision?: { readonly reason: string; readonly evidence: readonly string[] };
  /** When it was last seen, to tell a zombie from a device that fell silent before it was retired. */
  readonly lastSeenAt: number;
}

/** The kinds that `judgeCi` decides: it opens them and closes them. */
export const JUDGED_KINDS: readonly FindingKind[] = [
  'rogue',
  'zombie',
  'conflict',
  'duplicate',
  'collision',
  'unserialised',
  'outdated',
  'unowned',
  'moved',
  'drift',
];

export interface CiJudgement {
  readonly wanted: readonly Wanted[];
  /** When it has to be judged again although nothing happens: a time of grace ends. */
  readonly dueAt?: number;
}

export function judgeCi(each: CiCase, policies: Policies, now: number): CiJudgement {
  const subject = policySubjectOf(each, policies);
  const timed = [
    rogueOf(each, policies, subject),
    movedOf(each, policies, subject),
    driftOf(each, policies, subject),
  ].filter((finding) => finding !== undefined);
  const wanted = [
    ...timed.filter(({ opensAt }) => opensAt <= now).map((finding) => finding.wanted),
    zombieOf(each, policies, subject),
    conflictOf(each),
    duplicateOf(each),
    collisionOf(each),
    unserialisedOf(each, policies, subject),
    outdatedOf(each, policies, subject),
    unownedOf(each, policies, subject),
  ].filter((finding) => finding !== undefined);
  const later = timed.filter(({ opensAt }) => opensAt > now).map(({ opensAt }) => opensAt);
  return { wanted, ...(later.length === 0 ? {} : { dueAt: Math.min(...later) }) };
}

function rogueOf(
  each: CiCase,
  policies: Policies,
  subject: PolicySubject,
): { readonly wanted: Wanted; readonly opensAt: number } | undefined {
  const { ci, match } = each;
  if (each.assetId !== undefined || each.isRelated) return undefined;
  if (match.kind === 'gone' || match.kind === 'several') return undefined;
  if (!each.hasAssets && policies.rogue.policy === 'once-assets-exist') return undefined;
  const policy = policyOf(policies, 'rogue', subject);
  if (policy === undefined) return undefined;
  const { charge, rule } = policy;
  const wanted: Wanted = {
    kind: 'rogue',
    severity: charge.severity ?? 'medium',
    subject: subjectOf(ci),
    reason: rogueReason(each),
    evidence: [
      `seen by ${ci.sources.join(', ')}`,
      ...(ci.serial === undefined ? [] : [`serial ${ci.serial}`]),
      ...(ci.macs.length === 0 ? [] : [`MAC ${ci.macs.slice(0, 4).join(', ')}`]),
      ...(each.place === undefined ? [] : [each.place]),
      ...seenAt(each),
      ...each.lookalikes.map(
        ({ id, tag, serial }) =>
          `asset ${tag ?? formatId('asset', id)} has the serial ${serial}: the same, typed wrong?`,
      ),
    ],
    particulars: particularsOf(each, subject, charge.action ?? 'register', rule),
  };
  const learnedAt = each.learning
    .filter(({ segment }) => isInSegment(segment, subject))
    .map(({ until }) => until);
  const graceEndsAt = ci.firstSeenAt + (charge.graceHours ?? 0) * HOUR_MS;
  return { wanted, opensAt: Math.max(graceEndsAt, ...learnedAt) };
}

const HOUR_MS = 3_600_000;

/** Behind which ports its addresses were learned, in words. */
function seenAt({ sightings }: CiCase): readonly string[] {
  return sightings.map(
    ({ mac, byKey, port, vlan }) =>
      `${mac} behind ${byKey}${port === undefined ? '' : ` port ${port}`}${vlan === undefined ? '' : ` VLAN ${vlan}`}`,
  );
}

function rogueReason({ ci, hasAssets, heldBy, barred, serialStands }: CiCase): string {
  if (!hasAssets) return 'No asset record stands for it: none has been imported yet.';
  if (heldBy !== undefined) {
    return `Its serial's asset record is linked to ${formatId('ci', heldBy)} already.`;
  }
  const [away] = barred ?? [];
  if (away !== undefined) {
    const [assetId, decisionId] = away;
    return `A person took its link to ${formatId('asset', assetId)} away (${formatId('decision', decisionId)}), and no other asset record stands for it.`;
  }
  if (ci.serial === undefined) {
    return 'No asset record stands for it, and it states no serial by which one could.';
  }
  return serialStands
    ? `No asset record has the serial ${ci.serial}.`
    : `Its serial ${ci.serial} proves nothing by itself, so no asset record was linked by it.`;
}

function zombieOf(each: CiCase, policies: Policies, subject: PolicySubject): Wanted | undefined {
  const { ci, match, assetId, lastSeenAt } = each;
  // Linked by hand to another asset, it is that one.
  if (match.kind !== 'gone' || assetId !== undefined) return undefined;
  const { asset, serial } = match;
  const policy = policyOf(policies, 'zombie', subject);
  if (policy === undefined) return undefined;
  const { charge, rule } = policy;
  if (lastSeenAt < (asset.retiredAt ?? asset.updatedAt)) return undefined;
  return {
    kind: 'zombie',
    severity: charge.severity ?? 'high',
    subject: subjectOf(ci),
    reason: `Asset ${asset.tag ?? formatId('asset', asset.id)} is ${asset.state}, yet its serial ${serial.key} answers.`,
    evidence: [`serial ${serial.key}`, `asset state ${asset.state}`, ...seenAt(each)],
    particulars: particularsOf(each, subject, charge.action ?? 'isolate', rule),
    assetId: asset.id,
  };
}

function conflictOf(each: CiCase): Wanted | undefined {
  const { ci, match, byHand } = each;
  if (byHand !== undefined) return discrepancyOf(each, byHand);
  if (match.kind !== 'several') return undefined;
  return {
    kind: 'conflict',
    severity: 'medium',
    subject: subjectOf(ci),
    reason: `${match.assets.length} asset records have the serial ${match.serial.key}; none was linked.`,
    evidence: match.assets.map(
      ({ id, tag, vendor, model, state }) =>
        `${formatId('asset', id)}: ${[tag, vendor, model, state].filter((part) => part !== undefined).join(', ')}`,
    ),
  };
}

/** A link by hand holds, and that the serials differ is told: one of them was copied wrong, or it moved. */
function discrepancyOf(
  { ci, serials = [] }: CiCase,
  asset: NonNullable<CiCase['byHand']>,
): Wanted | undefined {
  if (asset.serialKey === undefined || serials.length === 0) return undefined;
  if (serials.some((serial) => isMatch(serial, asset))) return undefined;
  const name = asset.tag ?? formatId('asset', asset.id);
  return {
    kind: 'conflict',
    severity: 'low',
    subject: subjectOf(ci),
    reason: `It is linked by hand to asset ${name}, whose serial ${asset.serial} it does not state.`,
    evidence: [
      `asset ${name} has the serial ${asset.serial}`,
      ...serials.map(({ key }) => `it states ${key}`),
    ],
    assetId: asset.id,
  };
}

function duplicateOf({ ci, tie }: CiCase): Wanted | undefined {
  return tie && { kind: 'duplicate', severity: 'medium', subject: subjectOf(ci), ...tie };
}

function collisionOf({ ci, collision }: CiCase): Wanted | undefined {
  return collision && { kind: 'collision', severity: 'high', subject: subjectOf(ci), ...collision };
}

/** Examples told of those who hold a value. */
const HOLDERS_TOLD = 8;

export function sharedValueOf({ name, devices, holders }: Crowd): Wanted {
  const keys = holders.map(({ source, key }) => `${source} ${key}`).sort();
  return {
    kind: 'shared',
    severity: 'low',
    subject: name,
    reason: `${devices} devices state it, so it identifies none of them: it has lost its vote.`,
    evidence: keys.slice(0, HOLDERS_TOLD),
  };
}

function unserialisedOf(
  { ci, serialUnread }: CiCase,
  policies: Policies,
  subject: PolicySubject,
): Wanted | undefined {
  if (ci.serial !== undefined || ci.class === undefined) return undefined;
  const policy = policyOf(policies, 'unserialised', subject);
  if (policy === undefined) return undefined;
  return {
    kind: 'unserialised',
    severity: policy.charge.severity ?? 'low',
    subject: subjectOf(ci),
    reason:
      serialUnread === undefined
        ? `A ${ci.class} should have a serial, but no source states one.`
        : `Its serial could not be read: ${serialUnread}.`,
    evidence: [`seen by ${ci.sources.join(', ')}`],
  };
}
