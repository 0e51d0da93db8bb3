/** The same work as SQLite alone does it: rows put in one by one, one join by serial, a plain list. */
import { DatabaseSync } from 'node:sqlite';
import { quantile } from './questions.ts';

export interface BareRow {
  readonly tag: string;
  readonly serial: string;
  readonly vendor: string;
  readonly model: string;
  readonly state: string;
  readonly owner: string;
  readonly site: string;
}

export interface BareFigures {
  readonly importMs: number;
  readonly linkMs: number;
  readonly listP95Ms: number;
}

const TIMES = 30;

/** @param path of a file, with the durability that Muster has */
export function measureBare(path: string, rows: readonly BareRow[]): BareFigures {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA cache_size = -131072;
    CREATE TABLE asset (id INTEGER PRIMARY KEY, tag TEXT, serial TEXT, vendor TEXT, model TEXT, state TEXT, owner TEXT, site TEXT) STRICT;
    CREATE UNIQUE INDEX asset_by_tag ON asset (tag);
    CREATE UNIQUE INDEX asset_by_serial ON asset (serial, vendor);
    CREATE TABLE ci (id INTEGER PRIMARY KEY, serial TEXT, vendor TEXT, model TEXT, seen INTEGER) STRICT;
    CREATE INDEX ci_by_serial ON ci (serial);
    CREATE INDEX ci_by_model ON ci (model);
    CREATE TABLE link (ci_id INTEGER PRIMARY KEY, asset_id INTEGER NOT NULL UNIQUE) STRICT;`);
  try {
    const importMs = time(() => {
      database.exec('BEGIN');
      const put = database.prepare(
        'INSERT INTO asset (tag, serial, vendor, model, state, owner, site) VALUES (?, ?, ?, ?, ?, ?, ?)',
      );
      const find = database.prepare('SELECT id FROM asset WHERE serial = ?');
      for (const { tag, serial, vendor, model, state, owner, site } of rows) {
        if (find.get(serial) === undefined) put.run(tag, serial, vendor, model, state, owner, site);
      }
      database.exec('COMMIT');
    });
    database.exec('INSERT INTO ci SELECT id, serial, vendor, model, id FROM asset');
    const linkMs = time(() =>
      database.exec(
        'INSERT INTO link SELECT ci.id, asset.id FROM ci JOIN asset ON asset.serial = ci.serial',
      ),
    );
    const list = database.prepare('SELECT * FROM ci ORDER BY model, id LIMIT 50');
    const count = database.prepare('SELECT count(*) FROM ci');
    const latencies = Array.from({ length: TIMES }, () => time(() => [list.all(), count.get()]));
    return { importMs, linkMs, listP95Ms: quantile(latencies, 0.95) };
  } finally {
    database.close();
  }
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
