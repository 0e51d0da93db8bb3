/** The tables of an inventory as its SQLite database describes them, to be read whole and in order. */
import type { DatabaseSync } from 'node:sqlite';

export interface MovedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** By which rows are read on both sides, in the same order. */
  readonly key: readonly string[];
  readonly rows: number;
}

/** All but the list of migrations, which each database keeps of itself. */
export function tablesOf(database: DatabaseSync): readonly MovedTable[] {
  const tables = database
    .prepare(
      `SELECT name FROM sqlite_master
       WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'migration'
       ORDER BY name`,
    )
    .all();
  return tables.map(({ name: text }) => {
    const name = String(text);
    const columns = database
      .prepare('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid')
      .all(name);
    const key = columns
      .filter(({ pk }) => Number(pk) > 0)
      .sort((a, b) => Number(a.pk) - Number(b.pk));
    const count = database.prepare(`SELECT count(*) AS rows FROM ${name}`).get();
    return {
      name,
      columns: columns.map((column) => String(column.name)),
      key: key.map((column) => String(column.name)),
      rows: Number(count?.rows),
    };
  });
}
