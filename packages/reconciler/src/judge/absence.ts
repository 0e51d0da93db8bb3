/**
 * Absence (DESIGN §7), re-judged by time alone: an asset that is not seen is a ghost only while an
 * observer that covers it is healthy; otherwise it is unobserved, which accuses the observer.
 */
import type { AssetRecord } from '../commit/change-set.ts';
import { formatId } from '../commit/ids.ts';
import type { StoredObserver } from '../store/port.ts';
import type { Wanted } from './findings.ts';
import type { Policies } from './policies.ts';

const HOUR_MS = 3_600_000;

export interface QuietAsset {
  readonly asset: AssetRecord;
  /** Absent: it never had a CI. */
  readonly ci?: {
    readonly id: number;
    readonly lastSeenAt: number;
    /** Who stated its records, and whether as an agent on the device itself. */
    readonly observerIds: readonly string[];
    readonly isAgentOnly: boolean;
  };
}

/** The earliest time at which silence may mean absence. */
export function quietSince(policies: Policies, now: number): number {
  const { afterHours, neverSeenAfterHours } = policies.ghost;
  return now - Math.min(afterHours, neverSeenAfterHours) * HOUR_MS;
}

export function judgeAbsence(
  { asset, ci }: QuietAsset,
  observers: readonly StoredObserver[],
  policies: Policies,
  now: number,
): Wanted | undefined {
  const { afterHours, neverSeenAfterHours, severity } = policies.ghost;
  const since = ci?.lastSeenAt ?? asset.createdAt;
  if (since >= now - (ci === undefined ? neverSeenAfterHours : afterHours) * HOUR_MS)
    return undefined;
  const healthy = observers.filter((observer) => isHealthy(observer, policies, now));
  const covering = healthy.filter((observer) => covers(observer, ci));
  const silence =
    ci === undefined
      ? `recorded ${iso(since)}, never seen since`
      : `last seen ${iso(since)} (${formatId('ci', ci.id)})`;
  const common = {
    subject: [asset.vendor, asset.model, asset.serial ?? asset.tag]
      .filter((part) => part !== undefined)
      .join(' '),
    evidence: [silence, ...covering.slice(0, 4).map(({ name }) => `${name} was healthy meanwhile`)],
    assetId: asset.id,
  };
  return covering.length > 0
    ? { ...common, kind: 'ghost', severity, reason: `A deployed asset is not seen: ${silence}.` }
    : {
        ...common,
        kind: 'unobserved',
        severity: 'low',
        reason: `No healthy observer covers it, so its absence says nothing: ${silence}.`,
      };
}

/**
 * First form: a device is covered by whoever stated it before; one that only its own agent stated,
 * or that never was stated, by any observer, since that proves that the reconciler was reachable.
 */
function covers(observer: StoredObserver, ci: QuietAsset['ci']): boolean {
  if (ci === undefined) return true;
  if (ci.observerIds.includes(observer.id)) return true;
  return ci.isAgentOnly;
}

export function isHealthy(
  { revoked, connected, lastSeenAt }: StoredObserver,
  { observerSilent }: Policies,
  now: number,
): boolean {
  if (revoked) return false;
  return (
    connected ||
    (lastSeenAt !== undefined && lastSeenAt >= now - observerSilent.afterHours * HOUR_MS)
  );
}

/** A collector that says nothing: what it covers is not seen, and that is not the devices' fault. */
export function judgeObserver(
  observer: StoredObserver,
  policies: Policies,
  now: number,
): Wanted | undefined {
  const { kind, name, revoked, lastSeenAt, enrolledAt } = observer;
  if (kind !== 'collector' || revoked || isHealthy(observer, policies, now)) return undefined;
  const since = lastSeenAt ?? enrolledAt;
  if (since >= now - policies.observerSilent.afterHours * HOUR_MS) return undefined;
  return {
    kind: 'observer-silent',
    severity: 'high',
    subject: name,
    reason: `The collector has not been heard since ${iso(since)}.`,
    evidence: [],
  };
}

/** Addresses as evidence; the collector names at most 256 of what it cannot read. */
const EVIDENCE_MAX = 16;

/**
 * Addresses that answer with another host key than the pinned one. Nothing was asked there: the
 * device may have been replaced, re-imaged, or be another's.
 */
export function judgeHostKeys({ kind, name, revoked, health }: StoredObserver): Wanted | undefined {
  if (kind !== 'collector' || revoked) return undefined;
  const changed = (health?.failing ?? []).filter(({ cause }) => cause === 'host-key-changed');
  if (changed.length === 0) return undefined;
  const [only] = changed;
  const subject = changed.length === 1 && only ? only.what : `${changed.length} addresses`;
  return {
    kind: 'drift',
    severity: 'high',
    subject: `${subject}, seen by ${name}`,
    reason:
      'Another host key answers than the one that is pinned, so nothing was asked there. A device that was replaced or set up anew is accepted by taking its old line out of known_hosts.',
    evidence: changed.slice(0, EVIDENCE_MAX).map(({ what, why }) => `${what}: ${why}`),
  };
}

/** Gateways that announce more devices than they may: what is beyond is not observed. */
export function judgeFloods({ kind, name, revoked, health }: StoredObserver): Wanted | undefined {
  if (kind !== 'collector' || revoked) return undefined;
  const floods = (health?.failing ?? []).filter(({ cause }) => cause === 'flood');
  const [only] = floods;
  if (only === undefined) return undefined;
  const subject = floods.length === 1 ? only.what : `${floods.length} gateways`;
  return {
    kind: 'unobserved',
    severity: 'high',
    subject: `${subject}, seen by ${name}`,
    reason:
      'More devices are announced there than may be, so the others were not taken. Either identities are invented, or the bound (devicesPerGateway) is too low for this site.',
    evidence: floods.slice(0, EVIDENCE_MAX).map(({ what, why }) => `${what}: ${why}`),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
