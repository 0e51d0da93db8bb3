/**
 * A live device behind the `Agent` port. A session lives for one visit; it counts what it sends and
 * receives, waits as long as the device has been seen to need, and gives up on one that is silent.
 */
import { performance } from 'node:perf_hooks';
import { Secret } from '@muster/uplink/secret';
import type { Load, TurnTaker } from '../probe.ts';
import type { SnmpCredentials } from '../target.ts';
import type { Agent, Column, GetOutcome, Trouble, WalkLimits } from './agent.ts';
import { CommunityExchange } from './community-exchange.ts';
import type { Traffic } from './counted-socket.ts';
import type { Exchange, Question, Reply } from './exchange.ts';
import { justBefore } from './oid.ts';
import { backOff, measure, type RoundTrip, startRoundTrip } from './round-trip.ts';
import { unsupportedPrivacy } from './trouble.ts';
import { UserExchange } from './user-exchange.ts';
import type { Value } from './value.ts';
import { type Listed, ListedVarbinds } from './varbind.ts';
import { type BulkOutcome, Pace, walkColumns } from './walk.ts';

/** OIDs in one GET: with long texts among the answers, still an Ethernet frame's worth. */
const GET_OIDS_MAX = 16;
/** Repetitions of one request, each waiting twice as long as the one before. */
const RETRIES_DEFAULT = 2;
/** A GETBULK that stays unanswered twice is made smaller instead. */
const BULK_RETRIES = 1;
/** A device that leaves so many requests in a row unanswered is not asked again on this visit. */
const SILENCES_MAX = 6;
/** One visit's budget: some ten times what the largest chassis in recordings takes. */
const REQUESTS_MAX = 20_000;
const BYTES_MAX = 64 * 1024 * 1024;

export interface SessionTarget {
  /** A numeric address. */
  readonly address: string;
  readonly port: number;
  readonly credentials: SnmpCredentials;
  /** Until the device's own round trip is known. */
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** The budgets that the device is under: waited for before each request. */
  readonly turn?: TurnTaker;
}

export interface LiveSession {
  readonly agent: Agent;
  readonly load: () => Load;
  /** Ends every request that is still open. */
  readonly close: () => void;
}

/** What the contexts of one device share. */
interface Visit {
  readonly target: SessionTarget;
  readonly traffic: Traffic;
  readonly pace: Pace;
  readonly open: Set<LiveAgent>;
  roundTrip: RoundTrip;
}

/**
 * Sends nothing yet: the first question does. `unsupported` where the runtime lacks what the
 * credentials ask for.
 */
export function openSession(target: SessionTarget): LiveSession | Trouble {
  const { credentials } = target;
  if (credentials.kind === 'user' && credentials.priv !== undefined) {
    const trouble = unsupportedPrivacy(credentials.priv.protocol);
    if (trouble !== undefined) return trouble;
  }
  const startedMs = performance.now();
  const visit: Visit = {
    target,
    traffic: { requests: 0, bytesIn: 0, bytesOut: 0 },
    pace: new Pace(),
    open: new Set(),
    roundTrip: startRoundTrip(target.timeoutMs),
  };
  return {
    agent: new LiveAgent(visit, credentials),
    load: () => ({ ...visit.traffic, elapsedMs: Math.round(performance.now() - startedMs) }),
    close: () => {
      for (const agent of visit.open) agent.close();
    },
  };
}

class LiveAgent implements Agent {
  readonly #visit: Visit;
  readonly #credentials: SnmpCredentials;
  readonly #exchange: Exchange;
  /** Requests in a row without an answer. */
  #silences = 0;

  constructor(visit: Visit, credentials: SnmpCredentials) {
    this.#visit = visit;
    this.#credentials = credentials;
    this.#exchange = openExchange(visit, credentials);
    visit.open.add(this);
  }

  close(): void {
    this.#visit.open.delete(this);
    this.#exchange.close();
  }

  async get(oids: readonly string[]): Promise<GetOutcome> {
    const values = new Map<string, Value>();
    const wanted = [...oids];
    let size = GET_OIDS_MAX;
    while (wanted.length > 0) {
      const batch = wanted.slice(0, size);
      const outcome = await this.#getBatch(batch);
      if (outcome.kind === 'answered') {
        for (const [oid, value] of outcome.values) values.set(oid, value);
        wanted.splice(0, batch.length);
      } else if (outcome.kind === 'tooBig' || outcome.kind === 'failed') {
        // One object may spoil the answer for all: ask for fewer, and in the end without it.
        if (batch.length === 1) wanted.splice(0, 1);
        else size = Math.ceil(batch.length / 2);
      } else if (values.size > 0) break;
      else return outcome;
    }
    return { kind: 'answered', values };
  }

