/** Findings within a batch: those wanted are opened or brought up to date, those without cause resolved. */
import { isDeepStrictEqual } from 'node:util';
import type { FindingView } from '@muster/facts/inventory';
import type { FindingRow } from '../commit/change-set.ts';
import type { Draft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import type { Duty } from './duty.ts';
import type { Wanted } from './findings.ts';

/** What a finding is about. */
export type Subject = Pick<FindingRow, 'ciId' | 'assetId' | 'observerId' | 'valueKey'>;

type Drafting = Pick<Draft, 'openedFindings' | 'changedFindings' | 'ledger' | 'events' | 'nextId'>;

/**
 * @param unresolved the findings about the subject of the kinds that were judged
 * @param duty by which those opened get their owner and due time at once; else the timer gives them
 * @returns those unresolved afterwards
 */
export function applyFindings(
  draft: Drafting,
  unresolved: readonly FindingRow[],
  wanted: readonly Wanted[],
  subject: Subject,
  now: number,
  duty?: Duty,
): readonly FindingRow[] {
  const after: FindingRow[] = [];
  for (const finding of unresolved) {
    const still = wanted.find(({ kind }) => kind === finding.kind);
    if (still === undefined) resolve(draft, finding, now);
    else after.push(refresh(draft, finding, still, now));
  }
  for (const each of wanted) {
    if (unresolved.some(({ kind }) => kind === each.kind)) continue;
    after.push(open(draft, each, subject, now, duty));
  }
  return after;
}

function open(
  draft: Drafting,
  wanted: Wanted,
  subject: Subject,
  now: number,
  duty?: Duty,
): FindingRow {
  const assignee = duty?.ownerOf(wanted);
  const finding: FindingRow = {
    ...wanted,
    ...subject,
    id: draft.nextId('finding'),
    state: 'open',
    openedAt: now,
    ...(duty === undefined ? {} : { dueAt: duty.dueAt(wanted, now) }),
    ...(assignee === undefined ? {} : { assignee }),
  };
  draft.openedFindings.push(finding);
  write(draft, finding, 'finding.opened', now);
  return finding;
}

function resolve(draft: Drafting, finding: FindingRow, now: number): void {
  const resolved: FindingRow = { ...finding, state: 'resolved', resolvedAt: now };
  draft.changedFindings.push(resolved);
  write(draft, resolved, 'finding.resolved', now);
}

/** What a finding says may change while it stays open; that is no news for the ledger. */
function refresh(draft: Drafting, finding: FindingRow, wanted: Wanted, now: number): FindingRow {
  const { particulars: _, ...kept } = finding;
  const refreshed = { ...kept, ...wanted };
  const isSame =
    finding.severity === wanted.severity &&
    finding.subject === wanted.subject &&
    finding.reason === wanted.reason &&
    finding.evidence.join('\n') === wanted.evidence.join('\n') &&
    isDeepStrictEqual(finding.particulars, wanted.particulars);
  if (isSame) return finding;
  draft.changedFindings.push(refreshed);
  // An accepted one stays quiet.
  if (finding.state === 'excepted') return refreshed;
  draft.events.push({
    kind: 'finding',
    at: new Date(now).toISOString(),
    finding: viewOf(refreshed),
  });
  return refreshed;
}

function write(draft: Drafting, finding: FindingRow, kind: string, now: number): void {
  draft.ledger.push({
    at: now,
    actor: 'rule',
    kind,
    subject: formatId('finding', finding.id),
    payload: {
      kind: finding.kind,
      severity: finding.severity,
      reason: finding.reason,
      ...(finding.ciId === undefined ? {} : { ci: formatId('ci', finding.ciId) }),
      ...(finding.assetId === undefined ? {} : { asset: formatId('asset', finding.assetId) }),
      ...(finding.observerId === undefined ? {} : { observer: finding.observerId }),
    },
  });
  draft.events.push({ kind: 'finding', at: new Date(now).toISOString(), finding: viewOf(finding) });
}

/** A finding as it is shown. */
export function viewOf(row: FindingRow): FindingView {
  return {
    id: formatId('finding', row.id),
    kind: row.kind,
    state: row.state,
    severity: row.severity,
    subject: row.subject,
    reason: row.reason,
    evidence: row.evidence,
    ...row.particulars,
    openedAt: new Date(row.openedAt).toISOString(),
    ...(row.ciId === undefined ? {} : { ciId: formatId('ci', row.ciId) }),
    ...(row.assetId === undefined ? {} : { assetId: formatId('asset', row.assetId) }),
    ...(row.observerId === undefined ? {} : { observerId: row.observerId }),
    ...(row.resolvedAt === undefined ? {} : { resolvedAt: new Date(row.resolvedAt).toISOString() }),
    ...(row.assignee === undefined ? {} : { assignee: row.assignee }),
    ...(row.dueAt === undefined ? {} : { dueAt: new Date(row.dueAt).toISOString() }),
    ...(row.exceptedUntil === undefined
      ? {}
      : { exceptedUntil: new Date(row.exceptedUntil).toISOString() }),
    ...(row.riskOwner === undefined ? {} : { riskOwner: row.riskOwner }),
    ...(row.escalatedAt === undefined
      ? {}
      : { escalatedAt: new Date(row.escalatedAt).toISOString() }),
  };
}
