/**
 * Asks devices in their rhythm. Each question is on its own: it has a deadline, a place among a
 * bounded number of concurrent ones, and an outcome. A device that hangs keeps one place until its
 * deadline and delays nobody; one that is silent is asked more rarely, and all that were silent
 * share half of the places.
 */
import type { Sighting } from '@muster/facts/observation';
import type { ObserverHealth } from '@muster/facts/wire';
import type { Logger } from 'pino';
import { type Answer, askDevice, type Before, type Probes } from './asking.ts';
import type { CredentialGuard } from './credential-guard.ts';
import type { Politeness } from './politeness.ts';
import type { Poll } from './poll.ts';
import { type Load, type ProbeOutcome, troubleText } from './probe.ts';
import type { SnmpTarget } from './target.ts';
import { firstWaitMs, nextWaitMs, Timetable } from './timetable.ts';

export interface PollerOptions {
  readonly polls: readonly Poll[];
  readonly concurrency: number;
  readonly probes: Probes;
  readonly politeness: Politeness;
  readonly guard: CredentialGuard;
  /** Whether this collector is the one to ask it, where several share the work. */
  readonly isOurs?: (id: string) => boolean;
  readonly now: () => Date;
  readonly random: () => number;
  readonly onSightings: (sightings: readonly Sighting[]) => Promise<void>;
  /** Told what each visit came to; what it returns is handed on. */
  readonly onVisited?: (id: string, sightings: readonly Sighting[]) => readonly Sighting[];
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What the polling has caused since the start. */
export interface Caused {
  readonly visits: number;
  readonly requests: number;
  readonly bytes: number;
  readonly elapsedMs: number;
}

/** How long the loop sleeps at most: a clock that was set back must not stop the polling. */
const SLEEP_MAX_MS = 60_000;
/** Those whose account is held back come again spread over this. */
const HELD_SPREAD_MS = 60_000;

type Failing = ObserverHealth['failing'][number];

interface Asked extends Before {
  failures: number;
  hasAnswered: boolean;
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
  /** Ends the loop's sleep: somebody has finished, something is asked for, or it is over. */
  #wake: () => void = () => {};
  /** How often everything was asked for again. */
  #again = 0;
  /** Asked out of turn; their own turn stays in the timetable. */
  readonly #urgent = new Set<string>();
  /** Those that are being asked; true where they were silent before. */
  readonly #open = new Map<string, boolean>();
  /** Due, but silent before: they wait for one of their places. */
  readonly #doubtful: string[] = [];
  /** Another collector's to ask, for now. */
  readonly #others = new Set<string>();
  readonly #caused = { visits: 0, requests: 0, bytes: 0, elapsedMs: 0 };

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#polls = new Map(options.polls.map((poll) => [poll.id, poll]));
    this.#spread([...this.#polls.keys()]);
  }

  /** Resolves when the signal is aborted and no question is open. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    // One listener for all its sleeps: what AbortSignal.any makes of a signal stays with it for ever.
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      this.#start();
      await this.#sleep();
    }
    await Promise.all(this.#running);
  }

  /** Asks everything again now, in the order and with the spread of a start. */
  askAgain(): void {
    this.#again += 1;
    this.#spread([...this.#timetable.clear(), ...this.#doubtful.splice(0)]);
    this.#wake();
  }

