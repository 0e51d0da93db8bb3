/** Other rules put in force: a decision that can be undone, then all records compared anew in rounds. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { DecisionRow } from '../commit/change-set.ts';
import { closeDraft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import { fetchKnownRecords } from '../commit/known.ts';
import { planRound } from '../commit/plan.ts';
import type { Governance } from '../commit/work.ts';
import { findingSchemes } from '../identify/components.ts';
import { parseRules, type RuleSet } from '../identify/rules.ts';
import { parseStored } from '../store/json.ts';
import type { Transaction } from '../store/port.ts';

/** Records compared in one transaction: a tenth of a second, so that intake gets its turn. */
const ROUND = 200;

/** The rules in force: those applied last, else those it was started with. */
export async function rulesInForce(
  transaction: Transaction,
  started: RuleSet,
): Promise<{ readonly id: number; readonly rules: RuleSet }> {
  const active = await transaction.ruleSet();
  if (active?.rules === undefined) return { id: active?.id ?? 0, rules: started };
  return { id: active.id, rules: parseRules(parseStored(active.rules)) };
}

/** @returns why these rules cannot take the place of those */
export function unfit(rules: RuleSet, present: RuleSet): string | undefined {
  const names = (set: RuleSet): string => [...findingSchemes(set)].sort().join(', ');
  if (names(rules) === names(present)) return undefined;
  return `which schemes find records cannot change while it runs: now ${names(present)}, then ${names(rules)}`;
}

/** Writes the decision; records follow in rounds. `rules` absent: those it was started with again. */
export async function putInForce(
  transaction: Transaction,
  rules: RuleSet | undefined,
  decision: Pick<DecisionRow, 'kind' | 'reason' | 'actor' | 'at' | 'undoes'>,
  version: string,
): Promise<DecisionRow> {
  const draft = openDraft(await transaction.lastIds());
  const id = draft.nextId('decision');
  const row: DecisionRow = { ...decision, id, ciId: 0, ruleVersion: version, for: [], against: [] };
  draft.decisions.push(row);
  const text = rules === undefined ? undefined : JSON.stringify(rules);
  draft.ruleSets.push({ id, version, ...(text === undefined ? {} : { rules: text }) });
  draft.ledger.push({
    at: decision.at,
    actor: decision.actor,
    kind: `decision.${decision.kind}`,
    subject: formatId('decision', id),
    payload: { reason: decision.reason, ruleVersion: version, ...(rules && { rules }) },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return row;
}

/** One round under the rules in force. @returns whether there was anything left to do, and its events */
export async function settleRound(
  transaction: Transaction,
  governance: Governance,
  now: number,
): Promise<{ readonly isDone: boolean; readonly events: readonly InventoryEvent[] }> {
  const active = await transaction.ruleSet();
  if (active === undefined || active.settledAt !== undefined) return { isDone: true, events: [] };
  const recordIds = await transaction.recordIdsAfter(active.settledTo, ROUND);
  const last = recordIds.at(-1);
  const settled = {
    id: active.id,
    settledTo: last ?? active.settledTo,
    ...(recordIds.length < ROUND ? { settledAt: now } : {}),
  };
  const known = await fetchKnownRecords(transaction, recordIds, governance.rules);
  const changes = planRound(known, recordIds, settled, governance, now);
  await transaction.commit(changes);
  return { isDone: recordIds.length < ROUND, events: changes.events };
}
