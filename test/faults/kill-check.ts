/** What must hold after the core was killed: nothing acknowledged is lost, nothing counts twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { prepareItem } from '@muster/reconciler/intake/prepare';
import { DATABASE_FILE } from '@muster/reconciler/store/sqlite/database';
import { openTestEngine } from '@muster/reconciler/testing/engine';
import { inventoryText, readInventoryText } from '@muster/reconciler/testing/inventory-text';
import { expect } from 'vitest';
import { readBooks, streamWithKills } from './kill-core.ts';
import { makeStream, type StreamedBatch, type StreamShape } from './stream.ts';

type ReadAll = (sql: string) => Promise<readonly Record<string, unknown>[]>;

export async function checkKills(shape: StreamShape & { readonly kills: number }): Promise<void> {
  const batches = makeStream(shape);
  const folder = mkdtempSync(join(tmpdir(), 'muster-kill-'));
  try {
    const { acknowledged, killed } = await streamWithKills({ folder, batches, ...shape });
    expect(killed).toBe(shape.kills);
    expect(acknowledged.size).toBe(batches.length);
    const database = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true });
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    await checkBooks(batches, async (sql) => database.prepare(sql).all());
    database.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** That a database holds what the stream told, once, as if nothing had disturbed it. */
export async function checkBooks(
  batches: readonly StreamedBatch[],
  readAll: ReadAll,
): Promise<void> {
  const books = await readBooks(readAll);
  const observed = observationsIn(batches);
  expect(books).toMatchObject({ ledger: 'sound', twice: 0 });
  expect(observed.filter((id) => !books.fates.has(id))).toEqual([]);
  expect(books.fates.size).toBe(observed.length);
  expect(await readInventoryText(readAll)).toBe(await undisturbed(batches));
}

/** Touches leave presence, not fates. */
function observationsIn(batches: readonly StreamedBatch[]): readonly string[] {
  return batches.flatMap(({ items }) =>
    items.flatMap((item) => ('device' in item ? [item.id] : [])),
  );
}

/** The same stream without kills. */
async function undisturbed(batches: readonly StreamedBatch[]): Promise<string> {
  await using test = openTestEngine();
  for (const { observerId, items } of batches) {
    await test.engine.ingest([{ observerId, items: items.map(prepareItem) }], Date.now());
  }
  return inventoryText(test.database);
}
