/** CSV (RFC 4180) that a spreadsheet may open: what devices say never becomes a formula there. */

/** A cell that begins so is taken for a formula; a leading apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

export function formatCsvRow(cells: readonly string[]): string {
  return cells.map(formatCell).join(',');
}

function formatCell(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
