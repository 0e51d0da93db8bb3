/**
 * Asks devices in their rhythm. Each question is on its own: it has a deadline, a place among a
 * bounded number of concurrent ones, and an outcome. A device that hangs keeps one place until its
 * deadline and delays nobody; one that is silent is asked more rarely.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sighting } from '@muster/facts/observation';
import type { ObserverHealth } from '@muster/facts/wire';
import type { Logger } from 'pino';
import type { Poll } from './poll.ts';
import type { ProbeOptions, ProbeOutcome } from './probe.ts';
import type { RedfishTarget, SnmpTarget, SshTarget } from './target.ts';
import { firstWaitMs, nextWaitMs, Timetable } from './timetable.ts';

export interface Probes {
  readonly snmp: (target: SnmpTarget, options: ProbeOptions) => Promise<ProbeOutcome>;
  readonly ssh: (target: SshTarget, options: ProbeOptions) => Promise<ProbeOutcome>;
  readonly redfish: (target: RedfishTarget, options: ProbeOptions) => Promise<ProbeOutcome>;
}

export interface PollerOptions {
  readonly polls: readonly Poll[];
  readonly concurrency: number;
  readonly probes: Probes;
  readonly now: () => Date;
  readonly random: () => number;
  readonly onSightings: (sightings: readonly Sighting[]) => Promise<void>;
  /** Told what each visit came to, before it is handed on. */
  readonly onVisited?: (id: string, sightings: readonly Sighting[]) => void;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A probe that ignores its deadline for longer is left behind, and its place given to another. */
const GRACE_MS = 5000;
/** How long the loop sleeps at most: a clock that was set back must not stop the polling. */
const SLEEP_MAX_MS = 60_000;

type Failing = ObserverHealth['failing'][number];

interface Asked {
  failures: number;
  hasAnswered: boolean;
  /** The target that was let in last time: it is tried first. */
  admitted?: SnmpTarget;
  trouble?: string;
  /** Why, where the reconciler acts on it. */
  cause?: Failing['cause'];
}

