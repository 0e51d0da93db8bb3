/** Reads the ledger straight from a data folder, so that it can be verified with nothing running. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { LedgerEntry } from '../ports.ts';
import { DATABASE_FILE, openDatabase } from '../store/sqlite/database.ts';
import { UsageError } from './surroundings.ts';

/** Entries in order, with their payloads as they were hashed. @throws UsageError: no database there */
export function* readLedger(dataDir: string): Generator<LedgerEntry, void> {
  if (!existsSync(join(dataDir, DATABASE_FILE))) {
    throw new UsageError(`${dataDir} has no inventory: name its folder by --data`);
  }
  const database = openDatabase(dataDir, { readOnly: true, checkpointPages: 0 });
  try {
    yield* entriesOf(database);
  } finally {
    database.close();
  }
}

function* entriesOf(database: DatabaseSync): Generator<LedgerEntry, void> {
  const all = database.prepare(
    'SELECT seq, at, actor, kind, subject, payload, hash FROM ledger ORDER BY seq',
  );
  for (const row of all.iterate()) {
    yield {
      seq: Number(row.seq),
      at: new Date(Number(row.at)).toISOString(),
      actor: String(row.actor),
      kind: String(row.kind),
      subject: String(row.subject),
      payload: parsePayload(String(row.payload)),
      hash: String(row.hash),
    };
  }
}

/** A payload that someone broke is no reason to stop: its hash will not fit. */
function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
