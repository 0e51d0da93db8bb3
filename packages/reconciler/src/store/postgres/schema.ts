/** What the tables look like in the database itself: the types of columns, for `unnest`. */
import type { Session } from './connection.ts';

export interface Schema {
  /** @throws for a column that the database does not have: table and program do not fit */
  typeOf(table: string, column: string): string;
}

export async function readSchema(session: Session): Promise<Schema> {
  const rows = await session.places(
    `SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
       AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  const types = new Map(rows.map(([table, column, type]) => [`${table}.${column}`, String(type)]));
  return {
    typeOf: (table, column) => {
      const type = types.get(`${table}.${column}`);
      if (type === undefined) throw new Error(`the database has no column ${table}.${column}`);
      return type;
    },
  };
}
