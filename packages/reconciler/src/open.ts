/** Opens the reconciler's core: intake here, the later stages beside the database, reads apart. */
import { setImmediate } from 'node:timers/promises';
import type { InventoryEvent } from '@muster/facts/inventory';
import { formatUuid7 } from '@muster/facts/uuid7';
import type { Done } from './engine.ts';
import { parseRules, type RuleSet } from './identify/rules.ts';
import { prepareItems, type Slicing } from './intake/slices.ts';
import { openTurnstile } from './intake/turnstile.ts';
import { parseDuty } from './judge/duty.ts';
import { parsePolicies } from './judge/policies.ts';
import { parseRanks } from './merge/ranks.ts';
import { DEFAULT_LIMITS, DEFAULT_TARGETS, type Limits, type ReconcilerOptions } from './options.ts';
import type {
  Assets,
  Decisions,
  Desk,
  Intake,
  Inventory,
  Reconciler,
  Registry,
  Stats,
} from './ports.ts';
import { getCiAsOf, listCisAsOf } from './read/as-of.ts';
import { listSharedValues } from './read/decisions.ts';
import { getCi } from './read/get-ci.ts';
import { FEW, holdTotals } from './read/held-totals.ts';
import { readLedger, readStats } from './read/ledger.ts';
import { listAssets } from './read/list-assets.ts';
import { listCis } from './read/list-cis.ts';
import { listFindings } from './read/list-findings.ts';
import { getObservation } from './read/observations.ts';
import { askQuestion } from './read/questions.ts';
import { listObservers, observerKey } from './read/registry.ts';
import { unfit } from './rules/apply.ts';
import { readRules } from './rules/engine.ts';
import { tryRules } from './rules/try.ts';
import { parseStored } from './store/json.ts';
import type { OnEvents } from './store/peers.ts';
import { type Connected, openThreads } from './threads/open.ts';

/** @throws when the data folder cannot be used, or rules or policies are not what they should be */
export async function openReconciler(options: ReconcilerOptions): Promise<Reconciler> {
  // Parsed here first, so that a mistake in them is told by name before anything is opened.
  parseRules(options.rules);
  parsePolicies(options.policies);
  parseDuty(options.duty);
  return assembleReconciler(await openThreads(options, limitsOf(options)), options);
}

/** The reconciler over a writer and a database to read, wherever those run. */
export async function assembleReconciler(
  connected: Connected,
  options: ReconcilerOptions,
): Promise<Reconciler> {
  const limits = limitsOf(options);
  const { peers } = connected;
  await peers.enter(() => connected.writer.disconnectAll());
  const time = (): number => options.now().getTime();
  const events = openEvents(options);
  peers.listen(events.tellPeers, events.missed);
  const ingest = openIntake(connected, limits, time, events.publish);
  const desk = openDesk(connected, options, time, events.publish);
  let forgotAt = 0;
  return {
    ...ingest.intake,
    ...openInventory(connected, time),
    ...openAssets(connected, time, events.publish),
    ...desk,
    ...openDecisions(connected, options, time, events.publish),
    ...openRegistry(connected, options, time, events.publish),
    onEvent: events.onEvent,
    onPeerEvent: events.onPeerEvent,
    onMissedEvents: events.onMissedEvents,
    judge: async () => {
      if (!(await peers.isKeeper())) return;
      await events.publish(connected.writer.judge(time()));
      await desk.measure(limits.measureEveryMs);
      if (time() - forgotAt < limits.forgetEveryMs) return;
      forgotAt = time();
      await connected.writer.forget(limits, forgotAt);
    },
    close: async () => {
      await ingest.drain();
      await connected.close();
    },
  };
}

function limitsOf({ limits }: ReconcilerOptions): Limits {
  return { ...DEFAULT_LIMITS, ...limits };
}

type Publish = <T>(doing: Promise<Done<T>>) => Promise<T>;

