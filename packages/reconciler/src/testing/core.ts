/**
 * A whole core on a folder of its own, for tests: with a clock that is set by hand, and without
 * threads, which take a hundred times as long to start as all else. `open-threads.test.ts` has them.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryEvent } from '@muster/facts/inventory';
import { openGroup } from '../commit/group.ts';
import { openEngine } from '../engine.ts';
import { parseDuty } from '../judge/duty.ts';
import { parsePolicies } from '../judge/policies.ts';
import { assembleReconciler } from '../open.ts';
import type { ReconcilerOptions } from '../options.ts';
import type { Reconciler } from '../ports.ts';
import { openReads } from '../read/connection.ts';
import { NO_PEERS } from '../store/peers.ts';
import type { Store } from '../store/port.ts';
import type { DatabaseUrl } from '../store/postgres/database-url.ts';
import { openPostgresReads } from '../store/postgres/reads.ts';
import { openPostgresStore } from '../store/postgres/store.ts';
import { openDatabase } from '../store/sqlite/database.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Connected } from '../threads/open.ts';
import { GOVERNANCE } from './engine.ts';
import { NOON } from './observations.ts';

export interface TestCore extends AsyncDisposable {
  readonly core: Reconciler;
  readonly folder: string;
  readonly events: InventoryEvent[];
  /** Sets the clock, in milliseconds after noon. */
  setTime(at: number): void;
  /** Closes and opens again on the same folder. */
  reopen(): Promise<Reconciler>;
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

let makeDatabase: (() => Promise<DatabaseUrl>) | undefined;

/** From here on each core has a database of its own that is made so; else SQLite in its folder. */
export function useDatabases(make: () => Promise<DatabaseUrl>): void {
  makeDatabase = make;
}

export async function openTestCore(change: Partial<ReconcilerOptions> = {}): Promise<TestCore> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-core-'));
  const events: InventoryEvent[] = [];
  let now = NOON + 60_000;
  const database = await makeDatabase?.();
  const open = async (): Promise<Reconciler> => {
    const core = await assembleReconciler(await openHere(folder, database, change), {
      dataFolder: folder,
      now: () => new Date(now),
      random: (octets) => randomBytes(octets),
      logger: SILENT,
      ...change,
    });
    core.onEvent((event) => events.push(event));
    return core;
  };
  let core = await open();
  return {
    get core() {
      return core;
    },
    folder,
    events,
    setTime: (at) => {
      now = NOON + at;
    },
    reopen: async () => {
      await core.close();
      core = await open();
      return core;
    },
    [Symbol.asyncDispose]: async () => {
      await core.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What the threads do, here: see `threads/writer.ts` and `threads/reader.ts`. */
async function openHere(
  folder: string,
  database: DatabaseUrl | undefined,
  { policies, duty }: Pick<ReconcilerOptions, 'policies' | 'duty'>,
): Promise<Connected> {
  const { store, db, close } = await (database === undefined
    ? openSqlite(folder)
    : openPostgres(database));
  const engine = openEngine(store, {
    ...GOVERNANCE,
    policies: parsePolicies(policies),
    duty: parseDuty(duty),
  });
  const group = openGroup(engine, {
    itemsMax: 1000,
    soon: setImmediate,
    onFault: ({ error }) => {
      throw error;
    },
  });
  return {
    writer: { ...engine, ingest: group.ingest },
    db,
    peers: NO_PEERS,
    close: async () => {
      await engine.close();
      await close();
    },
  };
}

interface Opened {
  readonly store: Store;
  readonly db: Connected['db'];
  readonly close: () => Promise<void>;
}

async function openSqlite(folder: string): Promise<Opened> {
  const checkpointPages = 1000;
  const store = openSqliteStore(folder, { checkpointPages });
  const database = openDatabase(folder, { readOnly: true, checkpointPages });
  return {
    store,
    db: openReads(async (sql, parameters) =>
      database.prepare(sql).all(...parameters.map((each) => each as string | number | null)),
    ),
    close: async () => database.close(),
  };
}

async function openPostgres(url: DatabaseUrl): Promise<Opened> {
  const store = await openPostgresStore(url, { instance: 'test' });
  return { store, ...openPostgresReads(url) };
}
