/**
 * Moves an inventory from SQLite to PostgreSQL: all of it or nothing, in one transaction that ends
 * only when the other side was read back and is the same, row by row, and its ledger's chain holds.
 */
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { GENESIS, verifyLedger } from '../../ledger/chain.ts';
import { LEDGER_ENTRIES, ledgerEntryOf } from '../ledger-row.ts';
import type { PostgresConnection } from '../postgres/connection.ts';
import { LOCKS } from '../postgres/locks.ts';
import { readSchema, type Schema } from '../postgres/schema.ts';
import type { Value } from '../tables.ts';
import { type MovedTable, tablesOf } from './tables.ts';

/** Rows sent or read at once: some megabytes of observations. */
const PIECE_ROWS = 1_000;
/** A row of files of evidence is a quarter of a megabyte. */
const HEAVY_ROWS = 32;

function pieceRows(table: string): number {
  return table === 'evidence_piece' ? HEAVY_ROWS : PIECE_ROWS;
}

export interface Moved {
  readonly tables: readonly {
    readonly name: string;
    readonly rows: number;
    readonly digest: string;
  }[];
  readonly ledger: { readonly seq: number; readonly hash: string };
}

/** It was not moved, and nothing was written; the message says what to do. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}

export type Progress = (done: number, total: number) => void;

/**
 * @param source migrated, and nobody writes to it
 * @param target migrated to the same number
 * @throws MoveError
 */
export async function moveInventory(
  source: DatabaseSync,
  target: PostgresConnection,
  progress: Progress,
): Promise<Moved> {
  const tables = tablesOf(source);
  const total = 2 * tables.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  const step = (rows: number): void => {
    done += rows;
    progress(done, total);
  };
  await target.script('BEGIN');
  try {
    await claim(target, tables);
    const schema = await readSchema(target);
    const moved: Moved['tables'][number][] = [];
    for (const table of tables) {
      const digest = await copyTable(source, target, { table, schema, step });
      const copied = await digestTable(target, table, step);
      if (copied.rows !== table.rows || copied.digest !== digest) {
        throw new MoveError(
          `table ${table.name} reads otherwise there: ${copied.rows} of ${table.rows} rows, digest ${copied.digest} instead of ${digest}`,
        );
      }
      moved.push({ name: table.name, rows: table.rows, digest });
    }
    const ledger = await verifyMovedLedger(target);
    await countOn(target);
    await target.commit();
    await target.script('ANALYZE');
    return { tables: moved, ledger };
  } catch (error) {
    if (!target.isLost) await target.script('ROLLBACK');
    throw error;
  }
}

/** The other side is empty, and stays ours until the end. */
async function claim(target: PostgresConnection, tables: readonly MovedTable[]): Promise<void> {
  const [row] = await target.all(`SELECT pg_try_advisory_xact_lock(${LOCKS.running}) AS alone`);
  if (row?.alone !== true) {
    throw new MoveError('a reconciler runs on that database: stop it first');
  }
  for (const { name } of tables) {
    if ((await target.all(`SELECT 1 FROM ${name} LIMIT 1`)).length > 0) {
      throw new MoveError(`that database holds an inventory (${name} has rows): name an empty one`);
    }
  }
}

interface Copying {
  readonly table: MovedTable;
  readonly schema: Schema;
  readonly step: (rows: number) => void;
}

/** @returns the digest of what was read */
async function copyTable(
  source: DatabaseSync,
  target: PostgresConnection,
  { table, schema, step }: Copying,
): Promise<string> {
  const { name, columns } = table;
  const types = columns.map((column, index) => `$${index + 1}::${schema.typeOf(name, column)}[]`);
  const insert = `INSERT INTO ${name} (${columns.join(', ')}) SELECT * FROM unnest(${types.join(', ')})`;
  const hash = createHash('sha256');
  const all = source.prepare(selectionOf(table));
  all.setReturnArrays(true);
  let piece: Value[][] = columns.map(() => []);
  const flush = async (): Promise<void> => {
    const rows = piece[0]?.length ?? 0;
    if (rows === 0) return;
    await target.run(insert, piece);
    piece = columns.map(() => []);
    step(rows);
  };
  for (const row of all.iterate() as Iterable<unknown>) {
    const values = row as readonly Value[];
    hash.update(`${JSON.stringify(values)}\n`);
    for (const [index, value] of values.entries()) piece[index]?.push(value);
    if ((piece[0]?.length ?? 0) >= pieceRows(name)) await flush();
  }
  await flush();
  return hash.digest('hex');
}

function selectionOf({ name, columns, key }: MovedTable): string {
  return `SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`;
}

/** A cursor of its own for each table: what was prepared keeps the shape of its rows. */
async function digestTable(
  target: PostgresConnection,
  table: MovedTable,
  step: (rows: number) => void,
): Promise<{ readonly rows: number; readonly digest: string }> {
  const hash = createHash('sha256');
  const cursor = `moved_${table.name}`;
  let rows = 0;
  await target.script(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${selectionOf(table)}`);
  for (;;) {
    const piece = await target.places(`FETCH ${pieceRows(table.name)} FROM ${cursor}`);
    if (piece.length === 0) break;
    for (const row of piece) hash.update(`${JSON.stringify(row)}\n`);
    rows += piece.length;
    step(piece.length);
  }
  await target.script(`CLOSE ${cursor}`);
  return { rows, digest: hash.digest('hex') };
}

async function verifyMovedLedger(target: PostgresConnection): Promise<Moved['ledger']> {
  let head: Moved['ledger'] = GENESIS;
  for (;;) {
    const rows = await target.all(`${LEDGER_ENTRIES} WHERE seq > $1 ORDER BY seq LIMIT $2`, [
      head.seq,
      PIECE_ROWS,
    ]);
    if (rows.length === 0) return head;
    const verified = verifyLedger(rows.map(ledgerEntryOf), head);
    if (verified.kind === 'broken') {
      throw new MoveError(
        `the ledger is broken at entry ${verified.seq}: ${verified.reason}; it was so before the move`,
      );
    }
    ({ head } = verified);
  }
}

/** What the database numbers itself goes on after what came. */
async function countOn(target: PostgresConnection): Promise<void> {
  const numbered = await target.places(
    `SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE a.attidentity <> '' AND c.relnamespace = current_schema()::regnamespace`,
  );
  for (const [table, column] of numbered) {
    await target.script(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) FROM ${table} HAVING max(${column}) IS NOT NULL`,
    );
  }
}
