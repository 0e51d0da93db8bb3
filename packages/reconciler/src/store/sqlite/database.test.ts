import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { type Migration, migrate, openDatabase, readMigrations } from './database.ts';

function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'muster-database-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const first: Migration = {
  number: 1,
  name: '0001-a.sql',
  sql: 'CREATE TABLE a (x)',
  checksum: '1',
};
const second: Migration = {
  number: 2,
  name: '0002-b.sql',
  sql: 'CREATE TABLE b (x)',
  checksum: '2',
};

describe('migrations', () => {
  it('are numbered without gaps', () => {
    const numbers = readMigrations().map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('are each applied once', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, [first]);
    migrate(database, [first, second]);
    migrate(database, [first, second]);
    expect(database.prepare('SELECT number FROM migration').all()).toHaveLength(2);
  });

  it('are refused when one was edited, when the data are newer, and leave nothing behind when they fail', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, [first, second]);
    expect(() => migrate(database, [{ ...first, checksum: 'x' }, second])).toThrow(
      '0001-a.sql was edited',
    );
    expect(() => migrate(database, [first])).toThrow(
      'migration 2, which this Muster does not know',
    );
    const broken = {
      number: 3,
      name: '0003-c.sql',
      sql: 'CREATE TABLE c (x); nonsense',
      checksum: '3',
    };
    expect(() => migrate(database, [first, second, broken])).toThrow('0003-c.sql failed');
    expect(() => database.prepare('SELECT * FROM c')).toThrow();
  });
});

describe('the database', () => {
  it('is opened so that a commit is durable and readers do not wait', () => {
    inFolder((folder) => {
      const database = openDatabase(folder, { readOnly: false, checkpointPages: 77 });
      const pragma = (name: string) =>
        Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
      expect([pragma('journal_mode'), pragma('synchronous'), pragma('page_size')]).toEqual([
        'wal',
        2,
        8192,
      ]);
      expect(pragma('wal_autocheckpoint')).toBe(77);
      database.close();
    });
  });

  it('refuses to change the ledger, whoever asks', () => {
    inFolder((folder) => {
      const database = openDatabase(folder, { readOnly: false, checkpointPages: 1000 });
      database.exec(`INSERT INTO ledger VALUES (1, 0, 'a', 'k', 's', '{}', 'h')`);
      expect(() => database.exec(`UPDATE ledger SET actor = 'b'`)).toThrow('append-only');
      expect(() => database.exec('DELETE FROM ledger')).toThrow('append-only');
      database.close();
    });
  });

  it('holds the serial of living assets unique within their maker', () => {
    inFolder((folder) => {
      const database = openDatabase(folder, { readOnly: false, checkpointPages: 1000 });
      const insert = database.prepare(
        `INSERT INTO asset (serial_key, maker_key, state, duplicate_accepted, words, created_at, updated_at)
         VALUES ('SN1', ?, ?, ?, '', 0, 0)`,
      );
      insert.run('dell', 'deployed', 0);
      expect(() => insert.run('dell', 'received', 0)).toThrow('UNIQUE');
      insert.run('lenovo', 'deployed', 0);
      insert.run('dell', 'retired', 0);
      insert.run('dell', 'deployed', 1);
      database.close();
    });
  });
});
