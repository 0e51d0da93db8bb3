/** Reads a sheet of asset records (Office Open XML, ECMA-376) into rows of the import gate. */
import { type AssetFile, readAssetLines } from '../assets/lines.ts';
import type { ColumnMapping } from '../assets/mapping.ts';
import { openArchive, UnreadableError } from './archive.ts';
import { readSheet } from './sheet.ts';
import { readWorkbook, type Sheet } from './workbook.ts';

export interface XlsxOptions {
  /** Its name; the first sheet that is not hidden where absent. */
  readonly sheet?: string;
  readonly mapping?: ColumnMapping;
}

/**
 * Texts are as they are, dates RFC 3339 full-dates, numbers never in powers of ten, formulas what they
 * came to when the file was saved. Nothing is computed.
 */
export async function readAssetXlsx(
  bytes: Uint8Array,
  { sheet: named, mapping }: XlsxOptions = {},
): Promise<AssetFile> {
  try {
    const archive = await openArchive(bytes);
    const workbook = await readWorkbook(archive);
    const sheet = chooseSheet(workbook.sheets, named);
    const part = archive.read(sheet.part);
    if (part === undefined) throw new UnreadableError(`its sheet "${sheet.name}" is not there`);
    const { lines, notes } = await readSheet(part, workbook);
    const others = workbook.sheets.filter((each) => each !== sheet && !each.isHidden);
    return readAssetLines(lines, mapping, [
      ...(named === undefined && others.length > 0
        ? [`read the sheet "${sheet.name}"; others are ${quoted(others)} (--sheet)`]
        : []),
      ...(sheet.isHidden ? [`the sheet "${sheet.name}" is hidden`] : []),
      ...notes,
    ]);
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function chooseSheet(sheets: readonly Sheet[], named: string | undefined): Sheet {
  const sheet =
    named === undefined
      ? sheets.find(({ isHidden }) => !isHidden)
      : sheets.find(({ name }) => name === named);
  if (sheet !== undefined) return sheet;
  throw new UnreadableError(
    named === undefined
      ? 'it has no sheet to be seen'
      : `it has no sheet "${named}": there are ${quoted(sheets)}`,
  );
}

function quoted(sheets: readonly Sheet[]): string {
  return sheets.map(({ name }) => `"${name}"`).join(', ');
}
