/**
 * The other reconcilers on the same database: their events, who of us does what is to be done once,
 * and whether anyone else runs. All by one connection, whose end lets go of all it held.
 */
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../options.ts';
import type { OnEvents, Peers } from '../peers.ts';
import { CHANNEL, parseAnnouncement } from './announce.ts';
import { connectPostgres, type PostgresConnection } from './connection.ts';
import type { DatabaseUrl } from './database-url.ts';
import { LOCKS } from './locks.ts';

/** Only a reconciler that starts, or an inventory that is moved in, holds us up for longer. */
const ANSWER_MS = 60_000;
const BACK_OFF_MS = 100;
const BACK_OFF_MAX_MS = 5_000;

export interface PeersOptions {
  /** What this reconciler's own announcements come from. */
  readonly instance: string;
  readonly logger: Logger;
}

/** @throws StorageError: not reachable */
export async function openPeers(url: DatabaseUrl, options: PeersOptions): Promise<PostgresPeers> {
  const peers = new PostgresPeers(url, options);
  await peers.connect();
  return peers;
}

export class PostgresPeers implements Peers {
  readonly #url: DatabaseUrl;
  readonly #options: PeersOptions;
  readonly #closing = new AbortController();
  #connection: PostgresConnection | undefined;
  #isKeeper = false;
  #isIn = false;
  #onEvents: OnEvents = () => {};
  #onMissed: () => void = () => {};
  #returning: Promise<void> | undefined;

  constructor(url: DatabaseUrl, options: PeersOptions) {
    this.#url = url;
    this.#options = options;
  }

  async connect(): Promise<void> {
    const connection = await connectPostgres(this.#url, { answerMs: ANSWER_MS });
    connection.onNotification((channel, payload) => {
      if (channel !== CHANNEL) return;
      const { from, events } = parseAnnouncement(payload);
      this.#onEvents(events, from === this.#options.instance);
    });
    connection.onEnd(() => this.#lost(connection));
    await connection.script(`LISTEN ${CHANNEL}`);
    if (this.#isIn) await connection.script(`SELECT pg_advisory_lock_shared(${LOCKS.running})`);
    this.#connection = connection;
  }

  listen(onEvents: OnEvents, onMissed: () => void): void {
    this.#onEvents = onEvents;
    this.#onMissed = onMissed;
  }

  async enter(whenAlone: () => Promise<unknown>): Promise<void> {
    const connection = this.#connected();
    const isAlone = await isLocked(connection, LOCKS.running);
    // Others that start now wait for this before they let anybody in.
    if (isAlone) await whenAlone();
    await connection.script(`SELECT pg_advisory_lock_shared(${LOCKS.running})`);
    if (isAlone) await connection.script(`SELECT pg_advisory_unlock(${LOCKS.running})`);
    this.#isIn = true;
  }

  async isKeeper(): Promise<boolean> {
    const connection = this.#connection;
    if (connection === undefined) return false;
    try {
      // Asked each time: a server that vanished without a word is found out so.
      if (this.#isKeeper) await connection.all('SELECT 1');
      else this.#isKeeper = await isLocked(connection, LOCKS.keeper);
    } catch (error) {
      if (!connection.isLost) throw error;
    }
    return this.#isKeeper && !connection.isLost;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#returning;
    await this.#connection?.close();
  }

  #connected(): PostgresConnection {
    if (this.#connection === undefined) throw new Error('peers are not connected');
    return this.#connection;
  }

  #lost(connection: PostgresConnection): void {
    if (this.#closing.signal.aborted || this.#connection !== connection) return;
    this.#connection = undefined;
    this.#isKeeper = false;
    this.#options.logger.warn(
      { database: String(this.#url) },
      'the connection to the database was lost',
    );
    this.#returning = this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    for (let wait = BACK_OFF_MS; !this.#closing.signal.aborted; ) {
      try {
        await this.connect();
        this.#options.logger.info({ database: String(this.#url) }, 'the database is back');
        this.#onMissed();
        return;
      } catch {
        // It is tried until it succeeds or we are closed; health says meanwhile how things are.
      }
      await setTimeout(wait, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      wait = Math.min(2 * wait, BACK_OFF_MAX_MS);
    }
  }
}

async function isLocked(connection: PostgresConnection, lock: string): Promise<boolean> {
  const [row] = await connection.all(`SELECT pg_try_advisory_lock(${lock}) AS locked`);
  return row?.locked === true;
}
