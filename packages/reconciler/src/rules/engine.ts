/** Which rules govern: those that people put in force last, read with each transaction. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { Governance } from '../commit/work.ts';
import type { Decided } from '../decisions/decide.ts';
import { decisionView } from '../decisions/view.ts';
import { parseRules, type RuleSet } from '../identify/rules.ts';
import { parseStored } from '../store/json.ts';
import type { Store, StoredDecision, Transaction } from '../store/port.ts';
import { putInForce, rulesInForce, settleRound, unfit } from './apply.ts';

interface Outcome {
  readonly decided: Decided;
  readonly events: readonly InventoryEvent[];
}

export interface RuleEngine {
  /** One transaction under the rules in force. */
  write<T>(work: (transaction: Transaction, governance: Governance) => Promise<T>): Promise<T>;
  apply(input: unknown, said: Said): Promise<Outcome>;
  /** Takes a decision on rules back: those before it are in force again. */
  undo(decision: StoredDecision, said: Said): Promise<Outcome>;
  /** Compares what was not compared yet under the rules in force, round by round. */
  settle(now: number): Promise<readonly InventoryEvent[]>;
}

interface Said {
  readonly reason: string;
  readonly actor: string;
  readonly now: number;
}

export function openRuleEngine(store: Store, started: Governance): RuleEngine {
  let known: { readonly id: number; readonly governance: Governance } = {
    id: 0,
    governance: started,
  };
  const write: RuleEngine['write'] = (work) =>
    store.write(async (transaction) => {
      const active = await transaction.ruleSet();
      if ((active?.id ?? 0) !== known.id) {
        const { id, rules } = await rulesInForce(transaction, started.rules);
        known = { id, governance: { ...started, rules } };
      }
      return work(transaction, known.governance);
    });
  const settle: RuleEngine['settle'] = async (now) => {
    const events: InventoryEvent[] = [];
    for (;;) {
      const round = await write((transaction, governance) =>
        settleRound(transaction, governance, now),
      );
      events.push(...round.events);
      if (round.isDone) return events;
    }
  };
  const finish = async (decided: Decided, now: number): Promise<Outcome> => ({
    decided,
    events: decided.kind === 'decided' ? await settle(now) : [],
  });
  return {
    write,
    settle,
    apply: async (input, said) => {
      const decided = await write((transaction, { rules }) =>
        decideRules(transaction, input, rules, said),
      );
      return finish(decided, said.now);
    },
    undo: async (decision, said) => {
      const decided = await write((transaction) =>
        undoRules(transaction, decision, started.rules, said),
      );
      return finish(decided, said.now);
    },
  };
}

async function decideRules(
  transaction: Transaction,
  input: unknown,
  present: RuleSet,
  { now, ...said }: Said,
): Promise<Decided> {
  const parsed = readRules(input);
  if (typeof parsed === 'string') return { kind: 'refused', reason: parsed };
  if (parsed.version === present.version) {
    return {
      kind: 'refused',
      reason: `version ${present.version} is in force: changed rules are another version`,
    };
  }
  const reason = unfit(parsed, present);
  if (reason !== undefined) return { kind: 'refused', reason };
  const decision = { kind: 'rules', at: now, ...said } as const;
  const row = await putInForce(transaction, parsed, decision, parsed.version);
  return { kind: 'decided', decision: decisionView(row) };
}

async function undoRules(
  transaction: Transaction,
  { id }: StoredDecision,
  started: RuleSet,
  { now, ...said }: Said,
): Promise<Decided> {
  const active = await transaction.ruleSet();
  if (active?.id !== id) {
    return { kind: 'refused', reason: 'other rules were put in force since: undo those first' };
  }
  const before = await transaction.ruleSet(id);
  const rules = before?.rules === undefined ? undefined : parseRules(parseStored(before.rules));
  const decision = { kind: 'undo', at: now, undoes: id, ...said } as const;
  const row = await putInForce(transaction, rules, decision, (rules ?? started).version);
  return { kind: 'decided', decision: decisionView(row) };
}

/** @returns the rules, or why they are none */
export function readRules(input: unknown): RuleSet | string {
  try {
    return parseRules(input);
  } catch (reason) {
    return reason instanceof Error ? reason.message : String(reason);
  }
}
