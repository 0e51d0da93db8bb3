/**
 * Absence (DESIGN §7), re-judged by time alone: an asset is a ghost only when its device was silent
 * for longer than its own rhythm while somebody looked where it was seen. While nobody looks, one
 * finding accuses the observer and none the assets; what nobody is left to look at is unobserved.
 */
import type { Source } from '@muster/facts/observation';
import type { AssetRecord, CiRow } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { Wanted } from './findings.ts';
import { type Fitting, type PolicySubject, policyOf, withRiskTier } from './fitting.ts';
import type { Policies } from './policies.ts';
import { type PresenceDays, rhythmMs } from './rhythm.ts';
import { ANYBODY, DAY_MS, type Watch, watchedMs } from './watch.ts';

const HOUR_MS = 3_600_000;

export interface QuietAsset {
  readonly asset: AssetRecord;
  /** Absent: it never had a CI. */
  readonly ci?: Pick<CiRow, 'id' | 'class' | 'vendor' | 'model' | 'addresses' | 'firstSeenAt'> & {
    readonly lastSeenAt: number;
    /** By whom each of its records was stated last. */
    readonly statedBy: readonly { readonly observerId: string; readonly source: Source }[];
    readonly presence?: PresenceDays;
  };
}

/** The earliest time at which silence may mean absence. */
export function quietSince({ rules }: Policies, now: number): number {
  const hours = rules.flatMap(({ ghost, neverSeen, purchased }) =>
    [ghost, neverSeen, purchased].flatMap((charge) => (charge ? [charge.afterHours] : [])),
  );
  return now - Math.min(...hours) * HOUR_MS;
}

export function judgeAbsence(
  quiet: QuietAsset,
  watch: Watch,
  policies: Policies,
): Wanted | undefined {
  const { asset, ci } = quiet;
  const subject = withRiskTier(policies, subjectOf(quiet));
  if (ci === undefined) {
    const kind = asset.state === 'deployed' ? 'neverSeen' : 'purchased';
    const never = policyOf(policies, kind, subject);
    return never && neverSeen(asset, watch, never, subject, policies);
  }
  const policy = policyOf(policies, 'ghost', subject);
  return policy && silent(asset, ci, watch, policy, subject, policies);
}

function neverSeen(
  asset: AssetRecord,
  watch: Watch,
  { charge, rule }: Fitting<'neverSeen' | 'purchased'>,
  subject: PolicySubject,
  policies: Policies,
): Wanted | undefined {
  const since = asset.createdAt;
  const tolerance = toleranceMs(policies, charge.afterHours);
  const watched = watchedMs(watch, { from: since, to: watch.now }, [ANYBODY], tolerance);
  if (watched <= charge.afterHours * HOUR_MS) return undefined;
  return {
    kind: 'ghost',
    severity: charge.severity ?? 'medium',
    subject: nameOf(asset),
    reason:
      asset.state === 'deployed'
        ? `A deployed asset was never seen: it is recorded since ${iso(since)}.`
        : `What was bought was never seen: it is ${asset.state} as of its record of ${iso(since)}, and no device states its serial.`,
    evidence: [
      ...boughtOf(asset),
      `recorded ${iso(since)}, no device stated its serial since`,
      'devices were heard meanwhile',
    ],
    particulars: particularsOf(charge.action ?? 'locate', rule, subject),
    assetId: asset.id,
  };
}

function silent(
  asset: AssetRecord,
  ci: NonNullable<QuietAsset['ci']>,
  watch: Watch,
  { charge, rule }: Fitting<'ghost'>,
  subject: PolicySubject,
  policies: Policies,
): Wanted | undefined {
  const { id, lastSeenAt, firstSeenAt, presence } = ci;
  const span = { from: lastSeenAt, to: watch.now };
  const leastMs = charge.afterHours * HOUR_MS;
  if (span.to - span.from <= leastMs) return undefined;
  const covering = coveringOf(ci, watch);
  const tolerance = toleranceMs(policies, charge.afterHours);
  const silence = `last seen ${iso(lastSeenAt)} (${formatId('ci', id)})`;
  const common = { subject: nameOf(asset), assetId: asset.id };
  const about = {
    ...particularsOf(charge.action ?? 'locate', rule, subject),
    firstSeenAt: iso(firstSeenAt),
  };
  if (covering.length === 0) {
    return {
      ...common,
      kind: 'unobserved',
      severity: 'low',
      reason: `Nobody is left who looks where it was, so its absence says nothing: ${silence}.`,
      evidence: [silence],
      particulars: { ...about, action: 'investigate' },
    };
  }
  const rhythm = rhythmMs(presence, (each) => watchedMs(watch, each, covering, tolerance));
  const patience = Math.max(leastMs, rhythm * (charge.rhythms ?? 0));
  if (watchedMs(watch, span, covering, tolerance) <= patience) return undefined;
  return {
    ...common,
    kind: 'ghost',
    severity: charge.severity ?? 'medium',
    reason: `A deployed asset is not seen: ${silence}.`,
    evidence: [
      silence,
      ...(rhythm === 0 ? [] : [`before, it was silent for ${days(rhythm)} at most`]),
      ...covering.slice(0, TOLD_MAX).map((name) => `${heardName(watch, name)} meanwhile`),
      ...uncounted(watch, covering, lastSeenAt, tolerance),
    ],
    particulars: about,
  };
}

