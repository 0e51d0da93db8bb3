/** Rows as a table for people: as wide as its content, or as the terminal where that is narrower. */
import { clip, printable } from './text.ts';

export interface TableOptions {
  /** Columns of the terminal; absent: as wide as it gets. */
  readonly width?: number;
  readonly isColored: boolean;
}

const GAP = '  ';
/** A column is not squeezed below this: a cell of three letters and the sign of its cut. */
const COLUMN_MIN = 4;
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** @returns lines without a newline at their end; the first is the header */
export function formatTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  { width, isColored }: TableOptions,
): readonly string[] {
  const cells = [headers, ...rows].map((row) => row.map(printable));
  const widths = fit(
    headers.map((_, at) => Math.max(...cells.map((row) => [...(row[at] ?? '')].length))),
    width,
  );
  const [header = '', ...body] = cells.map((row) => formatRow(row, widths));
  return [isColored ? `${BOLD}${header}${PLAIN}` : header, ...body];
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, at) => {
      const cell = clip(row[at] ?? '', width);
      return cell + ' '.repeat(width - [...cell].length);
    })
    .join(GAP)
    .trimEnd();
}

/** Takes from the widest until it fits. */
function fit(widths: readonly number[], width: number | undefined): readonly number[] {
  const fitted = [...widths];
  if (width === undefined) return fitted;
  const room = width - GAP.length * (widths.length - 1);
  let excess = fitted.reduce((sum, each) => sum + each, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...fitted);
    if (widest <= COLUMN_MIN) break;
    fitted[fitted.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return fitted;
}
