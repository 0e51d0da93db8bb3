/**
 * Keeps the way to the reconciler open: enrols, connects, waits, connects again. Holds what is
 * known of the link, for status and log.
 */
import type { ObserverFrame } from '@muster/facts/wire';
import type { Address } from './address.ts';
import { backoffMs } from './backoff.ts';
import type { Delivery } from './delivery.ts';
import type { Enrolment } from './enrolment.ts';
import type { HttpClient } from './http.ts';
import { GOOD_SESSION_MS, POST_ATTEMPTS } from './limits.ts';
import type { Log } from './log.ts';
import { type Posted, postPending } from './post.ts';
import { type Rim, randomFraction } from './rim.ts';
import type { SessionEnd } from './session.ts';
import { Skew } from './skew.ts';
import type { PlainTls } from './tls.ts';
import { signToken } from './token.ts';
import type { EnrolOutcome, LinkState, UplinkLimits } from './uplink.ts';

export interface LinkOptions {
  readonly address: Address;
  readonly tls: PlainTls;
  readonly enrolment: Enrolment;
  readonly delivery: Delivery;
  readonly http: HttpClient;
  readonly hello: () => Extract<ObserverFrame, { kind: 'hello' }>;
  readonly onReport: (reason: string) => void;
  readonly onShare: (self: string, members: readonly string[]) => void;
  readonly onSpooled: (listener: () => void) => () => void;
  readonly limits: UplinkLimits;
  readonly rim: Rim;
  readonly logger: Log;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #skew: Skew = new Skew();
  #state: LinkState = { kind: 'idle' };
  #windowMax = Number.POSITIVE_INFINITY;
  #reasonLogged = '';

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Until `signal` aborts: session after session, with back-off in between. */
  async keep(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const outcome = await this.#options.enrolment.ensure(signal);
      if (outcome.kind === 'enrolled') {
        const startedMs = this.#options.rim.monotonicMs();
        const end = await this.#runSession(signal);
        const lastedMs = this.#options.rim.monotonicMs() - startedMs;
        if (hasWorked(end) || lastedMs > GOOD_SESSION_MS) failures = 0;
        failures += 1;
        await this.#waitAfter(stateAfter(end), failures, signal);
      } else {
        failures += 1;
        await this.#waitAfter(stateUnenrolled(outcome), failures, signal);
      }
    }
    this.#state = { kind: 'idle' };
  }

  /** Once over the spool, with few retries: for one-shot runs. */
  async post(signal: AbortSignal | undefined): Promise<void> {
    const patience = signal ?? new AbortController().signal;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#options.enrolment.ensure(signal);
      if (outcome.kind === 'enrolled') {
        this.#state = { kind: 'connecting' };
        const posted = await this.#post(signal);
        this.#state = stateAfterPost(posted, this.#options.rim.nowMs());
        if (posted.kind === 'acknowledged') return;
      } else {
        this.#state = stateUnenrolled(outcome);
        // What was judged stays so within one run.
        if (outcome.kind !== 'unreachable') return;
      }
      if (attempt >= POST_ATTEMPTS || patience.aborted) return;
      await this.#options.rim.wait(this.#backoff(attempt), patience);
    }
  }

  async #runSession(signal: AbortSignal): Promise<SessionEnd> {
    const {
      address,
      tls,
      delivery,
      hello,
      onReport,
      onShare,
      onSpooled,
      limits,
      rim,
      logger,
      enrolment,
    } = this.#options;
    this.#state = { kind: 'connecting' };
    // Loaded with its WebSocket client by those who keep a session, not by one-shot runs.
    const { runSession } = await import('./session.ts');
    const end = await runSession({
      url: address.stream,
      tls,
      token: this.#token(),
      delivery,
      hello,
      windowMax: this.#windowMax,
      limits,
      rim,
      logger,
      onWelcome: () => {
        this.#state = { kind: 'connected', since: this.#time(0) };
        this.#reasonLogged = '';
        enrolment.noteAccepted();
        logger.info({ reconciler: address.base }, 'connected');
      },
      onReport,
      onShare,
      onDate: (date) => this.#learnDate(date),
      onSpooled,
      signal,
    });
    if (end.kind === 'observer-refused' && !end.isClock) enrolment.noteRefused();
    if (end.kind === 'cut') this.#windowMax = end.isTooLarge ? 1 : this.#nextWindow(end);
    return end;
  }

  /** A narrowed window opens again once the batch that did not pass is behind. */
  #nextWindow(end: Extract<SessionEnd, { kind: 'cut' }>): number {
    return end.hasProgressed ? Number.POSITIVE_INFINITY : this.#windowMax;
  }

  async #post(signal: AbortSignal | undefined): Promise<Posted> {
    const { address, http, delivery, enrolment } = this.#options;
    const posted = await postPending({
      url: address.observations,
      http,
      delivery,
      token: () => this.#token(),
      onDate: (date) => this.#learnDate(date),
      signal,
    });
    if (posted.kind === 'acknowledged') enrolment.noteAccepted();
    if (posted.kind === 'observer-refused' && !posted.isClock) enrolment.noteRefused();
    return posted;
  }

  #token(): string {
    const { enrolment, rim } = this.#options;
    const { enrolled } = enrolment;
    if (enrolled === undefined) throw new Error('only an enrolled observer speaks');
    return signToken(enrolled, rim.nowMs() + this.#skew.ms);
  }

  #learnDate(date: string): boolean {
    const hasChanged = this.#skew.learn(date, this.#options.rim.nowMs());
    if (hasChanged)
      this.#options.logger.warn({ skewMs: this.#skew.ms }, "clock differs from the reconciler's");
    return hasChanged;
  }

  async #waitAfter(state: LinkState, failures: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const waitMs = this.#backoff(failures);
    const isRetried = state.kind === 'unreachable' || state.kind === 'refused';
    this.#state = isRetried ? { ...state, retryAt: this.#time(waitMs) } : state;
    const reason = 'reason' in state ? state.reason : '';
    // Once for each new reason: an outage of days is not a line a minute.
    const level = reason === this.#reasonLogged ? 'debug' : 'warn';
    this.#options.logger[level]({ link: state.kind, reason, failures }, 'not connected');
    this.#reasonLogged = reason;
    await this.#options.rim.wait(waitMs, signal);
  }

  #backoff(failures: number): number {
    const { backoffFirstMs, backoffMaxMs } = this.#options.limits;
    const fraction = randomFraction(this.#options.rim.random);
    return backoffMs(failures, { firstMs: backoffFirstMs, maxMs: backoffMaxMs }, fraction);
  }

  #time(inMs: number): string {
    return new Date(this.#options.rim.nowMs() + inMs).toISOString();
  }
}

function hasWorked(end: SessionEnd): boolean {
  return end.kind === 'closed' || (end.kind === 'cut' && end.hasProgressed);
}

function stateAfter(end: SessionEnd): LinkState {
  if (end.kind === 'observer-refused') return { kind: 'refused', reason: end.reason };
  return { kind: 'unreachable', reason: end.kind === 'cut' ? end.reason : 'closed' };
}

function stateUnenrolled(outcome: Exclude<EnrolOutcome, { kind: 'enrolled' }>): LinkState {
  const { kind, reason } = outcome;
  return kind === 'unreachable' ? { kind, reason } : { kind: 'not-enrolled', reason };
}

function stateAfterPost(posted: Posted, nowMs: number): LinkState {
  if (posted.kind === 'acknowledged')
    return { kind: 'connected', since: new Date(nowMs).toISOString() };
  const kind = posted.kind === 'observer-refused' ? 'refused' : 'unreachable';
  return { kind, reason: posted.reason };
}
