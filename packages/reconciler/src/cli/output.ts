/** Writes listings: a table for people, CSV for spreadsheets, or the API's objects one a line. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Item, ItemPage } from './client.ts';
import { briefCellOf, COLUMNS, type Column, cellOf, type Listing } from './columns.ts';
import { formatCsvRow } from './csv.ts';
import type { Surroundings } from './surroundings.ts';
import { formatTable } from './table.ts';

export type Format = 'table' | 'json' | 'csv';

export interface FormatOptions {
  readonly json?: true;
  readonly csv?: true;
}

export function formatOf({ json, csv }: FormatOptions): Format {
  if (json) return 'json';
  return csv ? 'csv' : 'table';
}

/** Waits where the reader is slower than we are. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

export async function writeLines(stream: Writable, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await write(stream, `${lines.join('\n')}\n`);
}

/** Colors only on a terminal that has not refused them (no-color.org). */
export function isColored({ stdout, env }: Surroundings): boolean {
  return stdout.isTTY === true && env.NO_COLOR === undefined && env.TERM !== 'dumb';
}

/** JSON and CSV are written page by page; a table is seen whole before its columns are measured. */
export async function writeListing(
  listing: Listing,
  pages: AsyncIterable<ItemPage> | Iterable<ItemPage>,
  format: Format,
  around: Surroundings,
): Promise<{ readonly shown: number; readonly total: number }> {
  const columns = COLUMNS[listing];
  const kept: Item[] = [];
  let shown = 0;
  let total = 0;
  if (format === 'csv') await writeLines(around.stdout, [headerOf(columns)]);
  for await (const page of pages) {
    if (format === 'table') kept.push(...page.items);
    else await writeLines(around.stdout, linesOf(page.items, columns, format));
    shown += page.items.length;
    total = page.total ?? shown;
  }
  if (format === 'table') await writeTable(kept, columns, around);
  return { shown, total };
}

/** A short list, whole. */
export async function writeItems(
  items: readonly Item[],
  columns: readonly Column[],
  format: Format,
  around: Surroundings,
): Promise<void> {
  if (format === 'table') return writeTable(items, columns, around);
  if (format === 'csv') await writeLines(around.stdout, [headerOf(columns)]);
  await writeLines(around.stdout, linesOf(items, columns, format));
}

function headerOf(columns: readonly Column[]): string {
  return formatCsvRow(columns.map(({ member }) => member));
}

function linesOf(items: readonly Item[], columns: readonly Column[], format: 'json' | 'csv') {
  if (format === 'json') return items.map((item) => JSON.stringify(item));
  return items.map((item) => formatCsvRow(columns.map((column) => cellOf(item, column))));
}

async function writeTable(
  items: readonly Item[],
  columns: readonly Column[],
  around: Surroundings,
): Promise<void> {
  const brief = columns.filter(({ isBrief }) => isBrief);
  const lines = formatTable(
    brief.map(({ header }) => header.toUpperCase()),
    items.map((item) => brief.map((column) => briefCellOf(item, column))),
    {
      isColored: isColored(around),
      ...(around.stdout.columns !== undefined && { width: around.stdout.columns }),
    },
  );
  await writeLines(around.stdout, lines);
}
