/** Lines of cells, whatever file they are from, as rows of the import gate. */
import type { AssetRow } from '@muster/facts/assets';
import { ASSET_COLUMNS, type AssetField, foldHeader } from './columns.ts';
import type { ColumnMapping } from './mapping.ts';

export type AssetFile =
  | {
      readonly kind: 'read';
      readonly rows: readonly AssetRow[];
      /** The header each field was read from; fields of the organisation's own as `fields.NAME`. */
      readonly columns: Readonly<Record<string, string>>;
      /** Headers that mean nothing here, in the order of the file. */
      readonly unused: readonly string[];
      /** Values that were left out because they cannot be read for certain. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

export interface Line {
  readonly cells: readonly string[];
  /** 1-based, of the file. */
  readonly line: number;
  /** What could not be read for certain in it. */
  readonly warnings?: readonly string[];
}

/** A cell that is longer is not an asset's fact: the quotes are broken somewhere above. */
const CELL_CHARS_MAX = 256;
/** Warnings a person still reads; further ones are counted. */
const WARNINGS_MAX = 20;
const DATES: ReadonlySet<string> = new Set(['purchasedOn', 'warrantyUntil', 'supportUntil']);

/**
 * @param lines the first one names the columns
 * @param notes what is to be told of the file as a whole
 */
export function readAssetLines(
  lines: readonly Line[],
  mapping: ColumnMapping = new Map(),
  notes: readonly string[] = [],
): AssetFile {
  const [head] = lines;
  if (head === undefined) return { kind: 'refused', reason: 'the file is empty' };
  const mapped = mapColumns(head.cells, mapping);
  if (typeof mapped === 'string') return { kind: 'refused', reason: mapped };
  const { columns, places, unused } = mapped;
  const warnings = new Warnings();
  const rows: AssetRow[] = [];
  for (const line of lines.slice(1)) {
    for (const warning of line.warnings ?? []) warnings.add(`line ${line.line}: ${warning}`);
    const row = readRow(line, places, warnings);
    if (row !== undefined) rows.push(row);
  }
  return { kind: 'read', rows, columns, unused, warnings: [...notes, ...warnings.lines()] };
}

/** A column that is read, as what. */
interface Place {
  readonly at: number;
  readonly field: AssetField | undefined;
  /** The name of the field of the organisation's own, where it is one. */
  readonly custom: string;
}

interface Mapped {
  readonly places: readonly Place[];
  readonly columns: Readonly<Record<string, string>>;
  readonly unused: readonly string[];
}

/** What a person said comes first; the rest goes by the headers that people use. */
function mapColumns(headers: readonly string[], mapping: ColumnMapping): Mapped | string {
  const folded = headers.map(foldHeader);
  const places: Place[] = [];
  const said = new Set<number>();
  for (const [header, target] of mapping) {
    const at = folded.indexOf(foldHeader(header));
    if (at < 0) return `no column is called "${header}": the first line has ${quoted(headers)}`;
    said.add(at);
    if (target.kind === 'field') places.push({ at, field: target.field, custom: '' });
    if (target.kind === 'custom') places.push({ at, field: undefined, custom: target.name });
  }
  for (const field of Object.keys(ASSET_COLUMNS) as AssetField[]) {
    if (places.some((place) => place.field === field)) continue;
    for (const alias of ASSET_COLUMNS[field]) {
      const at = folded.findIndex((each, index) => each === alias && !said.has(index));
      if (at < 0) continue;
      places.push({ at, field, custom: '' });
      break;
    }
  }
  if (!places.some(({ field }) => field === 'serial' || field === 'tag')) {
    return `no column names a serial or a tag: the first line has ${quoted(headers)}; say which one does, such as --map "${headers[0] ?? 'Name'}=serial"`;
  }
  const read = new Set(places.map(({ at }) => at));
  return {
    places,
    columns: Object.fromEntries(
      places.map(({ at, field, custom }) => [field ?? `fields.${custom}`, headers[at] ?? '']),
    ),
    unused: headers.filter((_, at) => !read.has(at) && folded[at] !== ''),
  };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function readRow(
  { cells, line }: Line,
  places: readonly Place[],
  warnings: Warnings,
): AssetRow | undefined {
  const row: { line: number } & Partial<Record<AssetField, string>> = { line };
  const fields: Record<string, string> = {};
  for (const { at, field, custom } of places) {
    const cell = plainOf(cells[at] ?? '');
    if (cell === '') continue;
    const name = field ?? `fields.${custom}`;
    if (cell.length > CELL_CHARS_MAX) {
      warnings.add(`line ${line}: ${name} is longer than ${CELL_CHARS_MAX} characters, left out`);
    } else if (DATES.has(name) && !isFullDate(cell)) {
      warnings.add(`line ${line}: "${cell}" is not a date as 2026-11-21, left out`);
    } else if (field === 'serial' && /^\d(\.\d+)?E\+\d+$/i.test(cell)) {
      warnings.add(`line ${line}: a spreadsheet rounded the serial "${cell}", left out`);
    } else if (field === undefined) fields[custom] = cell;
    else row[field] = cell;
  }
  const own = Object.keys(fields).length === 0 ? {} : { fields };
  return Object.keys(row).length === 1 ? undefined : { ...row, ...own };
}

/** Without what writers put around a text so that no spreadsheet computes it: `="0012"` and `'=0012`. */
function plainOf(cell: string): string {
  const [, quotedText] = /^="([^"]*)"$/.exec(cell) ?? [];
  return (quotedText ?? cell.replace(/^'(?=[=+@\t\r-])/, '')).trim();
}

/** Only the form that means one day everywhere: 4/5/16 is April to some and May to others. */
function isFullDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
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