  walk(columns: readonly string[], limits: WalkLimits): Promise<readonly Column[]> {
    return walkColumns(
      (oids, repetitions) => this.#bulk(oids, repetitions),
      columns,
      limits,
      this.#visit.pace,
      () => performance.now(),
    );
  }

  inVlan(vlan: number): Agent {
    const credentials = this.#credentials;
    return new LiveAgent(
      this.#visit,
      credentials.kind === 'community'
        ? { ...credentials, community: new Secret(`${credentials.community.reveal()}@${vlan}`) }
        : { ...credentials, context: `vlan-${vlan}` },
    );
  }

  get #isVersion1(): boolean {
    return this.#credentials.kind === 'community' && this.#credentials.version === '1';
  }

  async #getBatch(oids: readonly string[]): Promise<GetOutcome | { readonly kind: 'tooBig' }> {
    // In SNMPv1 one missing object fails the whole GET, so each is asked for as a next one.
    const outcome = this.#isVersion1
      ? await this.#next(oids.map(justBefore))
      : withoutMissing(await this.#ask({ pdu: 'get', oids }));
    if (outcome.kind !== 'answered') return outcome;
    const wanted = new Set(oids);
    const values = new Map<string, Value>();
    const { varbinds } = outcome;
    for (let i = 0; i < varbinds.length; i++) {
      const oid = varbinds.oid(i);
      const value = wanted.has(oid) ? varbinds.value(i) : undefined;
      if (value !== undefined) values.set(oid, value);
    }
    return { kind: 'answered', values };
  }

  #bulk(oids: readonly string[], repetitions: number): Promise<BulkOutcome> {
    if (this.#isVersion1) return this.#next(oids);
    return this.#ask({ pdu: 'getBulk', oids, repetitions }, BULK_RETRIES).then(withoutMissing);
  }

  /** GETNEXT; an SNMPv1 agent refuses it all for one OID at its end, and is asked for the others. */
  async #next(oids: readonly string[]): Promise<BulkOutcome> {
    const open = [...oids];
    const found = new Map<string, Listed>();
    while (open.length > 0) {
      const reply = await this.#ask({ pdu: 'getNext', oids: open });
      if (reply.kind === 'missing') {
        const at = open.indexOf(reply.oid);
        if (at < 0) open.length = 0;
        else open.splice(at, 1);
        continue;
      }
      if (reply.kind !== 'answered') return reply;
      const { varbinds } = reply;
      for (const [i, oid] of open.entries()) {
        found.set(oid, { oid: varbinds.oid(i), value: varbinds.value(i) });
      }
      break;
    }
    const varbinds = new ListedVarbinds(oids.map((oid) => found.get(oid) ?? { oid }));
    return { kind: 'answered', varbinds };
  }

  /** Takes the time, which is how long later questions wait for their answers. */
  async #ask(
    question: Question,
    retries: number = this.#visit.target.retries ?? RETRIES_DEFAULT,
  ): Promise<Reply> {
    const visit = this.#visit;
    const { traffic, target } = visit;
    if (this.#silences >= SILENCES_MAX) {
      return { kind: 'timeout', reason: 'it has stopped answering' };
    }
    if (traffic.requests >= REQUESTS_MAX || traffic.bytesIn >= BYTES_MAX) {
      return { kind: 'failed', reason: 'more requests than one visit may make' };
    }
    const turn = target.turn?.(traffic);
    if (turn !== undefined) await turn;
    const { waitMs } = visit.roundTrip;
    const sentMs = performance.now();
    const reply = await this.#exchange.ask(question, { waitMs, retries });
    const elapsedMs = performance.now() - sentMs;
    this.#silences = reply.kind === 'timeout' ? this.#silences + 1 : 0;
    if (reply.kind === 'timeout') visit.roundTrip = backOff(visit.roundTrip);
    else if (elapsedMs < waitMs) visit.roundTrip = measure(visit.roundTrip, elapsedMs);
    return reply;
  }
}

/** SNMPv1's noSuchName, where none of the OIDs was asked for as one that may be missing. */
function withoutMissing(reply: Reply): BulkOutcome {
  return reply.kind === 'missing' ? { kind: 'failed', reason: 'no such name' } : reply;
}

function openExchange({ target, traffic }: Visit, credentials: SnmpCredentials): Exchange {
  if (credentials.kind === 'user') return new UserExchange(target, credentials, traffic);
  const { version, community } = credentials;
  return new CommunityExchange(target, { version, community: community.reveal() }, traffic);
}
