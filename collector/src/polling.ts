/**
 * All that is asked: the pollers of the protocols under one politeness and one guard of accounts,
 * the share of this collector in its group, and the ear for what devices tell between visits.
 */
import type { Sighting } from '@muster/facts/observation';
import type { ObserverHealth } from '@muster/facts/wire';
import type { Logger } from 'pino';
import type { Probes } from './asking.ts';
import { CredentialGuard } from './credential-guard.ts';
import type { CollectorConfig } from './load-config.ts';
import { Politeness } from './politeness.ts';
import type { Poll } from './poll.ts';
import { type Caused, Poller } from './poller.ts';
import { Share } from './share.ts';
import { Bridges } from './snmp/bridges.ts';
import type { TrapListener, TrapOptions, TrapTarget } from './snmp/traps/listen.ts';

/** The readers, loaded when the configuration needs them. */
export interface PollReaders {
  readonly snmp: () => Promise<Probes['snmp']>;
  readonly ssh: () => Promise<Probes['ssh']>;
  readonly redfish: () => Promise<Probes['redfish']>;
  readonly traps: () => Promise<
    (
      target: TrapTarget,
      onSightings: (sightings: readonly Sighting[]) => void,
      options: TrapOptions,
    ) => TrapListener
  >;
}

export interface PollingOptions {
  readonly config: CollectorConfig;
  readonly readers: PollReaders;
  readonly now: () => Date;
  readonly random: () => number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface Polling {
  /** Resolves when the signal is aborted and no question is open. */
  run(): Promise<void>;
  askAgain(): void;
  /** The reconciler has told who is in the group. */
  shareChanged(self: string, members: readonly string[]): void;
  failing(): ObserverHealth['failing'];
  caused(): Caused;
  close(): Promise<void>;
}

/** While a share moves, what has become ours to ask is looked for this often. */
const SHARE_LOOK_MS = 500;

export async function openPolling(
  options: PollingOptions,
  onSightings: (sightings: readonly Sighting[]) => Promise<void>,
): Promise<Polling> {
  const polling = new OpenPolling(options);
  await polling.open(onSightings);
  return polling;
}

class OpenPolling implements Polling {
  readonly #options: PollingOptions;
  readonly #politeness: Politeness;
  readonly #guard: CredentialGuard;
  readonly #share: Share | undefined;
  readonly #bridges = new Bridges();
  readonly #pollers = new Map<Poll['kind'], Poller>();
  readonly #visitMs: ReadonlyMap<string, number>;
  #ear: TrapListener | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(options: PollingOptions) {
    const { config, now } = options;
    const nowMs = () => now().getTime();
    this.#options = options;
    this.#politeness = new Politeness({ ...config.budget, now });
    this.#guard = new CredentialGuard(config.lockout, nowMs);
    this.#share = config.share && new Share({ takeoverMs: config.share.takeoverMs, nowMs });
    this.#visitMs = new Map(config.polls.map(({ id, timeoutMs }) => [id, timeoutMs]));
  }

  /** Protocols do not share their places: a segment of hung SSH servers delays no switch. */
  async open(onSightings: (sightings: readonly Sighting[]) => Promise<void>): Promise<void> {
    const { config, readers, now, random, logger, signal } = this.#options;
    const notConfigured = () => Promise.reject(new Error('this protocol is not configured'));
    for (const kind of ['snmp', 'ssh', 'redfish'] as const) {
      const polls = config.polls.filter((poll: Poll) => poll.kind === kind);
      if (polls.length === 0) continue;
      const probes: Probes = {
        snmp: kind === 'snmp' ? await readers.snmp() : notConfigured,
        ssh: kind === 'ssh' ? await readers.ssh() : notConfigured,
        redfish: kind === 'redfish' ? await readers.redfish() : notConfigured,
      };
      const poller = new Poller({
        polls,
        concurrency: config.concurrency[kind],
        probes,
        politeness: this.#politeness,
        guard: this.#guard,
        isOurs: (id) => this.#isOurs(id),
        now,
        random,
        onSightings,
        onVisited: (id, sightings) => this.#visited(id, sightings),
        logger,
        signal,
      });
      this.#pollers.set(kind, poller);
    }
    const snmp = this.#pollers.get('snmp');
    if (snmp !== undefined) this.#ear = await this.#openEar(snmp, onSightings);
  }

  async run(): Promise<void> {
    await Promise.all([...this.#pollers.values()].map((poller) => poller.run()));
  }

  askAgain(): void {
    for (const poller of this.#pollers.values()) poller.askAgain();
  }

  shareChanged(self: string, members: readonly string[]): void {
    if (this.#share === undefined) return;
    this.#share.changed(self, members);
    this.#options.logger.info({ members: members.length }, 'shares its targets');
    this.#tellPollers();
    this.#looking ??= setInterval(() => this.#look(), SHARE_LOOK_MS);
  }

  failing(): ObserverHealth['failing'] {
    const { config } = this.#options;
    return [
      ...(this.#share?.isKnown === false
        ? [{ what: `share ${config.share?.group}`, why: 'the reconciler has not told who shares' }]
        : []),
      ...this.#guard.failing(),
      ...(this.#ear?.failing() ?? []),
      ...[...this.#pollers.values()].flatMap((poller) => poller.failing()),
    ];
  }

  caused(): Caused {
    const sum = { visits: 0, requests: 0, bytes: 0, elapsedMs: 0 };
    for (const poller of this.#pollers.values()) {
      const { visits, requests, bytes, elapsedMs } = poller.caused();
      sum.visits += visits;
      sum.requests += requests;
      sum.bytes += bytes;
      sum.elapsedMs += elapsedMs;
    }
    return sum;
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await this.#ear?.close();
  }

  /** In this order: which ports lead to others is known before what is heard is placed. */
  #visited(id: string, sightings: readonly Sighting[]): readonly Sighting[] {
    const placed = this.#bridges.visited(id, sightings);
    this.#ear?.visited(id, placed);
    return placed;
  }

  #isOurs(id: string): boolean {
    return this.#share === undefined || this.#share.isOurs(id, this.#visitMs.get(id) ?? 0);
  }

  #look(): void {
    this.#tellPollers();
    if (this.#share?.isMoving() === true) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #tellPollers(): void {
    for (const poller of this.#pollers.values()) poller.shareChanged();
  }

  async #openEar(
    poller: Poller,
    onSightings: (sightings: readonly Sighting[]) => Promise<void>,
  ): Promise<TrapListener | undefined> {
    const { config, readers, now, logger, signal } = this.#options;
    if (config.traps === undefined) return undefined;
    const listen = await readers.traps();
    const hosts = new Map(
      config.polls.flatMap((poll) =>
        poll.kind === 'snmp' ? [[poll.id, poll.targets[0]?.host ?? ''] as const] : [],
      ),
    );
    return listen(config.traps, (sightings) => void onSightings(sightings), {
      now,
      signal,
      logger,
      hosts,
      targetOf: (id) => poller.targetOf(id),
      askNow: (id) => poller.askNow(id),
      mayAsk: (id) => poller.mayAsk(id),
      uplinksOf: (id) => this.#bridges.uplinksOf(id),
      turnOf: (id) => this.#politeness.turnOf(hosts.get(id) ?? ''),
    });
  }
}
