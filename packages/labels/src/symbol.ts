/** Machine-readable symbols as what they are made of: dark rectangles, counted in modules. */
import bwip from 'bwip-js';
import type { SymbolKind } from './symbol-kind.ts';

export interface Encoded {
  /** Size in modules, with the quiet zone that readers need around it. */
  readonly width: number;
  /** `undefined`: bars, as high as there is room. */
  readonly height: number | undefined;
  readonly dark: readonly Dark[];
}

/** In modules, from the upper left corner of the quiet zone. A bar has no height of its own. */
export interface Dark {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The narrowest module that common printers (203 dots an inch) and readers manage, in millimetres. */
export const MODULE_MM_MIN: Readonly<Record<SymbolKind, number>> = {
  qr: 0.25,
  code128: 0.19,
  datamatrix: 0.25,
};

const ENCODERS: Readonly<Record<SymbolKind, { bcid: string; options: object; quiet: number }>> = {
  qr: { bcid: 'qrcode', options: { eclevel: 'M' }, quiet: 4 },
  code128: { bcid: 'code128', options: {}, quiet: 10 },
  datamatrix: { bcid: 'datamatrix', options: {}, quiet: 1 },
};

/** Bars carry ASCII for every reader; the other two carry UTF-8. */
const CARRIED: Readonly<Record<SymbolKind, RegExp>> = {
  qr: /./u,
  code128: /^[\x20-\x7e]+$/,
  datamatrix: /./u,
};

/** What was asked for cannot be printed so that it can be read. The message says what would help. */
export class LabelError extends Error {
  override readonly name = 'LabelError';
}

/** @throws LabelError for a text that the symbol cannot carry */
export function symbolOf(kind: SymbolKind, text: string): Encoded {
  const { bcid, options, quiet } = ENCODERS[kind];
  if (!CARRIED[kind].test(text)) {
    throw new LabelError(`${kind} cannot carry ${JSON.stringify(text)}`);
  }
  const encoded = encode(kind, text, { bcid, options });
  if ('sbs' in encoded) return bars(encoded.sbs, quiet);
  return matrix(encoded.pixs, encoded.pixx, quiet);
}

function encode(
  kind: SymbolKind,
  text: string,
  { bcid, options }: { bcid: string; options: object },
) {
  try {
    const [encoded] = bwip.raw(bcid, text, options);
    if (encoded !== undefined) return encoded;
  } catch (cause) {
    throw new LabelError(`${kind} cannot carry ${JSON.stringify(text)}`, { cause });
  }
  throw new LabelError(`${kind} cannot carry ${JSON.stringify(text)}`);
}

/** Bars and spaces in turn, the first is a bar. */
function bars(widths: readonly number[], quiet: number): Encoded {
  const dark: Dark[] = [];
  let x = quiet;
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) dark.push({ x, y: 0, width, height: 0 });
    x += width;
  }
  return { width: x + quiet, height: undefined, dark };
}

/** Modules row by row; dark ones beside each other become one rectangle. */
function matrix(pixels: readonly number[], columns: number, quiet: number): Encoded {
  const rows = pixels.length / columns;
  const dark: Dark[] = [];
  for (let row = 0; row < rows; row += 1) {
    let width = 0;
    for (let column = 0; column <= columns; column += 1) {
      const isDark = column < columns && pixels[row * columns + column] === 1;
      if (isDark) {
        width += 1;
      } else if (width > 0) {
        dark.push({ x: quiet + column - width, y: quiet + row, width, height: 1 });
        width = 0;
      }
    }
  }
  return { width: columns + 2 * quiet, height: rows + 2 * quiet, dark };
}
