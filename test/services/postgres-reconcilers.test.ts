/** Several reconcilers on one PostgreSQL, and what becomes of them when it or they are cut off. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryEvent } from '@muster/facts/inventory';
import { CLOSE } from '@muster/reconciler/api/observer-session';
import { type Bench, Peer, startBench } from '@muster/reconciler/api/testing/harness';
import { openReconciler } from '@muster/reconciler/open';
import type { Reconciler } from '@muster/reconciler/ports';
import { StorageError } from '@muster/reconciler/store/port';
import { connectPostgres } from '@muster/reconciler/store/postgres/connection';
import { DatabaseUrl } from '@muster/reconciler/store/postgres/database-url';
import { observe } from '@muster/reconciler/testing/observations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answered, Asked } from '../faults/core-process.ts';
import { checkBooks } from '../faults/kill-check.ts';
import { CORE_ENTRY, streamWithKills } from '../faults/kill-core.ts';
import { makeStream, type StreamedBatch } from '../faults/stream.ts';
import { isPostgresMissing, type Postgres, queryPostgres, startPostgres } from './postgres.ts';

/** Stands in every address here and must not be said anywhere. */
const PASSWORD = 'hunter2-geheim';

let postgres: Postgres;
let folder: string;

/** On a machine that does much else. */
const PATIENT = { timeout: 30_000 } as const;

/** With a password that the server does not ask for. */
async function makeDatabase(): Promise<string> {
  return (await postgres.createDatabase()).replace('muster@', `muster:${PASSWORD}@`);
}

async function expectBooks(batches: readonly StreamedBatch[], database: string): Promise<void> {
  const connection = await connectPostgres(new DatabaseUrl(database));
  await checkBooks(batches, (sql) => connection.all(sql));
  await connection.close();
}

/** A core as a process of its own; what it is asked it answers, or it dies of it. */
class Core {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, () => void>();

