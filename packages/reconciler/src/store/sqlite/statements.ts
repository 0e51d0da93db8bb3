/** Statements prepared as they are met: queries of different shapes are few, lists of different length more. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const STATEMENTS_MAX = 256;

/** @returns the statement of a text, prepared once; the one met first is dropped when there are too many */
export function prepareAsMet(database: DatabaseSync): (sql: string) => StatementSync {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const [oldest] = statements.keys();
    if (statements.size >= STATEMENTS_MAX && oldest !== undefined) statements.delete(oldest);
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}
