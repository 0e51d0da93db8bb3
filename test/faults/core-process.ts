/**
 * The reconciler's core as a process of its own, to be killed at any moment: takes batches over the
 * IPC channel and answers each when it is durable. `node core-process.ts DATA_FOLDER [DATABASE_URL]`
 */
import { randomBytes } from 'node:crypto';
import { openReconciler } from '@muster/reconciler/open';
import type { IngestResult } from '@muster/reconciler/ports';
import { DatabaseUrl } from '@muster/reconciler/store/postgres/database-url';

/** A batch, and what it was answered with. */
export interface Asked {
  readonly batch: number;
  readonly observerId: string;
  readonly items: readonly unknown[];
}
export interface Answered {
  readonly batch: number;
  readonly result: IngestResult;
}

const [, , dataFolder = '', database] = process.argv;
const reconciler = await openReconciler({
  dataFolder,
  ...(database === undefined ? {} : { database: new DatabaseUrl(database) }),
  now: () => new Date(),
  random: (octets) => randomBytes(octets),
  logger: { info: () => {}, warn: () => {}, error: () => {} },
});
process.on('message', ({ batch, observerId, items }: Asked) => {
  void reconciler.ingest(observerId, items).then((result) => {
    const answer: Answered = { batch, result };
    process.send?.(answer);
  });
});
process.on('disconnect', () => {
  void reconciler.close().then(() => process.exit(0));
});
process.send?.('ready');
