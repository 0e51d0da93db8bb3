/**
 * The data folder of an observer, opened by one process at a time:
 *
 *     identity.json        key pair and observer id, 0600
 *     known.json           what the reconciler has acknowledged, by record
 *     losses.0 losses.1    the book of losses
 *     lock.sqlite lock.pid
 *     spool/               one file a batch
 *     aside/               batches refused for good or damaged
 */
import { join } from 'node:path';
import { Aside } from './aside.ts';
import { ConfigError } from './config-error.ts';
import { type Folder, makeFolder, openFolder } from './folder.ts';
import { type Identity, openIdentity } from './identity.ts';
import { KnownRecords } from './known.ts';
import { acquireLock } from './lock.ts';
import type { Log } from './log.ts';
import { LossBook } from './losses.ts';
import type { Rim } from './rim.ts';
import { Spool } from './spool.ts';
import type { UplinkLimits } from './uplink.ts';

export interface StoreOptions {
  readonly dataFolder: string;
  readonly logger: Log;
  readonly limits: Pick<UplinkLimits, 'spoolBytes' | 'spoolBatches' | 'spoolAgeMs'>;
  readonly rim: Rim;
}

export interface Store {
  readonly folder: Folder;
  readonly identity: Identity;
  readonly book: LossBook;
  readonly spool: Spool;
  readonly known: KnownRecords;
  /** Lets the next process in. */
  close(): void;
}

/** @throws ConfigError naming `dataFolder` */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataFolder } = options;
  try {
    await makeFolder(dataFolder);
    const lock = await acquireLock(dataFolder);
    try {
      const opened = await openLocked(options);
      return { ...opened, close: () => lock.release() };
    } catch (cause) {
      lock.release();
      throw cause;
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError('dataFolder', `${dataFolder} cannot be used: ${why}`, { cause });
  }
}

async function openLocked({
  dataFolder,
  logger,
  limits,
  rim,
}: StoreOptions): Promise<Omit<Store, 'close'>> {
  const folder = await openFolder(dataFolder);
  const { identity, damaged } = await openIdentity(folder, rim);
  if (damaged !== undefined) logger.error({ damaged }, 'identity was damaged, a new one was made');
  const book = await LossBook.open(folder.path);
  const spool = await Spool.open({
    folder: await openFolder(join(folder.path, 'spool')),
    aside: await Aside.open(await openFolder(join(folder.path, 'aside'))),
    bounds: {
      bytes: limits.spoolBytes,
      batches: limits.spoolBatches,
      ageMs: limits.spoolAgeMs,
    },
    book,
    rim,
    logger,
  });
  const known = new KnownRecords(folder);
  await known.load(identity.enrolled?.observerId);
  return { folder, identity, book, spool, known };
}
