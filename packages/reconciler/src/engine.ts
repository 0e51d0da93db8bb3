/**
 * The core behind the threads: each method is one transaction, told the time, answering with its
 * value and with the events to publish.
 */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { Acted, OnProgress } from './acts/act.ts';
import type { ActInput, ActName, ActValue } from './acts/acts.ts';
import { runAct } from './acts/run.ts';
import { fetchKnown } from './commit/known.ts';
import { type Delivery, planDeliveries } from './commit/plan.ts';
import type { Governance } from './commit/work.ts';
import { type Decided, type DecisionInput, decide } from './decisions/decide.ts';
import { findDecision } from './decisions/find.ts';
import { DUE_ROUNDS_MAX, judgeDue } from './judge/due.ts';
import { judgeByTime } from './judge/timed.ts';
import { DAY_MS, WATCH_DAYS } from './judge/watch.ts';
import type { AccessEntry, IngestResult, Registry } from './ports.ts';
import {
  createEnrolmentToken,
  disconnectUnheard,
  enrol,
  noteObserver,
  recordAccess,
  revokeEnrolmentToken,
  revokeObserver,
} from './registry/registry.ts';
import { openRuleEngine, type RuleEngine } from './rules/engine.ts';
import type { Store, Transaction } from './store/port.ts';

export interface Done<T> {
  readonly value: T;
  readonly events: readonly InventoryEvent[];
}

/** Rows forgotten in one transaction: a day's worth goes in several, none of them long. */
const FORGET_MAX = 20_000;

export interface Engine {
  ingest(deliveries: readonly Delivery[], now: number): Promise<Done<readonly IngestResult[]>>;
  decide(input: DecisionInput, actor: string, now: number): Promise<Done<Decided>>;
  act<N extends ActName>(
    name: N,
    input: ActInput<N>,
    actor: string,
    now: number,
    onProgress?: OnProgress,
  ): Promise<Done<Acted<ActValue<N>>>>;
  /** Puts rules in force, and compares all records under them before it is done. */
  applyRules(input: unknown, reason: string, actor: string, now: number): Promise<Done<Decided>>;
  judge(now: number): Promise<Done<undefined>>;
  /** Forgets what is kept for a time only; some of it at each call. */
  forget(
    limits: { readonly fateDays: number; readonly sightingDays: number },
    now: number,
  ): Promise<Done<undefined>>;
  createEnrolmentToken(
    input: Parameters<typeof createEnrolmentToken>[1],
    now: number,
  ): Promise<Done<{ readonly id: string }>>;
  revokeEnrolmentToken(id: string, actor: string, now: number): Promise<Done<boolean>>;
  enrol(
    input: Parameters<typeof enrol>[1],
    now: number,
  ): Promise<Done<Awaited<ReturnType<Registry['enrol']>>>>;
  revokeObserver(id: string, actor: string, now: number): Promise<Done<boolean>>;
  recordAccess(entry: AccessEntry, now: number): Promise<Done<undefined>>;
  noteObserver(
    id: string,
    note: Parameters<Registry['noteObserver']>[1],
    now: number,
  ): Promise<Done<undefined>>;
  disconnectAll(): Promise<Done<undefined>>;
  close(): Promise<Done<undefined>>;
}

export function openEngine(store: Store, governance: Governance): Engine {
  const quietly = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<Done<T>> => ({
    value: await store.write(work),
    events: [],
  });
  const rules = openRuleEngine(store, governance);
  return {
    ingest: (deliveries, now) =>
      rules.write((tx, governing) => ingest(tx, deliveries, governing, now)),
    applyRules: async (input, reason, actor, now) => {
      const { decided, events } = await rules.apply(input, { reason, actor, now });
      return { value: decided, events };
    },
    act: (name, input, actor, now, onProgress) =>
      runAct(rules.write, name, input, { actor, now, ...(onProgress && { onProgress }) }),
    decide: (input, actor, now) => decideAnything(rules, input, actor, now),
    judge: async (now) => {
      // What a reconciler that ended before its time did not compare.
      const events = await rules.settle(now);
      const judged = await rules.write(async (tx, governing) => [
        ...(await judgeByTime(tx, governing, now)),
        ...(await disconnectUnheard(tx, now)),
      ]);
      const due: InventoryEvent[] = [];
      for (let round = 0; round < DUE_ROUNDS_MAX; round += 1) {
        const done = await rules.write((tx, governing) => judgeDue(tx, governing, now));
        due.push(...done.events);
        if (done.isDone) break;
      }
      return { value: undefined, events: [...events, ...judged, ...due] };
    },
    forget: ({ fateDays, sightingDays }, now) =>
      quietly(async (tx) => {
        await tx.forgetFates(now - fateDays * DAY_MS, FORGET_MAX);
        await tx.forgetSightings(now - sightingDays * DAY_MS, FORGET_MAX);
        await tx.forgetOutages(now - WATCH_DAYS * DAY_MS);
        return undefined;
      }),
    createEnrolmentToken: (input, now) => quietly((tx) => createEnrolmentToken(tx, input, now)),
    revokeEnrolmentToken: (id, actor, now) =>
      quietly((tx) => revokeEnrolmentToken(tx, id, actor, now)),
    enrol: (input, now) => quietly((tx) => enrol(tx, input, now)),
    recordAccess: (entry, now) => quietly((tx) => recordAccess(tx, entry, now)),
    revokeObserver: async (id, actor, now) => {
      const events = await store.write((tx) => revokeObserver(tx, id, actor, now));
      return { value: events.length > 0, events };
    },
    noteObserver: async (id, note, now) => ({
      value: undefined,
      events: await store.write((tx) => noteObserver(tx, id, note, now)),
    }),
    disconnectAll: () => quietly(async (tx) => void (await tx.registry.disconnectAll())),
    close: async () => {
      await store.close();
      return { value: undefined, events: [] };
    },
  };
}

/** Taking rules back compares all records anew, in rounds; all else is one transaction. */
async function decideAnything(
  rules: RuleEngine,
  input: DecisionInput,
  actor: string,
  now: number,
): Promise<Done<Decided>> {
  const ruling =
    input.kind === 'undo' ? await rules.write((tx) => findDecision(tx, input.decision)) : undefined;
  if (ruling?.kind === 'rules' && ruling.undoneBy === undefined) {
    const { decided, events } = await rules.undo(ruling, { reason: input.reason, actor, now });
    return { value: decided, events };
  }
  const { decided, events } = await rules.write((tx, governance) =>
    decide(tx, input, { actor, now, governance }),
  );
  return { value: decided, events };
}

async function ingest(
  transaction: Transaction,
  deliveries: readonly Delivery[],
  governance: Governance,
  now: number,
): Promise<Done<readonly IngestResult[]>> {
  const items = deliveries.flatMap((delivery) => delivery.items);
  const known = await fetchKnown(transaction, items, governance.rules);
  const { changes, results } = planDeliveries(known, deliveries, governance, now);
  await transaction.commit(changes);
  for (const observerId of new Set(deliveries.map((delivery) => delivery.observerId))) {
    await transaction.registry.noteObserver(observerId, { at: now });
  }
  return { value: results, events: changes.events };
}