export class Poller {
  readonly #options: PollerOptions;
  readonly #polls: ReadonlyMap<string, Poll>;
  readonly #asked = new Map<string, Asked>();
  readonly #timetable = new Timetable();
  readonly #running = new Set<Promise<void>>();
  #wake = new AbortController();
  /** How often everything was asked for again. */
  #again = 0;
  /** Asked out of turn; their own turn stays in the timetable. */
  readonly #urgent = new Set<string>();
  /** Those that are being asked. */
  readonly #open = new Set<string>();

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#polls = new Map(options.polls.map((poll) => [poll.id, poll]));
    const nowMs = options.now().getTime();
    [...this.#polls.keys()].forEach((id, index) => {
      this.#timetable.add({ id, atMs: nowMs + firstWaitMs(index, this.#polls.size) });
    });
  }

  /** Resolves when the signal is aborted and no question is open. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      this.#start();
      await this.#sleep();
    }
    await Promise.all(this.#running);
  }

  /** Asks everything again now, in the order and with the spread of a start. */
  askAgain(): void {
    this.#again += 1;
    const nowMs = this.#options.now().getTime();
    this.#timetable.clear().forEach((id, index, ids) => {
      this.#timetable.add({ id, atMs: nowMs + firstWaitMs(index, ids.length) });
    });
    this.#wake.abort();
  }

  /** Asks this one now, or when it is next free, beside its rhythm. */
  askNow(id: string): void {
    if (!this.#polls.has(id)) return;
    this.#urgent.add(id);
    this.#wake.abort();
  }

  /** As what the device was last let in; the first of its targets where it never was. */
  targetOf(id: string): SnmpTarget | undefined {
    const poll = this.#polls.get(id);
    return poll?.kind === 'snmp' ? (this.#asked.get(id)?.admitted ?? poll.targets[0]) : undefined;
  }

  /** Devices that should answer and do not. An address of a sweep that never answered is no device. */
  failing(): readonly Failing[] {
    return [...this.#asked].flatMap(([what, { trouble, cause }]) =>
      trouble === undefined ? [] : [{ what, why: trouble, ...(cause !== undefined && { cause }) }],
    );
  }

  #start(): void {
    while (this.#running.size < this.#options.concurrency) {
      const urgent = this.#takeUrgent();
      const id = urgent ?? this.#timetable.takeDue(this.#options.now().getTime());
      const poll = id === undefined ? undefined : this.#polls.get(id);
      if (poll === undefined) return;
      if (this.#open.has(poll.id)) {
        // It is being asked out of turn: that was its turn.
        this.#schedule(poll, 0);
        continue;
      }
      this.#open.add(poll.id);
      const asking = this.#ask(poll, urgent === undefined).finally(() => {
        this.#open.delete(poll.id);
        this.#running.delete(asking);
        this.#wake.abort();
      });
      this.#running.add(asking);
    }
  }

  #takeUrgent(): string | undefined {
    for (const id of this.#urgent) {
      if (this.#open.has(id)) continue;
      this.#urgent.delete(id);
      return id;
    }
    return undefined;
  }

  #schedule(poll: Poll, failures: number): void {
    const waitMs = nextWaitMs(poll.everyMs, failures, this.#options.random());
    this.#timetable.add({ id: poll.id, atMs: this.#options.now().getTime() + waitMs });
  }

  async #sleep(): Promise<void> {
    this.#wake = new AbortController();
    const nowMs = this.#options.now().getTime();
    const isFull = this.#running.size >= this.#options.concurrency;
    const nextMs = isFull ? undefined : this.#timetable.nextMs;
    const waitMs = Math.min(SLEEP_MAX_MS, Math.max(0, (nextMs ?? Infinity) - nowMs));
    const signal = AbortSignal.any([this.#wake.signal, this.#options.signal]);
    await sleep(waitMs, undefined, { signal }).catch(() => {
      // Woken: somebody has finished, or it is over.
    });
  }

  /** @param isInTurn it was taken from the timetable, and goes back there */
  async #ask(poll: Poll, isInTurn: boolean): Promise<void> {
    const asked = this.#asked.get(poll.id) ?? { failures: 0, hasAnswered: false };
    this.#asked.set(poll.id, asked);
    const again = this.#again;
    const outcome = await this.#outcomeOf(poll, asked);
    if (this.#options.signal.aborted) return;
    if (outcome.kind === 'observed') await this.#observed(poll, asked, outcome.sightings);
    else this.#failed(poll, asked, outcome);
    if (!isInTurn) return;
    // What was asked for again meanwhile is asked again: this answer is from before.
    if (again === this.#again) this.#schedule(poll, asked.failures);
    else this.#timetable.add({ id: poll.id, atMs: this.#options.now().getTime() });
  }

  async #observed(poll: Poll, asked: Asked, sightings: readonly Sighting[]): Promise<void> {
    const { logger, onSightings } = this.#options;
    if (asked.trouble !== undefined) logger.info({ target: poll.id }, 'answers again');
    asked.failures = 0;
    asked.hasAnswered = true;
    delete asked.trouble;
    delete asked.cause;
    this.#options.onVisited?.(poll.id, sightings);
    await onSightings(sightings);
  }

  #failed(poll: Poll, asked: Asked, outcome: Exclude<ProbeOutcome, { kind: 'observed' }>): void {
    asked.failures += 1;
    const isTrouble = poll.isExpected || asked.hasAnswered || outcome.kind === 'refused';
    if (!isTrouble) return;
    const trouble = `${outcome.kind}: ${outcome.reason}`;
    // Said when it begins or changes, not at every attempt.
    if (asked.trouble !== trouble) {
      this.#options.logger.warn(
        { target: poll.id, outcome: outcome.kind, reason: outcome.reason },
        'could not be observed',
      );
    }
    asked.trouble = trouble;
    delete asked.cause;
    if (outcome.cause !== undefined) asked.cause = outcome.cause;
  }

  async #outcomeOf(poll: Poll, asked: Asked): Promise<ProbeOutcome> {
    const { now, signal } = this.#options;
    const deadline = AbortSignal.any([AbortSignal.timeout(poll.timeoutMs), signal]);
    const options = { now, signal: deadline };
    const left = leftBehind(poll.timeoutMs, signal);
    try {
      return await Promise.race([this.#askBy(poll, asked, options), left.outcome]);
    } catch (cause) {
      // A bug in a reader ends at this device's edge: the others are still asked.
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (asked.trouble !== `failed: ${reason}`) {
        this.#options.logger.error({ target: poll.id, err: cause }, 'the reader failed');
      }
      return { kind: 'failed', reason };
    } finally {
      left.cancel();
    }
  }

  #askBy(poll: Poll, asked: Asked, options: ProbeOptions): Promise<ProbeOutcome> {
    const { probes } = this.#options;
    switch (poll.kind) {
      case 'ssh':
        return probes.ssh(poll.target, options);
      case 'redfish':
        return probes.redfish(poll.target, options);
      case 'snmp':
        return this.#askWithEach(poll.targets, asked, options);
    }
  }

  async #askWithEach(
    targets: readonly SnmpTarget[],
    asked: Asked,
    options: ProbeOptions,
  ): Promise<ProbeOutcome> {
    let outcome: ProbeOutcome = { kind: 'refused', reason: 'there are no credentials for it' };
    const first = asked.admitted;
    const ordered =
      first === undefined ? targets : [first, ...targets.filter((each) => each !== first)];
    for (const target of ordered) {
      outcome = await this.#options.probes.snmp(target, options);
      if (outcome.kind === 'observed') {
        asked.admitted = target;
        return outcome;
      }
      // SNMPv2c answers a wrong community with silence: only what surely is not there ends the tries.
      if (outcome.kind === 'unreachable' || options.signal.aborted) return outcome;
    }
    return outcome;
  }
}

function leftBehind(
  timeoutMs: number,
  signal: AbortSignal,
): { readonly outcome: Promise<ProbeOutcome>; cancel(): void } {
  const cancelled = new AbortController();
  const waited = sleep(timeoutMs + GRACE_MS, undefined, { signal: cancelled.signal }).catch(() => {
    // Cancelled: the probe was in time.
  });
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => void sleep(GRACE_MS, undefined, { ref: false }).then(resolve),
      {
        once: true,
        signal: cancelled.signal,
      },
    );
  });
  return {
    outcome: Promise.race([waited, ended]).then(() => ({
      kind: 'timeout',
      reason: `no end after ${timeoutMs} ms`,
    })),
    cancel: () => cancelled.abort(),
  };
}
