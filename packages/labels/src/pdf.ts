/** Labels as a PDF: vectors and the standard fonts of every reader, so that nothing is scaled or embedded. */
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { type Label, layOut, type Measure } from './layout.ts';
import { type Stock, spotOf } from './stock.ts';
import { LabelError, symbolOf } from './symbol.ts';
import type { SymbolKind } from './symbol-kind.ts';

export interface LabelOptions {
  readonly stock: Stock;
  readonly symbol: SymbolKind;
  /** Labels of the first sheet that were used before. */
  readonly skip?: number;
}

const MM_POINTS = 72 / 25.4;
const FONTS = { true: 'Helvetica-Bold', false: 'Helvetica' } as const;
/** What Helvetica's encoding (WinAnsi, ISO 32000-1 annex D) surely holds. */
const PRINTABLE = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff]*$/;

type Document = InstanceType<typeof PDFDocument>;

/** @throws LabelError for a label that could not be read; its message names the tag */
export async function renderLabels(
  labels: readonly Label[],
  { stock, symbol, skip = 0 }: LabelOptions,
): Promise<Buffer> {
  const perSheet = stock.columns * stock.rows;
  if (skip >= perSheet) {
    throw new LabelError(`a sheet has ${perSheet} labels: ${skip} of the first cannot be used up`);
  }
  const size: [number, number] = [stock.page[0] * MM_POINTS, stock.page[1] * MM_POINTS];
  const document = new PDFDocument({
    size,
    margin: 0,
    autoFirstPage: false,
    info: { Title: 'Labels' },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    document.once('end', resolve).once('error', reject);
  });
  let page = -1;
  for (const [index, label] of labels.entries()) {
    const spot = spotOf(stock, index + skip);
    for (; page < spot.page; page += 1) document.addPage();
    // A symbol takes milliseconds, a thousand of them seconds: others have their turn in between.
    await setImmediate();
    drawLabel(document, label, { symbol, stock, at: spot.at });
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawLabel(
  document: Document,
  label: Label,
  { symbol: kind, stock, at }: { symbol: SymbolKind; stock: Stock; at: readonly [number, number] },
): void {
  if (!PRINTABLE.test(label.tag)) {
    throw new LabelError(
      `the tag ${JSON.stringify(label.tag)} has characters that the label font lacks`,
    );
  }
  const symbol = symbolOf(kind, label.code);
  const measure: Measure = (text, bold) =>
    document.font(FONTS[`${bold}`]).fontSize(1).widthOfString(text);
  const lines = label.lines.filter((line) => PRINTABLE.test(line));
  const laid = layOut({ ...label, lines }, { kind, symbol }, stock.label, measure);
  document.save().translate(at[0] * MM_POINTS, at[1] * MM_POINTS);
  document.save().translate(laid.symbol.at[0] * MM_POINTS, laid.symbol.at[1] * MM_POINTS);
  const unit = laid.symbol.moduleMm * MM_POINTS;
  for (const { x, y, width, height } of symbol.dark) {
    const high = symbol.height === undefined ? laid.symbol.barMm * MM_POINTS : height * unit;
    document.rect(x * unit, y * unit, width * unit, high);
  }
  document.fill('black').restore();
  for (const {
    text,
    bold,
    size,
    at: [across, down],
  } of laid.text) {
    document
      .font(FONTS[`${bold}`])
      .fontSize(size)
      .text(text, across * MM_POINTS, down * MM_POINTS, { lineBreak: false });
  }
  document.restore();
}
