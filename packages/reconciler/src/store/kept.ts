/**
 * Tables outside the hot path (custody, imports, metrics, …): each is described once, in the module
 * that keeps it, and written in the same way on every database. They are read with Kysely
 * (`Transaction.tables` within a transaction).
 */
import type { KeptRow } from '../commit/change-set.ts';
import type { Value } from './tables.ts';

export interface KeptTable<R> {
  readonly name: string;
  /** The key first. */
  readonly columns: readonly string[];
  /** How many columns are the key; 1 where absent. */
  readonly keys?: number;
  /** In the order of the columns. */
  values(row: R): readonly Value[];
}

/** A table whose rows are as its columns: under the same names, with values that it can hold. */
export function keptTable<R extends Readonly<Record<keyof R, Value>>>(
  name: string,
  columns: readonly (keyof R & string)[],
  keys = 1,
): KeptTable<R> {
  return { name, columns, keys, values: (row) => columns.map((column) => row[column]) };
}

/** A row to be written: inserted, or put in the place of the one with its key. */
export function keep<R>({ name, columns, keys = 1, values }: KeptTable<R>, row: R): KeptRow {
  return { table: name, columns, keys, values: values(row) };
}

/** Rows that one statement can write, in the order told; of a key that is told twice, the last. */
export function statementsOfKept(
  rows: readonly KeptRow[],
): readonly (Omit<KeptRow, 'values'> & { readonly rows: readonly KeptRow['values'][] })[] {
  const tables = new Map<string, KeptRow & { readonly byKey: Map<string, KeptRow['values']> }>();
  for (const row of rows) {
    const table = tables.get(row.table) ?? { ...row, byKey: new Map() };
    tables.set(row.table, table);
    table.byKey.set(JSON.stringify(row.values.slice(0, row.keys)), row.values);
  }
  return [...tables.values()].map(({ values: _, byKey, ...table }) => ({
    ...table,
    rows: [...byKey.values()],
  }));
}

/** What happens to a row whose key is there. */
export function onConflictOf({ columns, keys }: Pick<KeptRow, 'columns' | 'keys'>): string {
  const key = columns.slice(0, keys).join(', ');
  const changes = columns.slice(keys).map((column) => `${column} = excluded.${column}`);
  return `ON CONFLICT (${key}) DO ${changes.length === 0 ? 'NOTHING' : `UPDATE SET ${changes.join(', ')}`}`;
}
