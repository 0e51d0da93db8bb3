/**
 * Hearing: a notification of a known device leads to a read of what it is about, at once and beside
 * the polling, and what is found there is told. Nothing is told on a notification's word.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Sighting } from '@muster/facts/observation';
import type { Logger } from 'pino';
import { deadline } from '../../deadline.ts';
import type { Listener } from '../../listener.ts';
import type { TurnTaker } from '../../probe.ts';
import type { SnmpCredentials, SnmpTarget } from '../../target.ts';
import type { Agent } from '../agent.ts';
import { openSession } from '../session.ts';
import { Admission } from './admission.ts';
import { edgeSightings } from './edge-sightings.ts';
import { type Errand, Errands, type Wanted, type WantedPort } from './errands.ts';
import { hintsOf, type Notification } from './hints.ts';
import { type Placed, readAddress, readPorts } from './read-ports.ts';
import { Recall } from './recall.ts';
import { TrapReceiver } from './receiver.ts';

export interface TrapTarget {
  readonly address: string;
  readonly port: number;
  readonly credentials: readonly SnmpCredentials[];
  /** What informs of SNMPv3 are addressed to; lower-case hex. */
  readonly engineId: string;
}

export interface TrapOptions {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Hosts by the poll that asks them: who may send. */
  readonly hosts: ReadonlyMap<string, string>;
  /** The target as which the device was let in last; else the first. */
  readonly targetOf: (pollId: string) => SnmpTarget | undefined;
  /** Visits the whole device now. */
  readonly askNow: (pollId: string) => void;
  /** Whether this device is this collector's to ask, just now. */
  readonly mayAsk: (pollId: string) => boolean;
  /** Ports that lead to another device, beside those that its neighbors tell of. */
  readonly uplinksOf: (pollId: string) => ReadonlySet<string>;
  readonly turnOf: (pollId: string) => TurnTaker | undefined;
}

export interface TrapListener extends Listener {
  /** Told of every visit, so that what is heard can be told in its words. */
  visited(pollId: string, sightings: readonly Sighting[]): void;
  /** Resolves with the port once it listens; with nothing when it may not. */
  listening(): Promise<number | undefined>;
}

/** Targeted reads at the same time, beside the places of the polling. */
const READS_MAX = 16;
/** For one targeted read: what is not there by then is left to the next visit. */
const READ_MS = 10_000;
/** A whole device is read at most this often because it asked for it. */
const DEVICE_GAP_MS = 30_000;
/** Names are looked up again this often. */
const LOOKUP_MS = 600_000;
const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0';

export function listenTraps(
  target: TrapTarget,
  onSightings: (sightings: readonly Sighting[]) => void,
  options: TrapOptions,
): TrapListener {
  return new Ear(target, onSightings, options);
}

