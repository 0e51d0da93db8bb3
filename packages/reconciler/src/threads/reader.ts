/** A thread that reads, on a connection of its own: a question never waits for intake. Entry of a worker. */
import type { StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../store/sqlite/database.ts';
import type { ReaderData } from './messages.ts';
import { serve } from './serve.ts';

/** Statements kept prepared; queries of different shapes are few, lists of different length more. */
const STATEMENTS_MAX = 256;

if (parentPort === null) throw new Error('this is the entry of a worker thread');
const { dataFolder, checkpointPages }: ReaderData = workerData;
const database = openDatabase(dataFolder, { readOnly: true, checkpointPages });
const statements = new Map<string, StatementSync>();

function prepare(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const [oldest] = statements.keys();
  if (statements.size >= STATEMENTS_MAX && oldest !== undefined) statements.delete(oldest);
  const statement = database.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

serve(parentPort, {
  run: async (sql: string, parameters: readonly (string | number | null)[]) => ({
    value: prepare(sql).all(...parameters),
    events: [],
  }),
  close: async () => ({ value: database.close(), events: [] }),
});
