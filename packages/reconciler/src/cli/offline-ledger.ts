/** Reads the ledger straight from its database, so that it can be verified with nothing running. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { LedgerEntry } from '@muster/facts/assets';
import { LEDGER_ENTRIES, ledgerEntryOf } from '../store/ledger-row.ts';
import { StorageError } from '../store/port.ts';
import type { DatabaseUrl } from '../store/postgres/database-url.ts';
import { DATABASE_FILE, openDatabase } from '../store/sqlite/database.ts';
import { UsageError, WorldError } from './surroundings.ts';

/** Entries read at once from a server. */
const PIECE_ENTRIES = 1000;

/** @throws UsageError: no database there */
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
  for (const row of database.prepare(`${LEDGER_ENTRIES} ORDER BY seq`).iterate()) {
    yield ledgerEntryOf(row);
  }
}

/** In pieces. @throws WorldError: the database does not answer */
export async function* readRemoteLedger(
  url: DatabaseUrl,
): AsyncGenerator<readonly LedgerEntry[], void> {
  const { connectPostgres } = await import('../store/postgres/connection.ts');
  const connection = await connectPostgres(url).catch((error: unknown) => {
    throw error instanceof StorageError ? new WorldError(error.message) : error;
  });
  try {
    for (let after = 0; ; ) {
      const rows = await connection.all(`${LEDGER_ENTRIES} WHERE seq > $1 ORDER BY seq LIMIT $2`, [
        after,
        PIECE_ENTRIES,
      ]);
      if (rows.length === 0) return;
      yield rows.map(ledgerEntryOf);
      after = Number(rows.at(-1)?.seq);
    }
  } finally {
    await connection.close();
  }
}
