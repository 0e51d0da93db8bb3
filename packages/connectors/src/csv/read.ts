/** Reads a CSV of asset records into rows of the import gate, and says which columns it used. */
import type { AssetRow } from '@muster/facts/assets';
import { parse } from 'csv-parse/sync';
import { ASSET_COLUMNS, type AssetField, foldHeader } from './columns.ts';

export type AssetFile =
  | {
      readonly kind: 'read';
      readonly rows: readonly AssetRow[];
      /** The header each field was read from. */
      readonly columns: Readonly<Partial<Record<AssetField, string>>>;
      /** Headers that mean nothing here, in the order of the file. */
      readonly unused: readonly string[];
      /** Values that were left out because they cannot be read for certain. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** A cell that is longer is not an asset's fact: the quotes are broken somewhere above. */
const CELL_CHARS_MAX = 256;
/** Warnings a person still reads; further ones are counted. */
const WARNINGS_MAX = 20;

interface Line {
  readonly cells: readonly string[];
  /** The line of the file it ends on. */
  readonly line: number;
}

/**
 * @param text the file, UTF-8 decoded; a byte order mark, CRLF and `;` or tab as delimiter are fine
 */
export function readAssetCsv(text: string): AssetFile {
  const lines = parseLines(text);
  if (typeof lines === 'string') return { kind: 'refused', reason: lines };
  const [head, ...body] = lines;
  if (head === undefined) return { kind: 'refused', reason: 'the file is empty' };
  const mapped = mapColumns(head.cells);
  if (mapped.columns.serial === undefined && mapped.columns.tag === undefined) {
    return {
      kind: 'refused',
      reason: `no column names a serial or a tag: the first line has ${head.cells.map((name) => `"${name}"`).join(', ')}`,
    };
  }
  const warnings = new Warnings();
  const rows: AssetRow[] = [];
  for (const { cells, line } of body) {
    const row = readRow(cells, line, mapped.index, warnings);
    if (row !== undefined) rows.push(row);
  }
  return {
    kind: 'read',
    rows,
    columns: mapped.columns,
    unused: mapped.unused,
    warnings: warnings.lines(),
  };
}

function parseLines(text: string): readonly Line[] | string {
  const lines: Line[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ cells, line });
        return null;
      },
    });
    return lines;
  } catch (error) {
    return `the file is not CSV: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The header line tells: names of columns hold no delimiters, other cells may. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const count = (delimiter: string) => header.split(delimiter).length;
  return [';', '\t'].find((delimiter) => count(delimiter) > count(',')) ?? ',';
}

function mapColumns(headers: readonly string[]): {
  readonly index: ReadonlyMap<AssetField, number>;
  readonly columns: Readonly<Partial<Record<AssetField, string>>>;
  readonly unused: readonly string[];
} {
  const folded = headers.map(foldHeader);
  const index = new Map<AssetField, number>();
  const columns: Partial<Record<AssetField, string>> = {};
  for (const field of Object.keys(ASSET_COLUMNS) as AssetField[]) {
    for (const alias of ASSET_COLUMNS[field]) {
      const at = folded.indexOf(alias);
      const header = headers[at];
      if (header === undefined) continue;
      index.set(field, at);
      columns[field] = header;
      break;
    }
  }
  const used = new Set(index.values());
  return { index, columns, unused: headers.filter((_, at) => !used.has(at)) };
}

function readRow(
  cells: readonly string[],
  line: number,
  index: ReadonlyMap<AssetField, number>,
  warnings: Warnings,
): AssetRow | undefined {
  const row: { line: number } & Partial<Record<AssetField, string>> = { line };
  for (const [field, at] of index) {
    const cell = plainOf(cells[at] ?? '');
    if (cell === '') continue;
    if (cell.length > CELL_CHARS_MAX) {
      warnings.add(`line ${line}: ${field} is longer than ${CELL_CHARS_MAX} characters, left out`);
    } else if (field === 'purchasedOn' && !isFullDate(cell)) {
      warnings.add(`line ${line}: "${cell}" is not a date as 2026-11-21, left out`);
    } else if (field === 'serial' && /^\d(\.\d+)?E\+\d+$/i.test(cell)) {
      warnings.add(`line ${line}: a spreadsheet rounded the serial "${cell}", left out`);
    } else {
      row[field] = cell;
    }
  }
  return Object.keys(row).length === 1 ? undefined : row;
}

/** Without what writers put around a text so that no spreadsheet computes it: `="0012"` and `'=0012`. */
function plainOf(cell: string): string {
  const [, quoted] = /^="([^"]*)"$/.exec(cell) ?? [];
  return (quoted ?? cell.replace(/^'(?=[=+@\t\r-])/, '')).trim();
}

/** Only the form that means one day everywhere: 4/5/16 is April to some and May to others. */
function isFullDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

class Warnings {
  readonly #kept: string[] = [];
  #more = 0;

  add(line: string): void {
    if (this.#kept.length < WARNINGS_MAX) this.#kept.push(line);
    else this.#more += 1;
  }

  lines(): readonly string[] {
    return this.#more === 0 ? this.#kept : [...this.#kept, `and ${this.#more} more like these`];
  }
}
