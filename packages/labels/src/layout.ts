/** What stands where on one label: the symbol, the tag in clear, and as many further lines as fit. */
import type { Pair } from './stock.ts';
import { type Encoded, LabelError, MODULE_MM_MIN } from './symbol.ts';
import type { SymbolKind } from './symbol-kind.ts';

export interface Label {
  /** What people read first, in bold. */
  readonly tag: string;
  /** What the symbol says: the tag, or an address that ends in it. */
  readonly code: string;
  /** Further lines, the most useful first; those that find no room are left out. */
  readonly lines: readonly string[];
}

export interface TextLine {
  readonly text: string;
  readonly bold: boolean;
  /** Points. */
  readonly size: number;
  /** Upper left corner, millimetres from the label's. */
  readonly at: Pair;
}

export interface Laid {
  readonly symbol: { readonly at: Pair; readonly moduleMm: number; readonly barMm: number };
  readonly text: readonly TextLine[];
}

/** Width of a text of one point, in points. */
export type Measure = (text: string, bold: boolean) => number;

const POINT_MM = 25.4 / 72;
/** Sheets and printers are off by about a millimetre. */
const MARGIN_MM = 1.2;
const GAP_MM = 1.2;
const TAG_POINTS = { most: 14, least: 5 } as const;
const LINE_POINTS = { most: 8, least: 4.5 } as const;
const LEADING = 1.25;

/** @throws LabelError where symbol or tag would be too small to be read */
export function layOut(
  label: Label,
  { kind, symbol }: { readonly kind: SymbolKind; readonly symbol: Encoded },
  [width, height]: Pair,
  measure: Measure,
): Laid {
  const room: Pair = [width - 2 * MARGIN_MM, height - 2 * MARGIN_MM];
  const placed = symbol.height === undefined ? above(symbol, room) : beside(symbol, room);
  if (placed.moduleMm < MODULE_MM_MIN[kind]) {
    throw new LabelError(
      `${JSON.stringify(label.code)} as ${kind} is too small to be read on ${width} × ${height} mm: take a larger label, another symbol or a shorter text`,
    );
  }
  const text = setText(label, placed, measure);
  const shifted = ([across, down]: Pair): Pair => [across + MARGIN_MM, down + MARGIN_MM];
  return {
    symbol: { at: shifted(placed.at), moduleMm: placed.moduleMm, barMm: placed.barMm },
    text: text.map((line) => ({ ...line, at: shifted(line.at) })),
  };
}

interface Placed {
  readonly at: Pair;
  readonly moduleMm: number;
  readonly barMm: number;
  readonly textAt: Pair;
  readonly textRoom: Pair;
}

/** Bars over the whole width, text below. */
function above({ width }: Encoded, [across, down]: Pair): Placed {
  // Wider modules than this gain nothing.
  const moduleMm = Math.min(across / width, 0.5);
  const barMm = down * 0.5;
  return {
    at: [(across - moduleMm * width) / 2, 0],
    moduleMm,
    barMm,
    textAt: [0, barMm + GAP_MM / 2],
    textRoom: [across, down - barMm - GAP_MM / 2],
  };
}

/** A square at the left, text at its right. */
function beside({ width }: Encoded, [across, down]: Pair): Placed {
  const side = Math.min(down, across * 0.5);
  return {
    at: [0, (down - side) / 2],
    moduleMm: side / width,
    barMm: 0,
    textAt: [side + GAP_MM, 0],
    textRoom: [across - side - GAP_MM, down],
  };
}

function setText(
  { tag, lines }: Label,
  { textAt, textRoom }: Placed,
  measure: Measure,
): TextLine[] {
  const [across, down] = textRoom;
  const size = fit(measure(tag, true), textRoom, TAG_POINTS);
  if (size === undefined) {
    throw new LabelError(`the tag ${JSON.stringify(tag)} finds no room on this label`);
  }
  const set: TextLine[] = [{ text: tag, bold: true, size, at: textAt }];
  let used = size * LEADING * POINT_MM;
  for (const line of lines) {
    const lineSize = fit(measure(line, false), [across, down - used], LINE_POINTS);
    if (lineSize === undefined) continue;
    set.push({ text: line, bold: false, size: lineSize, at: [textAt[0], textAt[1] + used] });
    used += lineSize * LEADING * POINT_MM;
  }
  const shift = (down - used) / 2;
  return set.map((line) => ({ ...line, at: [line.at[0], line.at[1] + shift] }));
}

/** The largest size at which a text fits; `undefined`: none at which it can be read. */
function fit(
  unitWidth: number,
  [across, down]: Pair,
  { most, least }: { readonly most: number; readonly least: number },
): number | undefined {
  const byWidth = unitWidth === 0 ? most : across / POINT_MM / unitWidth;
  const size = Math.min(most, byWidth, down / POINT_MM / LEADING);
  return size < least ? undefined : Math.floor(size * 10) / 10;
}
