/** Columns read side by side, as the rows they belong to. */
import type { Column } from '../agent.ts';
import type { Value } from '../value.ts';

/** A row's cells by the names given to the columns. */
export type Row<N extends string> = ReadonlyMap<N, Value>;

/**
 * @param names which name each column's OID has; columns that are not named are left out.
 * @returns rows by index, in the order in which indices first appeared.
 */
export function rowsOf<N extends string>(
  columns: readonly Column[],
  names: Readonly<Record<N, string>>,
): ReadonlyMap<string, Row<N>> {
  const rows = new Map<string, Map<N, Value>>();
  for (const name of keysOf(names)) {
    const column = columns.find(({ oid }) => oid === names[name]);
    for (const { index, value } of column?.cells ?? []) {
      const row = rows.get(index) ?? new Map<N, Value>();
      row.set(name, value);
      rows.set(index, row);
    }
  }
  return rows;
}

function keysOf<N extends string>(names: Readonly<Record<N, string>>): N[] {
  const keys: N[] = [];
  for (const key in names) keys.push(key);
  return keys;
}
