/** Drift of hardware of one CI: how what its records state differs from what was accepted. */
import type { Observer } from '@muster/facts/observation';
import type { RecordWork, Work } from '../commit/work.ts';
import type { Volatile } from '../intake/volatile.ts';
import { parseStored } from '../store/json.ts';
import { keep } from '../store/kept.ts';
import { diffComponents, isComplete, type PartChange, type Stated } from './components.ts';
import type { CiCase, Wanted } from './findings.ts';
import { type PolicySubject, policyOf } from './fitting.ts';
import type { Policies } from './policies.ts';
import { COMPONENT_BASELINE, type StoredBaseline } from './standing.ts';
import { particularsOf, subjectOf } from './subject.ts';

const HOUR_MS = 3_600_000;

export interface Drift {
  readonly changes: readonly PartChange[];
  /** When parts differed first. */
  readonly since: number;
  /** Not all could be read just now: what was found before stands. */
  readonly isUncertain: boolean;
}

/** Compares each record that was told anew, or differs since before, and keeps what it is compared with. */
export function driftIn(work: Work, records: readonly RecordWork[]): Drift | undefined {
  const found = records.flatMap((record) => driftOfRecord(work, record) ?? []);
  if (found.length === 0) return undefined;
  return {
    changes: found.flatMap(({ changes }) => changes),
    since: Math.min(...found.map(({ since }) => since)),
    isUncertain: found.some(({ isUncertain }) => isUncertain),
  };
}

function driftOfRecord(work: Work, record: RecordWork): Drift | undefined {
  const { stored, told, row } = record;
  const base = work.known.inventory.standing.baselines.get(row.id);
  if (stored === undefined || (base === undefined && !hasOtherParts(stored.body, told?.body))) {
    return undefined;
  }
  const after = stated(told?.body ?? stored.body, told?.observer ?? stored.observer, row.volatile);
  const before =
    base === undefined ? stated(stored.body, stored.observer, stored.row.volatile) : accepted(base);
  const changes = diffComponents(before, after);
  const since = base?.since ?? work.now;
  if (base !== undefined && !isComplete(after)) return { changes, since, isUncertain: true };
  const isWhole = isComplete(before);
  if (base === undefined && changes.length > 0) {
    const { versionId } = stored.state;
    const baseline = { recordId: row.id, versionId, since, isWhole };
    work.draft.kept.push(keep(COMPONENT_BASELINE, baseline));
  }
  if (base !== undefined && changes.length === 0) {
    work.draft.kept.push(keep(COMPONENT_BASELINE, { recordId: row.id, since, isWhole }));
  }
  return { changes, since, isUncertain: false };
}

/**
 * Whether two bodies differ in their parts, without reading them: both are canonical JSON, in which
 * the device follows its components (`digestedText`), and quotes within texts are escaped.
 */
function hasOtherParts(before: string, after: string | undefined): boolean {
  return after !== undefined && partsText(before) !== partsText(after);
}

function partsText(body: string): string {
  const start = body.indexOf('"components":[');
  return start < 0 ? '' : body.slice(start, body.indexOf(',"device":{', start));
}

function stated(body: string, observer: string, volatile: string | undefined): Stated {
  const { components } = parseStored<Pick<Stated, 'components'>>(body);
  const { version } = parseStored<Observer>(observer);
  const { unread } = volatile === undefined ? {} : parseStored<Volatile>(volatile);
  return {
    version,
    ...(components === undefined ? {} : { components }),
    ...(unread === undefined ? {} : { unread }),
  };
}

function accepted({ body, observer, isWhole }: StoredBaseline): Stated {
  const before = stated(body, observer, undefined);
  return isWhole ? before : { ...before, unread: [{ what: 'parts', why: 'failed' }] };
}

/** @returns besides, when what is gone counts as gone */
export function driftOf(
  each: CiCase,
  policies: Policies,
  subject: PolicySubject,
): { readonly wanted: Wanted; readonly opensAt: number } | undefined {
  const { changes = [], since = 0 } = each.drift ?? {};
  const policy = policyOf(policies, 'drift', subject);
  if (changes.length === 0 || policy === undefined) return undefined;
  const { charge, rule } = policy;
  const wanted: Wanted = {
    kind: 'drift',
    severity: charge.severity ?? 'medium',
    subject: subjectOf(each.ci),
    reason: `Its parts are not those that were accepted: ${countsOf(changes)}.`,
    evidence: changes.map(({ says }) => says).slice(0, EVIDENCE_MAX),
    particulars: particularsOf(each, subject, charge.action ?? 'investigate', rule),
  };
  // A part that is gone may only not have answered; one that came is there.
  const isGoneOnly = changes.every(({ change }) => change === 'removed');
  const graceMs = isGoneOnly ? (charge.graceHours ?? 0) * HOUR_MS : 0;
  return { wanted, opensAt: since + graceMs };
}

/** A chassis may lose all its cards at once. */
const EVIDENCE_MAX = 32;

function countsOf(changes: readonly PartChange[]): string {
  return (['swapped', 'removed', 'added'] as const)
    .map((kind) => ({ kind, count: changes.filter(({ change }) => change === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(', ');
}