  constructor(database: string) {
    this.#child = fork(CORE_ENTRY, [folder, database], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => {
      if (isAnswer(message)) this.#waiting.get(message.batch)?.();
    });
  }

  async ready(): Promise<this> {
    await once(this.#child, 'message');
    return this;
  }

  ask(batch: number, { observerId, items }: StreamedBatch): Promise<void> {
    const asked: Asked = { batch, observerId, items };
    return new Promise((resolve, reject) => {
      this.#child.once('exit', () => reject(new Error('the core ended')));
      this.#child.setMaxListeners(0);
      this.#waiting.set(batch, resolve);
      this.#child.send(asked);
    });
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

function isAnswer(message: unknown): message is Answered {
  return typeof message === 'object' && message !== null && 'batch' in message;
}

/** Each observer's batches in their order, some under way at once. */
async function stream(
  batches: readonly StreamedBatch[],
  send: (index: number, batch: StreamedBatch) => Promise<unknown>,
): Promise<void> {
  const observers = new Set(batches.map(({ observerId }) => observerId));
  await Promise.all(
    [...observers].map(async (observer) => {
      for (const [index, batch] of batches.entries()) {
        if (batch.observerId === observer) await send(index, batch);
      }
    }),
  );
}

const said: unknown[] = [];
const log = (...all: unknown[]): void => void said.push(...all);

function open(database: string): Promise<Reconciler> {
  return openReconciler({
    dataFolder: folder,
    database: new DatabaseUrl(database),
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: { info: log, warn: log, error: log },
  });
}

describe.skipIf(isPostgresMissing())('reconcilers on one PostgreSQL', () => {
  beforeAll(async () => {
    postgres = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'muster-reconcilers-'));
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('make one CI of one identity, whichever hear of it at the same time', async () => {
    const database = await makeDatabase();
    const batches = makeStream({ items: 1_500, observers: 6, batchItems: 10, seed: 3 });
    const cores = await Promise.all(
      [database, database, database].map((each) => new Core(each).ready()),
    );
    // Each batch goes to two of the three at once: identities meet, and so do the same ids.
    await stream(batches, (index, batch) =>
      Promise.all([
        cores[index % 3]?.ask(index, batch),
        cores[(index + 1) % 3]?.ask(batches.length + index, batch),
      ]),
    );
    await Promise.all(cores.map((core) => core.close()));
    await expectBooks(batches, database);
  }, 180_000);

  it('give a serial to one of two imports at once, and tell the other whose it is', async () => {
    const database = await makeDatabase();
    const cores = await Promise.all([open(database), open(database)]);
    // Fifty serials, each with another tag on either side.
    const answers = await Promise.all(
      cores.map((core, side) =>
        core.act(
          'import.apply',
          {
            rows: Array.from({ length: 50 }, (_, at) => ({
              line: at + 2,
              tag: `${side}-${at}`,
              serial: side === 0 ? `xk-77 ${at}a` : `XK77${at}A`,
            })),
            mode: 'row-by-row',
            apply: true,
          },
          'ada',
        ),
      ),
    );
    const outcomes = answers.map((answer) => (answer.kind === 'done' ? answer.value.outcomes : []));
    const won = outcomes.findIndex((all) => all[0]?.disposition === 'create');
    expect(outcomes[won]?.map(({ disposition }) => disposition)).toEqual(Array(50).fill('create'));
    expect(outcomes[1 - won]?.map(({ disposition, reason }) => [disposition, reason])).toEqual(
      Array.from({ length: 50 }, (_, at) => [
        'review',
        `Its serial is recorded under the tag ${won}-${at}.`,
      ]),
    );
    expect((await cores[0]?.listAssets({}))?.total).toBe(50);
    await Promise.all(cores.map((core) => core.close()));
  }, 60_000);

  it('lose nothing acknowledged when one is killed twenty times', async () => {
    const database = await makeDatabase();
    const seed = 42;
    const batches = makeStream({ items: 3_000, observers: 4, batchItems: 5, seed });
    const run = { folder, database, batches, kills: 20, seed };
    const { acknowledged, killed } = await streamWithKills(run);
    expect([acknowledged.size, killed]).toEqual([batches.length, 20]);
    await expectBooks(batches, database);
  }, 300_000);

  it('go on when their connections are cut in the midst of transactions', async () => {
    const database = await makeDatabase();
    const batches = makeStream({ items: 2_000, observers: 4, batchItems: 10, seed: 7 });
    const cores = await Promise.all([database, database].map((each) => new Core(each).ready()));
    let cut = 0;
    await stream(batches, async (index, batch) => {
      await cores[index % 2]?.ask(index, batch);
      if (index % 20 !== 0) return;
      const ended = await queryPostgres(
        database,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'muster%'`,
      );
      cut += ended.length;
    });
    expect(cut).toBeGreaterThan(10);
    await Promise.all(cores.map((core) => core.close()));
    await expectBooks(batches, database);
  }, 180_000);

  it('go on after the server was cut off from power, and say meanwhile how things are', async () => {
    const database = await makeDatabase();
    const core = await open(database);
    const batches = makeStream({ items: 400, observers: 4, batchItems: 10, seed: 9 });
    const missed = new Promise<void>((resolve) => core.onMissedEvents(resolve));
    const middle = batches.length / 2;
    /** As observers do: what was not stored is sent again. */
    const ingest = async ({ observerId, items }: StreamedBatch): Promise<unknown> => {
      for (;;) {
        const outcome = await core.ingest(observerId, items).catch((error: unknown) => error);
        if (!(outcome instanceof Error)) return outcome;
        if (!(outcome instanceof StorageError)) throw outcome;
      }
    };
    for (const batch of batches.slice(0, middle)) await ingest(batch);
    await postgres.crash();
    const waiting = stream(batches.slice(middle), (_, batch) => ingest(batch));
    const refused = await core.observerKey('').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StorageError);
    await postgres.start();
    await waiting;
    await missed;
    expect(await core.observerKey('')).toBeUndefined();
    await core.close();
    await expectBooks(batches, database);
    expect(said).toContain('the connection to the database was lost');
    expect(`${String(refused)} ${JSON.stringify(said)}`).not.toContain(PASSWORD);
  }, 180_000);

  it('hear of each other, and one does what is to be done once', async () => {
    const database = await makeDatabase();
    const [one, other] = [await open(database), await open(database)];
    const heard: InventoryEvent[] = [];
    const own: InventoryEvent[] = [];
    other.onEvent((event) => heard.push(event));
    one.onEvent((event) => own.push(event));
    await one.ingest('observer-1', [observe({}), observe({ key: 'agent-2' })]);
    await expect.poll(() => heard, PATIENT).toEqual(own);
    expect(own.filter(({ kind }) => kind === 'ci')).toHaveLength(2);
    const keepers = async () =>
      (
        await queryPostgres(
          database,
          `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 3
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        )
      ).length;
    await one.judge();
    await other.judge();
    expect(await keepers()).toBe(1);
    await one.close();
    await expect.poll(keepers, PATIENT).toBe(0);
    await other.judge();
    expect(await keepers()).toBe(1);
    await other.close();
  }, 180_000);

  it('give tags one after the other, whichever is asked, with no gap and no twin', async () => {
    const database = await makeDatabase();
    const cores = [await open(database), await open(database)];
    const scheme = { template: '{SITE}{SEQ:6}', types: {}, reason: 'as decided' };
    await cores[0]?.act('tags.scheme', scheme, 'alice');
    const asked = Array.from({ length: 60 }, (_, at) =>
      cores[at % 2]?.act('tags.reserve', { site: 'NYC', count: 1 + (at % 3) }, 'alice'),
    );
    const tags = (await Promise.all(asked)).flatMap((each) =>
      each?.kind === 'done' ? each.value.tags : [],
    );
    const expected = Array.from(
      { length: 120 },
      (_, at) => `NYC${String(at + 1).padStart(6, '0')}`,
    );
    expect(tags.sort()).toEqual(expected);
    await Promise.all(cores.map((core) => core.close()));
  }, 60_000);

  it('share observers: one session of each, and a revocation that counts everywhere', async () => {
    const url = new DatabaseUrl(await makeDatabase());
    const [here, there] = [
      await startBench({ database: url }),
      await startBench({ database: url }),
    ];
    const observer = await here.enrol();
    const connect = async (bench: Bench): Promise<Peer> => {
      const peer = await Peer.observer(bench, observer);
      const { id } = observer;
      peer.send({
        kind: 'hello',
        observer: { id, kind: 'agent', version: '1.2.3' },
        coverage: { sources: ['agent'], segments: [] },
        health: { lost: 0, spooledBatches: 0, spooledBytes: 0, failing: [] },
      });
      expect(await peer.next()).toMatchObject({ kind: 'welcome' });
      return peer;
    };
    const first = await connect(here);
    const isConnected = async () => (await here.core.listObservers())[0]?.connected;
    await expect.poll(isConnected, PATIENT).toBe(true);
    const second = await connect(there);
    expect(await first.closed).toMatchObject({ code: CLOSE.replaced });
    expect(await isConnected()).toBe(true);
    await here.ask(`/api/v1/observers/${observer.id}/revoke`, { method: 'POST', body: {} });
    expect(await second.closed).toMatchObject({ code: CLOSE.revoked });
    await here.close();
    await there.close();
  }, 180_000);

  it('say at their door that the database is gone', async () => {
    const bench = await startBench({ database: new DatabaseUrl(await makeDatabase()) });
    expect((await bench.ask('/healthz')).status).toBe(200);
    await postgres.crash();
    const { status, headers, json } = await bench.ask('/healthz');
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(json).toMatchObject({ error: { code: 'storage' } });
    await postgres.start();
    expect((await bench.ask('/healthz')).status).toBe(200);
    await bench.close();
  }, 180_000);

  it('are not started on a database that is not there, and name it without its password', async () => {
    const absent = (await makeDatabase()).replace(/muster_\d+$/, 'absent');
    const error = await open(absent).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/postgres:\/\/muster@127\.0\.0\.1:\d+\/absent cannot be reached/);
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain(PASSWORD);
  });
});
