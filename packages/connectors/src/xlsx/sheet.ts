/** The cells of one sheet as lines (ECMA-376 part 1, 18.3), and what is odd about them. */
import type { Line } from '../assets/lines.ts';
import { UnreadableError } from './archive.ts';
import { numberText } from './number.ts';
import { textsIn, type Workbook } from './workbook.ts';
import { type Attributes, type Walk, walkXml } from './xml.ts';

/** Rows of a list of assets that can still be looked through. */
const ROWS_MAX = 1_000_000;
/** Columns that a person names; a sheet that is wider is no list of assets. */
const COLUMNS_MAX = 256;
/** Ranges named in a message. */
const NAMED_MAX = 3;

export interface SheetLines {
  readonly lines: readonly Line[];
  /** What a person should know of it: sentences. */
  readonly notes: readonly string[];
}

/** @throws UnreadableError */
export async function readSheet(
  part: AsyncIterable<Buffer>,
  workbook: Workbook,
): Promise<SheetLines> {
  const reader = new SheetReader(workbook);
  await walkXml(part, reader);
  return { lines: reader.lines, notes: reader.notes() };
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly format: string;
  hasFormula: boolean;
  value: string;
}

class SheetReader implements Walk {
  readonly lines: Line[] = [];
  readonly #workbook: Workbook;
  readonly #inline: Required<Walk>;
  readonly #merged: string[] = [];
  readonly #hiddenColumns: string[] = [];
  #hiddenRows = 0;
  #row = 0;
  #cells: string[] = [];
  #warnings: string[] = [];
  #column = 0;
  #cell: Cell | undefined;
  #isValue = false;

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
    this.#inline = textsIn('is', (text) => {
      if (this.#cell !== undefined) this.#cell.value = text;
    });
  }

  open(name: string, attributes: Attributes): void {
    this.#inline.open(name, attributes);
    if (name === 'row') this.#openRow(attributes);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'v') this.#isValue = true;
    else if (name === 'f' && this.#cell !== undefined) this.#cell.hasFormula = true;
    else if (name === 'mergeCell') this.#merged.push(attributes.ref ?? '');
    else if (name === 'col' && isTrue(attributes.hidden)) {
      const { min = '', max = '' } = attributes;
      this.#hiddenColumns.push(
        min === max ? columnName(min) : `${columnName(min)}:${columnName(max)}`,
      );
    }
  }

  text(text: string): void {
    if (this.#isValue && this.#cell !== undefined) this.#cell.value += text;
    else this.#inline.text(text);
  }

  close(name: string): void {
    this.#inline.close(name);
    if (name === 'v') this.#isValue = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row' && this.#cells.some((cell) => cell !== '')) {
      const warnings = this.#warnings.length === 0 ? {} : { warnings: this.#warnings };
      this.lines.push({ cells: this.#cells, line: this.#row, ...warnings });
    }
  }

  notes(): readonly string[] {
    const merged = this.#merged.length;
    return [
      ...(merged === 0
        ? []
        : [`${some(this.#merged)} merged: only the first cell of each has its value`]),
      ...(this.#hiddenColumns.length === 0
        ? []
        : [`hidden columns were read too: ${some(this.#hiddenColumns)}`]),
      ...(this.#hiddenRows === 0
        ? []
        : [`${this.#hiddenRows} hidden rows were read too (a filter may hide them)`]),
    ];
  }

  #openRow({ r, hidden }: Attributes): void {
    const row = r === undefined ? this.#row + 1 : Number(r);
    if (!Number.isSafeInteger(row) || row <= this.#row) {
      throw new UnreadableError('its rows are not in order');
    }
    if (this.lines.length >= ROWS_MAX) throw new UnreadableError(`it has over ${ROWS_MAX} rows`);
    this.#row = row;
    if (isTrue(hidden)) this.#hiddenRows += 1;
    this.#cells = [];
    this.#warnings = [];
    this.#column = 0;
  }

  #openCell({ r, t = 'n', s }: Attributes): void {
    const column = r === undefined ? this.#column : columnOf(r);
    this.#column = column + 1;
    const format = this.#workbook.formats[Number(s ?? 0)] ?? 'General';
    this.#cell = { column, type: t, format, hasFormula: false, value: '' };
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (cell === undefined) return;
    const text = this.#textOf(cell).trim();
    if (text === '') return;
    if (cell.column >= COLUMNS_MAX) {
      throw new UnreadableError(`it has more than ${COLUMNS_MAX} columns`);
    }
    while (this.#cells.length < cell.column) this.#cells.push('');
    this.#cells[cell.column] = text;
  }

  #textOf({ type, value, format, column, hasFormula }: Cell): string {
    const at = columnName(String(column + 1)) + String(this.#row);
    switch (type) {
      case 's':
        return this.#workbook.texts[Number(value)] ?? '';
      case 'e':
        this.#warnings.push(`${at} has the error ${value}, left out`);
        return '';
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'd':
        return value.slice(0, 'yyyy-mm-dd'.length);
      case 'n': {
        if (hasFormula && value === '') {
          this.#warnings.push(`${at} is a formula that was never computed, left out`);
        }
        const number = numberText(value, format, this.#workbook.is1904);
        if (number.kind === 'text') return number.text;
        this.#warnings.push(
          `${at} is a number of more than 15 digits, which a spreadsheet rounds, left out: format the column as text`,
        );
        return '';
      }
      default:
        return value;
    }
  }
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

/** The column of "AB12", from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.toUpperCase()) {
    if (letter < 'A' || letter > 'Z') break;
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return Math.max(column, 1) - 1;
}

/** @param number from 1, as the part has it */
function columnName(number: string): string {
  let left = Number(number);
  let name = '';
  while (left >= 1) {
    const letter = (left - 1) % 26;
    name = String.fromCharCode(65 + letter) + name;
    left = Math.floor((left - 1 - letter) / 26);
  }
  return name;
}

function some(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
