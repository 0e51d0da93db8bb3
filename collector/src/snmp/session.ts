/**
 * A live device behind the `Agent` port: the net-snmp library wrapped where it enters. A session
 * lives for one visit; it counts what it sends and receives, waits as long as the device has been
 * seen to need, and turns the library's errors into outcomes.
 */
import { performance } from 'node:perf_hooks';
import { Secret } from '@muster/uplink/secret';
import {
  AuthProtocols,
  createSession,
  createV3Session,
  PrivProtocols,
  SecurityLevel,
  type Session,
  type User,
  type Varbind,
  Version1,
  Version2c,
} from 'net-snmp';
import type { Load, TurnTaker } from '../probe.ts';
import type { SnmpCredentials } from '../target.ts';
import type { Agent, Column, GetOutcome, Trouble, WalkLimits } from './agent.ts';
import { CountedSocket, type Traffic } from './counted-socket.ts';
import { justBefore } from './oid.ts';
import { backOff, measure, type RoundTrip, startRoundTrip } from './round-trip.ts';
import { type Mishap, mishapOf, unsupportedPrivacy } from './trouble.ts';
import type { Value } from './value.ts';
import { readVarbind } from './varbind.ts';
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

type Asked<T> = { readonly kind: 'answered'; readonly varbinds: T } | Mishap;

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
  readonly #session: Session;
  /** Requests in a row without an answer. */
  #silences = 0;

  constructor(visit: Visit, credentials: SnmpCredentials) {
    this.#visit = visit;
    this.#credentials = credentials;
    this.#session = startSession(visit, credentials);
    // Packets that cannot be decoded are reported here; the request they answer times out.
    this.#session.on('error', () => {});
    visit.open.add(this);
  }

  close(): void {
    this.#visit.open.delete(this);
    this.#session.close();
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
      : await this.#get(oids);
    if (outcome.kind !== 'answered') return outcome;
    const wanted = new Set(oids);
    const values = new Map<string, Value>();
    for (const varbind of outcome.columns.flat()) {
      const value = wanted.has(varbind.oid) ? readVarbind(varbind) : undefined;
      if (value !== undefined) values.set(varbind.oid, value);
    }
    return { kind: 'answered', values };
  }

  async #get(oids: readonly string[]): Promise<BulkOutcome> {
    const answer = await this.#ask<Varbind[]>((done) => this.#session.get([...oids], done));
    if (answer.kind === 'missing') return { kind: 'failed', reason: 'no such name' };
    if (answer.kind !== 'answered') return answer;
    return { kind: 'answered', columns: [answer.varbinds] };
  }

  async #bulk(oids: readonly string[], repetitions: number): Promise<BulkOutcome> {
    if (this.#isVersion1) return this.#next(oids);
    const answer = await this.#ask<(Varbind | Varbind[])[]>(
      (done) => this.#session.getBulk([...oids], 0, repetitions, done),
      BULK_RETRIES,
    );
    if (answer.kind === 'missing') return { kind: 'failed', reason: 'no such name' };
    if (answer.kind !== 'answered') return answer;
    return {
      kind: 'answered',
      columns: answer.varbinds.map((column) => (Array.isArray(column) ? column : [column])),
    };
  }

  /** GETNEXT; an SNMPv1 agent refuses it all for one OID at its end, and is asked for the others. */
  async #next(oids: readonly string[]): Promise<BulkOutcome> {
    const open = [...oids];
    while (open.length > 0) {
      const answer = await this.#ask<Varbind[]>((done) => this.#session.getNext(open, done));
      if (answer.kind === 'missing') {
        const at = open.indexOf(answer.oid);
        if (at < 0) open.length = 0;
        else open.splice(at, 1);
        continue;
      }
      if (answer.kind !== 'answered') return answer;
      const found = new Map(open.map((oid, i) => [oid, answer.varbinds[i]]));
      return {
        kind: 'answered',
        columns: oids.map((oid) => {
          const varbind = found.get(oid);
          return [varbind ?? { oid }];
        }),
      };
    }
    return { kind: 'answered', columns: oids.map((oid) => [{ oid }]) };
  }

  #ask<T>(
    send: (done: (error: Error | null, varbinds?: T) => void) => void,
    retries: number = this.#visit.target.retries ?? RETRIES_DEFAULT,
  ): Promise<Asked<T>> {
    const visit = this.#visit;
    if (this.#silences >= SILENCES_MAX) {
      return Promise.resolve({ kind: 'timeout', reason: 'it has stopped answering' });
    }
    if (visit.traffic.requests >= REQUESTS_MAX || visit.traffic.bytesIn >= BYTES_MAX) {
      return Promise.resolve({ kind: 'failed', reason: 'more requests than one visit may make' });
    }
    const turn = visit.target.turn?.(visit.traffic);
    return turn === undefined
      ? this.#exchange(send, retries)
      : turn.then(() => this.#exchange(send, retries));
  }

  #exchange<T>(
    send: (done: (error: Error | null, varbinds?: T) => void) => void,
    retries: number,
  ): Promise<Asked<T>> {
    const visit = this.#visit;
    const { waitMs } = visit.roundTrip;
    // The library reads these for each request it makes; the repeats keep the request's id, so
    // that a late answer still counts.
    Object.assign(this.#session, { timeout: waitMs, retries });
    const sentMs = performance.now();
    return new Promise((resolve) => {
      send((error, varbinds) => {
        const elapsedMs = performance.now() - sentMs;
        const mishap = error === null ? undefined : mishapOf(error);
        this.#silences = mishap?.kind === 'timeout' ? this.#silences + 1 : 0;
        if (mishap?.kind === 'timeout') visit.roundTrip = backOff(visit.roundTrip);
        else if (elapsedMs < waitMs) visit.roundTrip = measure(visit.roundTrip, elapsedMs);
        if (mishap !== undefined) resolve(mishap);
        else if (varbinds !== undefined) resolve({ kind: 'answered', varbinds });
        else resolve({ kind: 'failed', reason: 'an answer without varbinds' });
      });
    });
  }
}

function startSession({ target, traffic }: Visit, credentials: SnmpCredentials): Session {
  const refused: Error & { code?: string } = new Error('connection refused');
  refused.code = 'ECONNREFUSED';
  const type = target.address.includes(':') ? 'udp6' : 'udp4';
  const options = {
    transport: type,
    port: target.port,
    retries: target.retries ?? RETRIES_DEFAULT,
    backoff: 2,
    dgramModule: {
      createSocket: () => new CountedSocket(type, traffic, () => session.cancelRequests(refused)),
    },
  } as const;
  const session: Session =
    credentials.kind === 'community'
      ? createSession(target.address, credentials.community.reveal(), {
          ...options,
          version: credentials.version === '1' ? Version1 : Version2c,
        })
      : createV3Session(target.address, userOf(credentials), {
          ...options,
          context: credentials.context ?? '',
        });
  return session;
}

/** A user of USM in the library's words. */
export function userOf(credentials: Extract<SnmpCredentials, { kind: 'user' }>): User {
  const { user, auth, priv } = credentials;
  if (auth === undefined) return { name: user, level: SecurityLevel.noAuthNoPriv };
  const authenticated = {
    name: user,
    authProtocol: AuthProtocols[auth.protocol],
    authKey: auth.key.reveal(),
  };
  if (priv === undefined) return { ...authenticated, level: SecurityLevel.authNoPriv };
  return {
    ...authenticated,
    level: SecurityLevel.authPriv,
    privProtocol: PrivProtocols[priv.protocol],
    privKey: priv.key.reveal(),
  };
}