/** By which its delivery can be asked after. */
function boughtOf({ state, supplier, orderNumber, purchasedOn }: AssetRecord): readonly string[] {
  if (state === 'deployed') return [];
  return [
    ...(orderNumber === undefined ? [] : [`order ${orderNumber}`]),
    ...(supplier === undefined ? [] : [`supplier ${supplier}`]),
    ...(purchasedOn === undefined ? [] : [`purchased ${purchasedOn}`]),
  ];
}

/** Examples told of observers and of outages. */
const TOLD_MAX = 4;

function heardName(watch: Watch, name: string): string {
  return name === ANYBODY ? 'others were heard' : `${watch.observers.get(name)?.name} was heard`;
}

/** Told where one observer alone decides; those that ended, so that it does not change by the minute. */
function uncounted(
  watch: Watch,
  covering: readonly string[],
  since: number,
  toleranceMs: number,
): readonly string[] {
  const [only = ANYBODY, ...others] = covering;
  if (others.length > 0) return [];
  return (watch.outages.get(only) ?? [])
    .filter(({ from, to }) => to > since && to - from > toleranceMs)
    .slice(0, TOLD_MAX)
    .map(({ from, to }) => `not counted: ${iso(from)} to ${iso(to)}, when nobody looked`);
}

/**
 * Who looks where the device was seen: those that stated it, while they still have the source by
 * which they did, and those with whom they divide their targets. An endpoint that only its own agent
 * stated is covered by any observer, since that proves that the reconciler was reachable.
 *
 * @returns names as `watchedMs` takes them
 */
function coveringOf(
  { statedBy }: NonNullable<QuietAsset['ci']>,
  { observers }: Watch,
): readonly string[] {
  if (statedBy.every(({ source }) => source === 'agent')) return [ANYBODY];
  const stating = [...observers.values()].filter(({ id, sources }) =>
    statedBy.some(
      (each) => each.observerId === id && (sources.length === 0 || sources.includes(each.source)),
    ),
  );
  const shares = new Set(stating.flatMap(({ share }) => share ?? []));
  return [...observers.values()]
    .filter(
      (each) => stating.includes(each) || (each.share !== undefined && shares.has(each.share)),
    )
    .map(({ id }) => id);
}

/** Gaps as long as that tell nothing: neither of who is asked about by the day, nor of a short patience. */
function toleranceMs({ observerSilent }: Policies, afterHours: number): number {
  return Math.min(observerSilent.afterHours, afterHours / 4) * HOUR_MS;
}

function subjectOf({ asset, ci }: QuietAsset): PolicySubject {
  const vendor = ci?.vendor ?? asset.vendor;
  const model = ci?.model ?? asset.model;
  return {
    ...(ci?.class === undefined ? {} : { class: ci.class }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(asset.site === undefined ? {} : { sites: [asset.site] }),
    ...(ci === undefined ? {} : { addresses: ci.addresses }),
  };
}

function particularsOf(
  action: NonNullable<NonNullable<Wanted['particulars']>['action']>,
  rule: string | undefined,
  { riskTier }: PolicySubject,
): NonNullable<Wanted['particulars']> {
  return {
    action,
    ...(riskTier === undefined ? {} : { riskTier }),
    ...(rule === undefined ? {} : { rule }),
  };
}

function nameOf({ vendor, model, serial, tag }: AssetRecord): string {
  return [vendor, model, serial ?? tag].filter((part) => part !== undefined).join(' ');
}

function days(ms: number): string {
  const count = Math.round(ms / DAY_MS);
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
