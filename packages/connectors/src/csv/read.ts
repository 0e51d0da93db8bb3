/** Reads a CSV of asset records into rows of the import gate, and says which columns it used. */
import { parse } from 'csv-parse/sync';
import { type AssetFile, type Line, readAssetLines } from '../assets/lines.ts';
import type { ColumnMapping } from '../assets/mapping.ts';

/**
 * @param text the file, UTF-8 decoded; a byte order mark, CRLF and `;` or tab as delimiter are fine
 * @param mapping what a person says columns mean, before the headers that people use
 */
export function readAssetCsv(text: string, mapping?: ColumnMapping): AssetFile {
  const lines = parseLines(text);
  if (typeof lines === 'string') return { kind: 'refused', reason: lines };
  return readAssetLines(lines, mapping);
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
