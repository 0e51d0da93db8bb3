/** The uplink behind `openUplink`: puts store, outbox, enrolment and link together. */
import type { Observer, Sighting } from '@muster/facts/observation';
import type { ObserverFrame, ObserverHealth } from '@muster/facts/wire';
import type { Address } from './address.ts';
import { Delivery } from './delivery.ts';
import { Enrolment } from './enrolment.ts';
import { boundedCoverage, boundedFailing } from './hello.ts';
import type { HttpClient } from './http.ts';
import { KNOWN_SAVE_INTERVAL_MS } from './limits.ts';
import { Link } from './link.ts';
import { Outbox } from './outbox.ts';
import type { Rim } from './rim.ts';
import type { Store } from './store.ts';
import type { PlainTls } from './tls.ts';
import type {
  EnrolOutcome,
  Flushed,
  Sent,
  Uplink,
  UplinkLimits,
  UplinkOptions,
  UplinkStatus,
} from './uplink.ts';
import { WantableWholes } from './wholes.ts';

/** Service managers give a process 10 s and more before they kill it. */
const DRAIN_MS = 5_000;

export interface Opened {
  readonly options: UplinkOptions;
  readonly limits: UplinkLimits;
  readonly rim: Rim;
  readonly address: Address;
  readonly tls: PlainTls;
  readonly http: HttpClient;
  readonly store: Store;
}

export class OpenUplink implements Uplink {
  readonly installId: string;
  readonly #options: UplinkOptions;
  readonly #http: HttpClient;
  readonly #store: Store;
  readonly #enrolment: Enrolment;
  readonly #outbox: Outbox;
  readonly #link: Link;
  readonly #stop: AbortController = new AbortController();
  readonly #saving: NodeJS.Timeout;
  /** The session's life; in mode `post`, the flushes one after the other. */
  #running: Promise<void> = Promise.resolve();
  #isOpen = true;

  constructor({ options, limits, rim, address, tls, http, store }: Opened) {
    const { logger, observer } = options;
    const { folder, identity, spool, known, book } = store;
    this.installId = identity.installId;
    this.#options = options;
    this.#http = http;
    this.#store = store;
    this.#enrolment = new Enrolment({
      folder,
      identity,
      address,
      observer,
      token: options.enrolmentToken,
      http,
      rim,
      logger,
      onEnrolled: (observerId) => known.adopt(observerId),
    });
    const wholes = new WantableWholes();
    this.#outbox = new Outbox({ spool, known, wholes, book, rim, speaker: () => this.#speaker() });
    const delivery = new Delivery({
      spool,
      known,
      outbox: this.#outbox,
      logger,
      observerId: () => this.#speaker().observer.id,
    });
    this.#link = new Link({
      address,
      tls,
      enrolment: this.#enrolment,
      delivery,
      http,
      hello: () => this.#hello(),
      onReport: (reason) => options.onReport?.(reason),
      onShare: (self, members) => options.onShare?.(self, members),
      onSpooled: (listener) => spool.onChange(listener),
      limits,
      rim,
      logger,
    });
    this.#saving = setInterval(() => void known.save(), KNOWN_SAVE_INTERVAL_MS);
    this.#saving.unref();
    if (options.mode === 'session') this.#running = this.#link.keep(this.#stop.signal);
  }

  async send(sightings: readonly Sighting[]): Promise<Sent> {
    return this.#isOpen ? this.#outbox.send(sightings) : { kind: 'closed' };
  }

  async enrol(signal?: AbortSignal): Promise<EnrolOutcome> {
    return this.#enrolment.ensure(signal);
  }

  async flush(signal?: AbortSignal): Promise<Flushed> {
    const { spool, known } = this.#store;
    await this.#outbox.settled();
    const last = spool.lastId;
    const stop = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    if (this.#options.mode === 'session') await this.#untilAcknowledged(last, stop);
    else {
      this.#running = this.#running.then(() => this.#link.post(stop));
      await this.#running;
    }
    await known.save();
    if (last === undefined || !spool.holdsUpTo(last)) return { kind: 'acknowledged' };
    const { batches, items } = spool;
    return { kind: 'pending', batches, items, link: this.#link.state };
  }

  status(): UplinkStatus {
    const observerId = this.#enrolment.enrolled?.observerId;
    return {
      ...(observerId !== undefined && { observerId }),
      link: this.#link.state,
      health: this.#health(),
      setAside: this.#store.spool.setAsideCount,
    };
  }

  async close(drainMs: number = DRAIN_MS): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#saving);
    const { spool, known, close } = this.#store;
    await this.#outbox.settled();
    const isConnected = this.#link.state.kind === 'connected';
    if (this.#options.mode === 'session' && isConnected && drainMs > 0)
      await this.#untilAcknowledged(spool.lastId, AbortSignal.timeout(drainMs));
    this.#stop.abort();
    await this.#running;
    // What a last answer has asked for whole is durable before the lock goes.
    await this.#outbox.settled();
    await known.save();
    await this.#http.close();
    close();
  }

  /** Resolves when no batch up to `last` is unacknowledged, or when `signal` aborts. */
  #untilAcknowledged(last: string | undefined, signal: AbortSignal): Promise<void> {
    const { spool } = this.#store;
    return new Promise((resolve) => {
      const settle = () => {
        stopListening();
        signal.removeEventListener('abort', settle);
        resolve();
      };
      const look = () => {
        if (last === undefined || !spool.holdsUpTo(last) || signal.aborted) settle();
      };
      const stopListening = spool.onChange(look);
      signal.addEventListener('abort', settle);
      look();
    });
  }

  /** Before the enrolment the install id stands in; what is sent bears the observer id. */
  #speaker(): { readonly observer: Observer; readonly enrolledAs?: string } {
    const { kind, version, site } = this.#options.observer;
    const enrolledAs = this.#enrolment.enrolled?.observerId;
    const observer: Observer = {
      id: enrolledAs ?? this.installId,
      kind,
      version,
      ...(site !== undefined && { site }),
    };
    return { observer, ...(enrolledAs !== undefined && { enrolledAs }) };
  }

  #hello(): Extract<ObserverFrame, { kind: 'hello' }> {
    const coverage = boundedCoverage(this.#options.coverage?.());
    const { share } = this.#options;
    return {
      kind: 'hello',
      observer: this.#speaker().observer,
      coverage,
      health: this.#health(),
      ...(share !== undefined && { share }),
    };
  }

  #health(): ObserverHealth {
    const { spool, book } = this.#store;
    return {
      lost: book.total,
      spooledBatches: spool.batches,
      spooledBytes: spool.bytes,
      failing: boundedFailing(this.#options.failing?.()),
      ...(this.#options.load && { load: this.#options.load() }),
    };
  }
}