class Ear implements TrapListener {
  readonly #options: TrapOptions;
  readonly #onSightings: (sightings: readonly Sighting[]) => void;
  readonly #receiver: TrapReceiver;
  readonly #recall = new Recall();
  readonly #errands = new Errands();
  readonly #reading = new Set<Promise<void>>();
  readonly #pollsByAddress = new Map<string, Set<string>>();
  readonly #wholeMs = new Map<string, number>();
  readonly #lookups: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    target: TrapTarget,
    onSightings: (sightings: readonly Sighting[]) => void,
    options: TrapOptions,
  ) {
    this.#options = options;
    this.#onSightings = onSightings;
    for (const [pollId, host] of options.hosts) {
      if (isIP(host) !== 0) this.#know(host, pollId);
    }
    void this.#lookUp();
    this.#lookups = setInterval(() => void this.#lookUp(), LOOKUP_MS);
    this.#receiver = new TrapReceiver({
      ...target,
      admission: new Admission((address) => this.#pollsAt(address).length > 0),
      nowMs: () => this.#nowMs(),
      onNotification: (from, notification) => this.#heard(from, notification),
      onFlood: (from) => this.#add(from, { kind: 'device', why: 'more came than is taken' }),
    });
    void this.#receiver.listening().then((port) => {
      if (port === undefined) {
        options.logger.warn({ failing: this.#receiver.failing() }, 'cannot listen to traps');
        return;
      }
      options.logger.info({ port, engineId: target.engineId }, 'listens to traps and informs');
    });
  }

  listening(): Promise<number | undefined> {
    return this.#receiver.listening();
  }

  visited(pollId: string, sightings: readonly Sighting[]): void {
    this.#recall.remember(pollId, sightings);
  }

  failing(): readonly { readonly what: string; readonly why: string }[] {
    return this.#receiver.failing();
  }

  tellAgain(): void {
    // The polling tells every device; what was heard is in its tables.
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#lookups);
    clearTimeout(this.#timer);
    await this.#receiver.close();
    await Promise.all(this.#reading);
  }

  #nowMs(): number {
    return this.#options.now().getTime();
  }

  #heard(from: string, notification: Notification): void {
    for (const hint of hintsOf(notification)) this.#add(from, hint);
  }

  #add(from: string, hint: Parameters<Errands['add']>[1]): void {
    if (this.#isClosed) return;
    for (const pollId of this.#pollsAt(from)) {
      if (this.#options.mayAsk(pollId)) this.#errands.add(pollId, hint, this.#nowMs());
    }
    this.#go();
  }

  /** Starts what is due, and comes back when the next is. */
  #go(): void {
    if (this.#isClosed) return;
    while (this.#reading.size < READS_MAX) {
      const errand = this.#errands.take(this.#nowMs());
      if (errand === undefined) break;
      const reading = this.#run(errand).finally(() => {
        this.#reading.delete(reading);
        this.#go();
      });
      this.#reading.add(reading);
    }
    clearTimeout(this.#timer);
    const nextMs = this.#reading.size < READS_MAX ? this.#errands.nextMs() : undefined;
    if (nextMs === undefined || !Number.isFinite(nextMs)) return;
    this.#timer = setTimeout(() => this.#go(), Math.max(1, nextMs - this.#nowMs()));
  }

  async #run(errand: Errand): Promise<void> {
    const { pollId, device } = errand;
    let missing: Missing = NOTHING;
    try {
      if (device !== undefined) this.#askWhole(pollId, device);
      missing = await this.#read(errand);
    } catch (err) {
      // A bug ends at this device's edge: the others are still heard.
      this.#options.logger.error({ target: pollId, err }, 'the targeted read failed');
    } finally {
      this.#errands.back(pollId, missing, this.#nowMs());
    }
  }

  /** At most now and then: the device that tells of itself without end is visited all the same. */
  #askWhole(pollId: string, why: string): void {
    const nowMs = this.#nowMs();
    if (nowMs - (this.#wholeMs.get(pollId) ?? Number.NEGATIVE_INFINITY) < DEVICE_GAP_MS) return;
    this.#wholeMs.set(pollId, nowMs);
    this.#options.logger.info({ target: pollId, why }, 'visits a device that told of a change');
    this.#options.askNow(pollId);
  }

  async #read({ pollId, addresses, ports }: Errand): Promise<Missing> {
    if (addresses.length === 0 && ports.length === 0) return NOTHING;
    const recalled = this.#recall.recall(pollId);
    const target = this.#options.targetOf(pollId);
    if (recalled === undefined || target === undefined) {
      this.#askWhole(pollId, 'not visited yet');
      return NOTHING;
    }
    const live = await this.#open(pollId, target);
    if (live === undefined) return NOTHING;
    using limit = deadline(READ_MS, this.#options.signal);
    const end = limit.signal;
    end.addEventListener('abort', live.close, { once: true });
    try {
      // A device that lets nobody in by these is visited, which tries all that are configured.
      const first = await live.agent.get([SYS_UP_TIME]);
      if (first.kind !== 'answered') {
        this.#askWhole(pollId, `the targeted read had no answer: ${first.reason}`);
        return NOTHING;
      }
      const found = await readAll(live.agent, addresses, ports);
      const observedAt = this.#options.now().toISOString();
      const uplinks = new Set([...recalled.uplinks, ...this.#options.uplinksOf(pollId)]);
      const sightings = edgeSightings(
        { ...recalled, uplinks },
        found.placed,
        found.neighbors,
        observedAt,
      );
      if (sightings.length > 0) this.#onSightings(sightings);
      const { requests, bytesIn, bytesOut, elapsedMs } = live.load();
      const load = { requests, bytes: bytesIn + bytesOut, ms: elapsedMs };
      const told = { target: pollId, found: found.placed.length, ...load };
      this.#options.logger.debug(told, 'read what was told of');
      return found.missing;
    } finally {
      end.removeEventListener('abort', live.close);
      live.close();
    }
  }

  async #open(pollId: string, target: SnmpTarget) {
    const address = isIP(target.host) === 0 ? await addressOf(target.host) : target.host;
    if (address === undefined) return undefined;
    const { port, credentials } = target;
    const turn = this.#options.turnOf(pollId);
    const live = openSession({ address, port, credentials, ...(turn && { turn }) });
    return 'kind' in live ? undefined : live;
  }

  #pollsAt(address: string): readonly string[] {
    const named = this.#pollsByAddress.get(address);
    return named === undefined ? this.#recall.pollsAt(address) : [...named];
  }

  #know(address: string, pollId: string): void {
    const polls = this.#pollsByAddress.get(address) ?? new Set();
    this.#pollsByAddress.set(address, polls.add(pollId));
  }

  async #lookUp(): Promise<void> {
    for (const [pollId, host] of this.#options.hosts) {
      if (this.#isClosed) return;
      if (isIP(host) !== 0) continue;
      const address = await addressOf(host);
      if (address !== undefined) this.#know(address, pollId);
    }
  }
}

interface Missing {
  readonly addresses: readonly Wanted[];
  readonly ports: readonly WantedPort[];
}

const NOTHING: Missing = { addresses: [], ports: [] };

async function readAll(
  agent: Agent,
  addresses: readonly Wanted[],
  ports: readonly WantedPort[],
): Promise<{
  readonly placed: readonly Placed[];
  readonly neighbors: Awaited<ReturnType<typeof readPorts>>['neighbors'];
  readonly missing: Missing;
}> {
  const placed: Placed[] = [];
  const lost: Wanted[] = [];
  for (const wanted of addresses) {
    const found = await readAddress(agent, wanted);
    if (found === undefined) lost.push(wanted);
    else placed.push(found);
  }
  if (ports.length === 0) {
    return { placed, neighbors: [], missing: { addresses: lost, ports: [] } };
  }
  const contents = await readPorts(agent, new Set(ports.map(({ ifIndex }) => ifIndex)));
  const filled = new Set(contents.placed.map(({ ifIndex }) => ifIndex));
  return {
    placed: [...placed, ...contents.placed],
    neighbors: contents.neighbors,
    missing: { addresses: lost, ports: ports.filter(({ ifIndex }) => !filled.has(ifIndex)) },
  };
}

async function addressOf(host: string): Promise<string | undefined> {
  try {
    return (await lookup(host)).address;
  } catch {
    // Not known just now: it is looked up again.
    return undefined;
  }
}
