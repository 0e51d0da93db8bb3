/** What Prometheus may know of the reconciler; `GET /metrics`. */
import type { Disposition } from '@muster/facts/inventory';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Stats } from '../ports.ts';

/** What is looked at only when someone asks. */
export interface Gauges {
  readonly sessions: () => number;
  readonly eventClients: () => number;
  readonly pendingBatches: () => number;
  readonly pendingBytes: () => number;
  readonly stats: () => Promise<Stats>;
}

/** Seconds; a batch is acknowledged within milliseconds, a stuck disk takes ten seconds. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export class Metrics {
  readonly #registry = new Registry();
  readonly #items = new Counter({
    name: 'muster_intake_items_total',
    help: 'Observations and touches taken, by how they ended',
    labelNames: ['disposition'],
    registers: [this.#registry],
  });
  readonly #refusedBatches = new Counter({
    name: 'muster_intake_batches_refused_total',
    help: 'Batches not taken as a whole; the observer sends them again',
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'muster_intake_seconds',
    help: 'From a batch read to its items durable',
    buckets: LATENCY_BUCKETS,
    registers: [this.#registry],
  });
  readonly #takeovers = new Counter({
    name: 'muster_session_takeovers_total',
    help: 'Sessions ended by a newer one of the same observer; many mean a cloned identity',
    registers: [this.#registry],
  });
  readonly #droppedClients = new Counter({
    name: 'muster_event_clients_dropped_total',
    help: 'Event clients that did not read fast enough',
    registers: [this.#registry],
  });

  #readStats: (() => Promise<void>) | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** The gauges are read at each scrape. */
  watch(gauges: Gauges): void {
    const plain = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    plain('muster_sessions', 'Observers connected', gauges.sessions);
    plain('muster_event_clients', 'Clients of the event stream', gauges.eventClients);
    plain('muster_intake_batches', 'Batches not yet durable', gauges.pendingBatches);
    plain('muster_intake_bytes', 'Their size', gauges.pendingBytes);
    this.#readStats = this.#watchStats(gauges.stats);
  }

  ingested(counts: Readonly<Partial<Record<Disposition, number>>>, seconds: number): void {
    for (const [disposition, count] of Object.entries(counts)) {
      this.#items.inc({ disposition }, count);
    }
    this.#seconds.observe(seconds);
  }

  refusedBatch(): void {
    this.#refusedBatches.inc();
  }

  tookOver(): void {
    this.#takeovers.inc();
  }

  droppedEventClient(): void {
    this.#droppedClients.inc();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async expose(): Promise<string> {
    await this.#readStats?.();
    return this.#registry.metrics();
  }

  /** One question to the database fills all of these. */
  #watchStats(stats: () => Promise<Stats>): () => Promise<void> {
    const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
      new Gauge({ name, help, labelNames, registers: [this.#registry] });
    const cis = gauge('muster_cis', 'Configuration items');
    const records = gauge('muster_records', 'Records');
    const assets = gauge('muster_assets', 'Asset records');
    const linked = gauge('muster_assets_linked', 'Asset records linked to a CI');
    const findings = gauge('muster_findings_open', 'Open findings by kind', ['kind']);
    return async () => {
      const now = await stats();
      cis.set(now.cis);
      records.set(now.records);
      assets.set(now.assets);
      linked.set(now.linked);
      findings.reset();
      for (const [kind, count] of Object.entries(now.openFindings)) findings.set({ kind }, count);
    };
  }
}
