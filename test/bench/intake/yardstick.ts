/**
 * The yardstick: a bare loop of prepared statements on SQLite (WAL, synchronous FULL) that looks four
 * identifiers up and writes the same rows (document, history, four identities, state). It validates
 * nothing, decides nothing and explains nothing.
 */
import { DatabaseSync } from 'node:sqlite';

export interface YardstickItem {
  readonly identifiers: readonly string[];
  readonly digest: string;
  readonly document: string;
  readonly at: number;
}

export interface Yardstick {
  /** One transaction. */
  write(items: readonly YardstickItem[]): void;
  close(): void;
}

/** @param pragmas settings beyond SQLite's own */
export function openYardstick(file: string, pragmas = ''): Yardstick {
  const database = new DatabaseSync(file);
  database.exec(`
    ${pragmas}
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE device (id INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE history (
      id INTEGER PRIMARY KEY, device INTEGER NOT NULL, at INTEGER NOT NULL, document TEXT NOT NULL
    ) STRICT;
    CREATE TABLE identity (value TEXT PRIMARY KEY, device INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE state (device INTEGER PRIMARY KEY, digest TEXT NOT NULL, seen INTEGER NOT NULL) STRICT;
  `);
  const find = database.prepare('SELECT device FROM identity WHERE value = ?');
  const digestOf = database.prepare('SELECT digest FROM state WHERE device = ?');
  const insertDevice = database.prepare('INSERT INTO device (document) VALUES (?)');
  const updateDevice = database.prepare('UPDATE device SET document = ? WHERE id = ?');
  const insertHistory = database.prepare(
    'INSERT INTO history (device, at, document) VALUES (?, ?, ?)',
  );
  const insertIdentity = database.prepare('INSERT INTO identity (value, device) VALUES (?, ?)');
  const insertState = database.prepare('INSERT INTO state (device, digest, seen) VALUES (?, ?, ?)');
  const updateState = database.prepare('UPDATE state SET digest = ?, seen = ? WHERE device = ?');
  const writeOne = ({ identifiers, digest, document, at }: YardstickItem): void => {
    let device: number | undefined;
    for (const value of identifiers) {
      const found = find.get(value);
      device ??= found === undefined ? undefined : Number(found.device);
    }
    if (device === undefined) {
      const id = insertDevice.run(document).lastInsertRowid;
      insertHistory.run(id, at, document);
      for (const value of identifiers) insertIdentity.run(value, id);
      insertState.run(id, digest, at);
      return;
    }
    if (digestOf.get(device)?.digest !== digest) {
      updateDevice.run(document, device);
      insertHistory.run(device, at, document);
    }
    updateState.run(digest, at, device);
  };
  return {
    write: (items) => {
      database.exec('BEGIN IMMEDIATE');
      for (const item of items) writeOne(item);
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}