interface Events extends Pick<Reconciler, 'onEvent' | 'onPeerEvent' | 'onMissedEvents'> {
  readonly publish: Publish;
  readonly tellPeers: OnEvents;
  readonly missed: () => void;
}

function openEvents({ logger }: ReconcilerOptions): Events {
  const events = listenersOf<InventoryEvent>(logger);
  const peers = listenersOf<{ readonly event: InventoryEvent; readonly isOwn: boolean }>(logger);
  const missed = listenersOf<undefined>(logger);
  return {
    onEvent: events.add,
    onPeerEvent: (listener) => peers.add(({ event, isOwn }) => listener(event, isOwn)),
    onMissedEvents: (listener) => missed.add(() => listener()),
    publish: async (doing) => {
      const done = await doing;
      events.tell(done.events);
      return done.value;
    },
    tellPeers: (all, isOwn) => {
      // Our own were told of when they were done.
      if (!isOwn) events.tell(all);
      peers.tell(all.map((event) => ({ event, isOwn })));
    },
    missed: () => missed.tell([undefined]),
  };
}

function listenersOf<T>(logger: ReconcilerOptions['logger']): {
  readonly add: (listener: (told: T) => void) => () => void;
  readonly tell: (all: readonly T[]) => void;
} {
  const listeners = new Set<(told: T) => void>();
  const tellOne = (told: T): void => {
    for (const listener of listeners) {
      try {
        listener(told);
      } catch (err) {
        logger.error({ err }, 'an event listener failed');
      }
    }
  };
  return {
    add: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (all) => {
      for (const each of all) tellOne(each);
    },
  };
}

function openIntake(
  { writer }: Connected,
  limits: Limits,
  time: () => number,
  publish: Publish,
): { readonly intake: Intake; readonly drain: () => Promise<void> } {
  const turnstile = openTurnstile(limits.pendingItemsMax);
  const slicing: Slicing = {
    clock: () => performance.now(),
    rest: () => setImmediate(),
    sliceMs: limits.sliceMs,
  };
  const underway = new Set<Promise<unknown>>();
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();
  /** One call after the other: what an observer said first is applied first. */
  const handOver: Intake['ingest'] = async (observerId, items) => {
    const mine = last.then(() => prepareItems(items, slicing));
    // Chained on what was handed over, not on its outcome: the writer groups what waits.
    const handed = mine.then((prepared) => ({
      outcome: publish(writer.ingest({ observerId, items: prepared }, time())),
    }));
    last = handed.catch(() => undefined);
    return (await handed).outcome;
  };
  const ingest: Intake['ingest'] = async (observerId, items) => {
    await turnstile.enter(items.length);
    try {
      return await handOver(observerId, items);
    } finally {
      turnstile.leave(items.length);
    }
  };
  return {
    intake: {
      ingest: (observerId, items) => {
        if (isClosed) return Promise.reject(new Error('the reconciler is closed'));
        const doing = ingest(observerId, items);
        underway.add(doing);
        void doing.then(
          () => underway.delete(doing),
          () => underway.delete(doing),
        );
        return doing;
      },
    },
    drain: async () => {
      isClosed = true;
      await Promise.allSettled(underway);
    },
  };
}

const STATS_HELD_MS = 1000;

function openInventory({ db }: Connected, time: () => number): Inventory {
  const ranks = parseRanks();
  const totals = holdTotals();
  let held: { readonly stats: Stats; readonly at: number } | undefined;
  /** Of a large inventory it is counted once a second, however many screens show it. */
  const stats = async (): Promise<Stats> => {
    if (held !== undefined && time() - held.at < STATS_HELD_MS) return held.stats;
    const counted = await readStats(db);
    held = counted.cis > FEW ? { stats: counted, at: time() } : undefined;
    return counted;
  };
  return {
    listCis: (query) => listCis(db, query, time(), totals),
    getCi: (id) => getCi(db, id, ranks),
    getCiAsOf: (id, at) => getCiAsOf(db, id, at.getTime(), ranks),
    listCisAsOf: ({ at, ...page }) => listCisAsOf(db, { at: at.getTime(), ...page }, ranks),
    listFindings: (filter) => listFindings(db, filter),
    listAssets: (filter) => listAssets(db, filter, time(), totals),
    getObservation: (id) => getObservation(db, id),
    stats,
    ledger: (afterSeq, limit) => readLedger(db, afterSeq, limit),
  };
}

