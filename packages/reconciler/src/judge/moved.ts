/** Whether a device is at another place than before, from what its sources say of where it is. */

import { isDeepStrictEqual } from 'node:util';
import type { FindingPlace } from '@muster/facts/inventory';
import type { CiCase, Wanted } from './findings.ts';
import { type PolicySubject, policyOf } from './fitting.ts';
import type { Policies } from './policies.ts';
import type { CiPlace } from './standing.ts';
import { particularsOf, subjectOf } from './subject.ts';

const HOUR_MS = 3_600_000;

/** What of a place tells that it is another one: what sources call a location, people rename. */
const TELLING = ['site', 'segment', 'behind', 'port'] as const;

/**
 * The place to be kept from now on. What is not known is not elsewhere: a source that says less than
 * before moves nothing.
 *
 * @returns `undefined` where it is kept so already
 */
export function placeFrom(
  ciId: number,
  known: CiPlace | undefined,
  said: FindingPlace | undefined,
  now: number,
): CiPlace | undefined {
  if (said === undefined) return undefined;
  if (known === undefined) return { ciId, place: said };
  const place = hasMoved(known.place, said) ? said : { ...known.place, ...said };
  const before = known.before ?? known.place;
  const isElsewhere = hasMoved(before, place);
  const next: CiPlace = {
    ciId,
    place,
    ...(isElsewhere ? { before, movedAt: known.movedAt ?? now } : {}),
  };
  return isDeepStrictEqual(next, known) ? undefined : next;
}

function hasMoved(before: FindingPlace, after: FindingPlace): boolean {
  return TELLING.some((part) => {
    const [from, to] = [before[part], after[part]];
    return from !== undefined && to !== undefined && from !== to;
  });
}

export function movedOf(
  each: CiCase,
  policies: Policies,
  subject: PolicySubject,
): { readonly wanted: Wanted; readonly opensAt: number } | undefined {
  const { before, movedAt, place } = each.kept ?? {};
  if (before === undefined || movedAt === undefined || place === undefined) return undefined;
  const policy = policyOf(policies, 'moved', subject);
  if (policy === undefined) return undefined;
  const { charge, rule } = policy;
  const wanted: Wanted = {
    kind: 'moved',
    severity: charge.severity ?? 'low',
    subject: subjectOf(each.ci),
    reason: `It is at another place than before: ${describe(place)}, no more ${describe(before)}.`,
    evidence: [
      `before: ${describe(before)}`,
      `since ${new Date(movedAt).toISOString()}: ${describe(place)}`,
    ],
    particulars: particularsOf(each, subject, charge.action ?? 'accept', rule),
  };
  return { wanted, opensAt: movedAt + (charge.graceHours ?? 0) * HOUR_MS };
}

function describe({ site, segment, behind, port }: FindingPlace): string {
  return [
    ...(behind === undefined ? [] : [`behind ${behind}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
    ...(segment === undefined ? [] : [`segment ${segment}`]),
    ...(site === undefined ? [] : [`site ${site}`]),
  ].join(', ');
}
