/** A thread that reads, on a connection of its own: a question never waits for intake. Entry of a worker. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../store/sqlite/database.ts';
import { prepareAsMet } from '../store/sqlite/statements.ts';
import type { ReaderData } from './messages.ts';
import { serve } from './serve.ts';

if (parentPort === null) throw new Error('this is the entry of a worker thread');
const { dataFolder, checkpointPages }: ReaderData = workerData;
const database = openDatabase(dataFolder, { readOnly: true, checkpointPages });
const prepare = prepareAsMet(database);

serve(parentPort, {
  run: async (sql: string, parameters: readonly (string | number | null)[]) => ({
    value: prepare(sql).all(...parameters),
    events: [],
  }),
  close: async () => ({ value: database.close(), events: [] }),
});