function openDecisions(
  { writer, db }: Connected,
  { rules: started }: ReconcilerOptions,
  time: () => number,
  publish: Publish,
): Decisions {
  const rules = async (): Promise<RuleSet> => {
    const active = await db
      .selectFrom('rule_set')
      .select('rules')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    return parseRules(active?.rules ? parseStored(active.rules) : started);
  };
  return {
    decide: (input, actor) => publish(writer.decide(input, actor, time())),
    sharedValues: () => listSharedValues(db),
    rules,
    tryRules: async (input, onProgress) => {
      const tried = readRules(input);
      if (typeof tried === 'string') return { kind: 'bad-query', message: tried };
      const message = unfit(tried, await rules());
      if (message !== undefined) return { kind: 'bad-query', message };
      const rest = (): Promise<unknown> => setImmediate();
      return { kind: 'found', value: await tryRules(db, { rules: tried, onProgress, rest }) };
    },
    applyRules: (input, reason, actor) => publish(writer.applyRules(input, reason, actor, time())),
  };
}

function openDesk(
  { writer, db }: Connected,
  { policies: stated, targets }: ReconcilerOptions,
  time: () => number,
  publish: Publish,
): Desk {
  const policies = parsePolicies(stated);
  const { coveragePercent, visibleDays } = { ...DEFAULT_TARGETS, ...targets };
  const ask: Desk['ask'] = (name, input) => askQuestion({ db, now: time(), policies }, name, input);
  const measure = async (): Promise<void> => {
    const rows = await ask('metrics.measure', { visibleDays });
    const input = { rows, coverageTargetPercent: coveragePercent };
    await publish(writer.act('metrics.keep', input, 'rule', time()));
  };
  let measuring: Promise<void> = Promise.resolve();
  let measuredAt = 0;
  return {
    act: (name, input, actor, onProgress) =>
      publish(writer.act(name, input, actor, time(), onProgress)),
    ask,
    measure: (maxAgeMs) => {
      // Who asks meanwhile has the same answer.
      if (time() - measuredAt < maxAgeMs) return measuring;
      measuredAt = time();
      measuring = measure().catch((error: unknown) => {
        measuredAt = 0;
        throw error;
      });
      return measuring;
    },
  };
}

function openAssets({ writer }: Connected, time: () => number, publish: Publish): Assets {
  return {
    importAssets: async (rows, { apply, actor }) => {
      const input = { rows, apply, mode: 'row-by-row' } as const;
      const acted = await publish(writer.act('import.apply', input, actor, time()));
      if (acted.kind === 'done') return acted.value.outcomes;
      throw new Error(acted.reason);
    },
  };
}

function openRegistry(
  { writer, db }: Connected,
  { random }: ReconcilerOptions,
  time: () => number,
  publish: Publish,
): Registry {
  const newId = (): string => formatUuid7(time(), random(10));
  return {
    createEnrolmentToken: (input) =>
      publish(writer.createEnrolmentToken({ ...input, id: newId() }, time())),
    revokeEnrolmentToken: (id, actor) => publish(writer.revokeEnrolmentToken(id, actor, time())),
    enrol: (input) => publish(writer.enrol({ ...input, observerId: newId() }, time())),
    observerKey: (id) => observerKey(db, id),
    recordAccess: (entry) => publish(writer.recordAccess(entry, time())),
    revokeObserver: (id, actor) => publish(writer.revokeObserver(id, actor, time())),
    listObservers: () => listObservers(db),
    noteObserver: (id, note) => publish(writer.noteObserver(id, note, time())),
  };
}
