/** `muster migrate`, from a data folder into a real PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openReconciler } from '@muster/reconciler/open';
import type { Reconciler } from '@muster/reconciler/ports';
import { DatabaseUrl } from '@muster/reconciler/store/postgres/database-url';
import { DATABASE_FILE } from '@muster/reconciler/store/sqlite/database';
import { observe } from '@muster/reconciler/testing/observations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeStream } from '../faults/stream.ts';
import { runMuster } from '../harness/run-muster.ts';
import { isPostgresMissing, type Postgres, queryPostgres, startPostgres } from './postgres.ts';

let postgres: Postgres;
let folder: string;

function open(database?: string): Promise<Reconciler> {
  return openReconciler({
    dataFolder: folder,
    ...(database === undefined ? {} : { database: new DatabaseUrl(database) }),
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
}

/** Everything that people see of an inventory. */
async function lookAt(core: Reconciler) {
  const cis = await core.listCis({ sort: 'serial', limit: 1000 });
  const items = cis.kind === 'found' ? cis.value.items : [];
  return {
    stats: await core.stats(),
    cis: items,
    details: await Promise.all(items.slice(0, 20).map(({ id }) => core.getCi(id))),
    findings: await core.listFindings({ limit: 1000 }),
    assets: await core.listAssets({}),
    observers: await core.listObservers(),
    ledger: await core.ledger(0, 1000),
  };
}

const migrate = (to: string) => runMuster(['migrate', '--to', to, '--data', folder, '--json']);

describe.skipIf(isPostgresMissing())('muster migrate', () => {
  let seen: Awaited<ReturnType<typeof lookAt>>;
  beforeAll(async () => {
    postgres = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'muster-migrate-'));
    const core = await open();
    for (const { observerId, items } of makeStream({
      items: 300,
      observers: 3,
      batchItems: 50,
      seed: 5,
    })) {
      await core.ingest(observerId, items);
    }
    await core.ingest('observer-0', [
      observe({ device: { serial: 'ÅÄÖ-"\\-1' } }),
      { id: 'broken' },
    ]);
    await core.importAssets(
      [
        { line: 1, tag: 'T1', serial: 'KT0Q' },
        { line: 2, tag: 'T2' },
      ],
      {
        apply: true,
        actor: 'ada',
      },
    );
    await core.createEnrolmentToken({
      tokenHash: 'h',
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      maxUses: 1,
      actor: 'ada',
    });
    seen = await lookAt(core);
    await core.close();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('moves all of it, which goes on there as it would have here', async () => {
    const database = await postgres.createDatabase();
    const { code, stdout, stderr } = await migrate(database);
    expect([code, stderr]).toEqual([0, '']);
    const { tables, ledger } = JSON.parse(stdout);
    expect(ledger).toEqual({ seq: seen.ledger.length, hash: seen.ledger.at(-1)?.hash });
    const source = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true });
    for (const { name, rows } of tables) {
      expect([name, source.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.n]).toEqual([
        name,
        rows,
      ]);
    }
    source.close();
    const audit = ['audit', 'verify', '--offline', '--json'];
    expect(await runMuster(audit, { DATABASE_URL: database })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(ledger.hash),
    });
    const core = await open(database);
    expect(await lookAt(core)).toEqual(seen);
    const { counts } = await core.ingest('observer-0', [
      observe({ key: 'new', attachments: [{ mac: '00:1b:21:00:00:77', port: 'Gi7' }] }),
    ]);
    expect(counts).toEqual({ applied: 1 });
    await core.close();
  }, 60_000);

  it('leaves a database alone that holds an inventory, or that a reconciler runs on', async () => {
    const held = await postgres.createDatabase();
    expect((await migrate(held)).code).toBe(0);
    expect(await migrate(held)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^muster: nothing was moved: .* name an empty one\n$/),
    });
    const used = await postgres.createDatabase();
    const core = await open(used);
    expect(await migrate(used)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a reconciler runs on that database'),
    });
    await core.close();
  }, 60_000);

  it('writes nothing of a ledger that someone changed', async () => {
    const database = await postgres.createDatabase();
    const source = new DatabaseSync(join(folder, DATABASE_FILE));
    source.exec(`DROP TRIGGER ledger_is_not_updated;
      UPDATE ledger SET actor = 'eve' WHERE seq = 3`);
    source.close();
    expect(await migrate(database)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the ledger is broken at entry 3'),
    });
    expect(await queryPostgres(database, 'SELECT 1 FROM record')).toEqual([]);
  }, 60_000);
});
