/** What is to be found fault with in observers themselves: silence, and what they report. */
import type { StoredObserver } from '../store/port.ts';
import type { Wanted } from './findings.ts';
import type { Policies } from './policies.ts';

const HOUR_MS = 3_600_000;

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

/**
 * A collector that says nothing: what it covers is not seen, and that is not the devices' fault.
 *
 * @param devices how many were stated by it last
 */
export function judgeObserver(
  observer: StoredObserver,
  policies: Policies,
  now: number,
  devices = 0,
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
    evidence:
      devices === 0
        ? []
        : [`${devices} devices were seen through it: none of them is missed while it is silent`],
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
