/** Who deals with findings, and until when; and accepting them until a date, or no longer. */
import type { FindingsAnswer } from '@muster/facts/desk';
import type { FindingRow } from '../../commit/change-set.ts';
import { reopened } from '../../judge/duties.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { dealWithEach, type OnFindings, recordFinding, refused } from './each.ts';

export interface AssignFindings extends OnFindings {
  readonly to: string;
  readonly reason?: string;
}

export function assignFindings(
  transaction: Transaction,
  input: AssignFindings,
  context: ActContext,
): Promise<ActOutcome<FindingsAnswer>> {
  const { to, reason } = input;
  return dealWithEach(transaction, input, async (finding) => {
    if (finding.assignee === to) return refused(`it is ${to}'s already`);
    const from = finding.assignee;
    const payload = { to, ...(from && { from }), ...(reason && { reason }) };
    const told = { kind: 'finding.assigned', payload };
    const events = await recordFinding(transaction, { ...finding, assignee: to }, told, context);
    return { outcome: 'done', says: `it is ${to}'s${from ? `, no longer ${from}'s` : ''}`, events };
  });
}

export interface ExceptFindings extends OnFindings {
  readonly reason: string;
  /** Who answers for what comes of it. */
  readonly riskOwner: string;
  /** RFC 3339: when it ends by itself. */
  readonly until: string;
}

/** Who accepts a risk looks at it again within a year. */
const EXCEPTION_DAYS_MAX = 366;
const DAY_MS = 86_400_000;

export async function exceptFindings(
  transaction: Transaction,
  input: ExceptFindings,
  context: ActContext,
): Promise<ActOutcome<FindingsAnswer>> {
  const { reason, riskOwner } = input;
  const end = Date.parse(input.until);
  if (!(end > context.now)) return { kind: 'refused', reason: `${input.until} is not to come` };
  if (end > context.now + EXCEPTION_DAYS_MAX * DAY_MS) {
    return { kind: 'refused', reason: 'an exception ends within a year' };
  }
  const until = new Date(end).toISOString();
  return dealWithEach(transaction, input, async (finding) => {
    const excepted: FindingRow = { ...finding, state: 'excepted', exceptedUntil: end, riskOwner };
    const told = { kind: 'finding.excepted', payload: { until, riskOwner, reason } };
    const events = await recordFinding(transaction, excepted, told, context);
    return {
      outcome: 'done',
      says: `accepted until ${until}; ${riskOwner} bears the risk`,
      events,
    };
  });
}

export interface ReopenFindings extends OnFindings {
  readonly reason: string;
}

/** Ends exceptions before their time. */
export function reopenFindings(
  transaction: Transaction,
  input: ReopenFindings,
  context: ActContext,
): Promise<ActOutcome<FindingsAnswer>> {
  const { reason } = input;
  const { duty } = context.governance;
  return dealWithEach(transaction, input, async (finding) => {
    if (finding.state !== 'excepted') return refused('it is not excepted');
    const open = reopened(finding, duty, context.now);
    const told = { kind: 'finding.reopened', payload: { reason } };
    const events = await recordFinding(transaction, open, told, context);
    return { outcome: 'done', says: 'it is open again', events };
  });
}