  /** Who asks what has changed: what is ours now is asked soon. */
  shareChanged(): void {
    const ours = [...this.#others].filter((id) => this.#options.isOurs?.(id) !== false);
    for (const id of ours) this.#others.delete(id);
    this.#spread(ours);
    this.#wake();
  }

  /** Asks this one now, or when it is next free, beside its rhythm. */
  askNow(id: string): void {
    if (!this.#polls.has(id)) return;
    this.#urgent.add(id);
    this.#wake();
  }

  /** As what the device was last let in; the first of its targets where it never was. */
  targetOf(id: string): SnmpTarget | undefined {
    const poll = this.#polls.get(id);
    return poll?.kind === 'snmp' ? (this.#asked.get(id)?.admitted ?? poll.targets[0]) : undefined;
  }

  /** Whether it may be asked at this moment: it is ours, and it is no quiet time. */
  mayAsk(id: string): boolean {
    const poll = this.#polls.get(id);
    if (poll === undefined || !this.#isOurs(id)) return false;
    return this.#options.politeness.quietMs(poll.quiet) === 0;
  }

  caused(): Caused {
    return { ...this.#caused };
  }

  /** Devices that should answer and do not. An address of a sweep that never answered is no device. */
  failing(): readonly Failing[] {
    return [...this.#asked].flatMap(([what, { trouble, cause }]) =>
      trouble === undefined || !this.#isOurs(what)
        ? []
        : [{ what, why: trouble, ...(cause !== undefined && { cause }) }],
    );
  }

  #spread(ids: readonly string[]): void {
    const nowMs = this.#nowMs();
    for (const [index, id] of ids.entries()) {
      this.#timetable.add({ id, atMs: nowMs + firstWaitMs(index, ids.length) });
    }
  }

  #start(): void {
    while (this.#running.size < this.#options.concurrency) {
      const urgent = this.#takeUrgent();
      const id = urgent ?? this.#takeDue();
      const poll = id === undefined ? undefined : this.#polls.get(id);
      if (poll === undefined) return;
      if (this.#isReady(poll, urgent !== undefined)) this.#begin(poll, urgent === undefined);
    }
  }

  /** Those who were silent wait until less than half of the places are taken by their like. */
  #takeDue(): string | undefined {
    const places = Math.ceil(this.#options.concurrency / 2);
    const hasPlace = () => [...this.#open.values()].filter(Boolean).length < places;
    if (this.#doubtful.length > 0 && hasPlace()) return this.#doubtful.shift();
    for (;;) {
      const id = this.#timetable.takeDue(this.#nowMs());
      if (id === undefined || !this.#isDoubtful(id) || hasPlace()) return id;
      this.#doubtful.push(id);
    }
  }

  #isDoubtful(id: string): boolean {
    const asked = this.#asked.get(id);
    if (asked === undefined) return this.#polls.get(id)?.isExpected !== true;
    return asked.failures > 0 || (!asked.hasAnswered && this.#polls.get(id)?.isExpected !== true);
  }

  #takeUrgent(): string | undefined {
    for (const id of this.#urgent) {
      if (this.#open.has(id)) continue;
      this.#urgent.delete(id);
      return id;
    }
    return undefined;
  }

  /** Whether to ask it now; else it is put where it is found again. */
  #isReady(poll: Poll, isUrgent: boolean): boolean {
    if (!this.#isOurs(poll.id)) {
      if (!isUrgent) this.#others.add(poll.id);
      return false;
    }
    const waitMs = this.#waitMs(poll);
    if (waitMs > 0) {
      if (!isUrgent) this.#timetable.add({ id: poll.id, atMs: this.#nowMs() + waitMs });
      return false;
    }
    if (!this.#open.has(poll.id)) return true;
    // It is being asked out of turn: that was its turn.
    this.#schedule(poll, 0);
    return false;
  }

  #isOurs(id: string): boolean {
    return this.#options.isOurs?.(id) !== false;
  }

  #waitMs(poll: Poll): number {
    return this.#options.politeness.waitMs(hostOf(poll), poll.quiet);
  }

  #schedule(poll: Poll, failures: number): void {
    const waitMs = nextWaitMs(poll.everyMs, failures, this.#options.random());
    this.#timetable.add({ id: poll.id, atMs: this.#nowMs() + waitMs });
  }

  async #sleep(): Promise<void> {
    if (this.#options.signal.aborted) return;
    const isFull = this.#running.size >= this.#options.concurrency;
    const nextMs = isFull ? undefined : this.#timetable.nextMs;
    const waitMs = Math.min(SLEEP_MAX_MS, Math.max(0, (nextMs ?? Infinity) - this.#nowMs()));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, waitMs);
    await promise;
    clearTimeout(timer);
  }

  /** @param isInTurn it was taken from the timetable, and goes back there */
  #begin(poll: Poll, isInTurn: boolean): void {
    this.#open.set(poll.id, this.#isDoubtful(poll.id));
    const leave = this.#options.politeness.enter(hostOf(poll));
    const asking = this.#ask(poll, isInTurn).finally(() => {
      leave();
      this.#open.delete(poll.id);
      this.#running.delete(asking);
      this.#wake();
    });
    this.#running.add(asking);
  }

  async #ask(poll: Poll, isInTurn: boolean): Promise<void> {
    const asked = this.#asked.get(poll.id) ?? { failures: 0, hasAnswered: false };
    this.#asked.set(poll.id, asked);
    const again = this.#again;
    const answer = await this.#answerOf(poll, asked);
    if (this.#options.signal.aborted) return;
    if (answer.kind === 'held') {
      const atMs = answer.untilMs + this.#options.random() * HELD_SPREAD_MS;
      if (isInTurn) this.#timetable.add({ id: poll.id, atMs });
      return;
    }
    const { outcome, admitted } = answer;
    if (admitted !== undefined) asked.admitted = admitted;
    this.#count(poll, asked, outcome);
    if (outcome.kind === 'observed') await this.#observed(poll, asked, outcome.sightings);
    else this.#failed(poll, asked, outcome);
    if (!isInTurn) return;
    // What was asked for again meanwhile is asked again: this answer is from before.
    if (again === this.#again) this.#schedule(poll, asked.failures);
    else this.#timetable.add({ id: poll.id, atMs: this.#nowMs() });
  }

  async #answerOf(poll: Poll, asked: Asked): Promise<Answer> {
    const { probes, guard, politeness, now, signal, logger } = this.#options;
    const turn = politeness.turnOf(hostOf(poll));
    try {
      return await askDevice(poll, asked, { probes, guard, now, signal, turn });
    } catch (cause) {
      // A bug in a reader ends at this device's edge: the others are still asked.
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (asked.trouble !== `failed: ${reason}`) {
        logger.error({ target: poll.id, err: cause }, 'the reader failed');
      }
      return { kind: 'asked', outcome: { kind: 'failed', reason } };
    }
  }

  /** The load of every visit is logged; the silence of a sweep's address only costs. */
  #count(poll: Poll, { hasAnswered }: Asked, { kind, load }: ProbeOutcome): void {
    this.#caused.visits += 1;
    if (load === undefined) return;
    const bytes = bytesOf(load);
    this.#caused.requests += load.requests;
    this.#caused.bytes += bytes;
    this.#caused.elapsedMs += load.elapsedMs;
    if (kind !== 'observed' && !poll.isExpected && !hasAnswered) return;
    const { requests, elapsedMs } = load;
    const said = { target: poll.id, outcome: kind, requests, bytes, ms: elapsedMs };
    this.#options.logger.info(said, 'visited');
  }

  /**
   * The promises of a visit are old when it ends, and what they hold is freed no earlier than they
   * are, with the whole heap: what a visit came to is most of what it makes, so it is taken from them.
   */
  async #observed(poll: Poll, asked: Asked, observed: Sighting[]): Promise<void> {
    const { logger, onSightings } = this.#options;
    const sightings = observed.splice(0);
    if (asked.trouble !== undefined) logger.info({ target: poll.id }, 'answers again');
    asked.failures = 0;
    asked.hasAnswered = true;
    delete asked.trouble;
    delete asked.cause;
    await onSightings(this.#options.onVisited?.(poll.id, sightings) ?? sightings);
  }

  #failed(poll: Poll, asked: Asked, outcome: Exclude<ProbeOutcome, { kind: 'observed' }>): void {
    asked.failures += 1;
    const isTrouble = poll.isExpected || asked.hasAnswered || outcome.kind === 'refused';
    if (!isTrouble) return;
    const trouble = troubleText(outcome);
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

  #nowMs(): number {
    return this.#options.now().getTime();
  }
}

function hostOf(poll: Poll): string {
  return poll.kind === 'snmp' ? (poll.targets[0]?.host ?? '') : poll.target.host;
}

function bytesOf({ bytesIn, bytesOut }: Load): number {
  return bytesIn + bytesOut;
}
