/** Starts the threads that hold the database: one that writes, and those that read. */
import type { Kysely } from 'kysely';
import type { Limits, ReconcilerOptions } from '../options.ts';
import { openReads } from '../read/connection.ts';
import type { Tables } from '../read/schema.ts';
import type { Reader, ReaderData, Writer, WriterData } from './messages.ts';
import { Thread, type Watch } from './thread.ts';

export interface Connected {
  readonly writer: Writer;
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

/** The writer first: it makes and migrates the database that readers open. */
export async function openThreads(
  { dataFolder, logger, rules, policies }: ReconcilerOptions,
  { checkpointPages, groupItemsMax, readers }: Limits,
): Promise<Connected> {
  const onFault: Watch['onFault'] = ({ message, stack, itemId }) =>
    logger.error({ message, stack, itemId }, 'an item could not be reconciled and was parked');
  const writerData: WriterData = { dataFolder, checkpointPages, groupItemsMax, rules, policies };
  const onEnd = (err: Error): void => logger.error({ err }, 'a database thread ended by itself');
  const writing = new Thread(new URL('./writer.ts', import.meta.url), writerData, {
    onFault,
    onEnd,
  });
  await writing.ready;
  const readerData: ReaderData = { dataFolder, checkpointPages };
  const reading = Array.from(
    { length: Math.max(1, readers) },
    () => new Thread(new URL('./reader.ts', import.meta.url), readerData, { onFault, onEnd }),
  );
  await Promise.all(reading.map((thread) => thread.ready));
  return {
    writer: writerOver(writing),
    db: openReads(readerOver(reading).run),
    close: async () => {
      // Readers first: the last connection that closes moves the write-ahead log into the database.
      await Promise.all(reading.map((thread) => thread.call('close')));
      await writing.call('close');
      await Promise.all([writing, ...reading].map((thread) => thread.stop()));
    },
  };
}

function writerOver(thread: Thread): Writer {
  return {
    ingest: (...parameters) => thread.call('ingest', ...parameters),
    importAssets: (...parameters) => thread.call('importAssets', ...parameters),
    judge: (...parameters) => thread.call('judge', ...parameters),
    forget: (...parameters) => thread.call('forget', ...parameters),
    createEnrolmentToken: (...parameters) => thread.call('createEnrolmentToken', ...parameters),
    revokeEnrolmentToken: (...parameters) => thread.call('revokeEnrolmentToken', ...parameters),
    enrol: (...parameters) => thread.call('enrol', ...parameters),
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
