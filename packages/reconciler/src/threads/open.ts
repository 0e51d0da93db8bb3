/** Starts the threads that hold the database: one that writes, and for SQLite those that read. */
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Limits, ReconcilerOptions } from '../options.ts';
import { openReads } from '../read/connection.ts';
import type { Tables } from '../read/schema.ts';
import { NO_PEERS, type Peers } from '../store/peers.ts';
import type { DatabaseUrl } from '../store/postgres/database-url.ts';
import type { Reader, ReaderData, StorageData, Writer, WriterData } from './messages.ts';
import { Thread, type Watch } from './thread.ts';

export interface Connected {
  readonly writer: Writer;
  readonly db: Kysely<Tables>;
  readonly peers: Peers;
  close(): Promise<void>;
}

export function openThreads(options: ReconcilerOptions, limits: Limits): Promise<Connected> {
  const { database } = options;
  return database === undefined
    ? openOnSqlite(options, limits)
    : openOnPostgres(database, options, limits);
}

function watchOf({ logger }: ReconcilerOptions): Watch {
  return {
    onFault: ({ message, stack, itemId }) =>
      logger.error({ message, stack, itemId }, 'an item could not be reconciled and was parked'),
    onEnd: (err) => logger.error({ err }, 'a database thread ended by itself'),
  };
}

async function startWriter(
  storage: StorageData,
  options: ReconcilerOptions,
  { groupItemsMax }: Limits,
): Promise<Thread> {
  const { rules, policies, duty } = options;
  const data: WriterData = { storage, groupItemsMax, rules, policies, duty };
  const writing = new Thread(new URL('./writer.ts', import.meta.url), data, watchOf(options));
  await writing.ready;
  return writing;
}

/** The writer first: it makes and migrates the database that readers open. */
async function openOnSqlite(options: ReconcilerOptions, limits: Limits): Promise<Connected> {
  const { dataFolder } = options;
  const { checkpointPages, readers } = limits;
  const readerData: ReaderData = { dataFolder, checkpointPages };
  const writing = await startWriter({ kind: 'sqlite', ...readerData }, options, limits);
  const reading = Array.from(
    { length: Math.max(1, readers) },
    () => new Thread(new URL('./reader.ts', import.meta.url), readerData, watchOf(options)),
  );
  await Promise.all(reading.map((thread) => thread.ready));
  return {
    writer: writerOver(writing),
    db: openReads(readerOver(reading).run),
    peers: NO_PEERS,
    close: async () => {
      // Readers first: the last connection that closes moves the write-ahead log into the database.
      await Promise.all(reading.map((thread) => thread.call('close')));
      await writing.call('close');
      await Promise.all([writing, ...reading].map((thread) => thread.stop()));
    },
  };
}

/**
 * The driver waits and does not compute, so reads need no thread; the stages do. The first connection
 * is made here, so that a database that is not there is told of by its name.
 */
async function openOnPostgres(
  database: DatabaseUrl,
  options: ReconcilerOptions,
  limits: Limits,
): Promise<Connected> {
  const [{ openPeers }, { openPostgresReads }] = await Promise.all([
    import('../store/postgres/peers.ts'),
    import('../store/postgres/reads.ts'),
  ]);
  const instance = randomUUID();
  const peers = await openPeers(database, { instance, logger: options.logger });
  const storage: StorageData = { kind: 'postgres', url: database.reveal(), instance };
  try {
    const writing = await startWriter(storage, options, limits);
    const reads = openPostgresReads(database);
    return {
      writer: writerOver(writing),
      db: reads.db,
      peers,
      close: async () => {
        await reads.close();
        await writing.call('close');
        await writing.stop();
        // Last: who waits for us to be gone finds nothing of ours under way.
        await peers.close();
      },
    };
  } catch (error) {
    await peers.close();
    throw error;
  }
}

function writerOver(thread: Thread): Writer {
  return {
    ingest: (...parameters) => thread.call('ingest', ...parameters),
    applyRules: (...parameters) => thread.call('applyRules', ...parameters),
    act: (name, input, actor, now, onProgress) =>
      thread.watch(onProgress, 'act', name, input, actor, now),
    decide: (...parameters) => thread.call('decide', ...parameters),
    judge: (...parameters) => thread.call('judge', ...parameters),
    forget: (...parameters) => thread.call('forget', ...parameters),
    createEnrolmentToken: (...parameters) => thread.call('createEnrolmentToken', ...parameters),
    revokeEnrolmentToken: (...parameters) => thread.call('revokeEnrolmentToken', ...parameters),
    enrol: (...parameters) => thread.call('enrol', ...parameters),
    recordAccess: (...parameters) => thread.call('recordAccess', ...parameters),
    revokeObserver: (...parameters) => thread.call('revokeObserver', ...parameters),
    noteObserver: (...parameters) => thread.call('noteObserver', ...parameters),
    disconnectAll: () => thread.call('disconnectAll'),
    close: () => thread.call('close'),
  };
}

/** Each question goes to the thread with the fewest under way, so that a slow one delays few. */
function readerOver(threads: readonly Thread[]): Reader {
  const busy = new Map(threads.map((thread) => [thread, 0]));
  const least = (): Thread | undefined =>
    [...busy].reduce((best, each) => (each[1] < best[1] ? each : best))[0];
  return {
    run: async (sql, parameters) => {
      const thread = least();
      if (thread === undefined) throw new Error('there is no reader');
      busy.set(thread, (busy.get(thread) ?? 0) + 1);
      try {
        const rows = await thread.call<Awaited<ReturnType<Reader['run']>>>('run', sql, parameters);
        return rows.value;
      } finally {
        busy.set(thread, (busy.get(thread) ?? 0) - 1);
      }
    },
  };
}
