/** The kinds of symbols by name, apart from what draws them. */

/** QR code (ISO/IEC 18004), Code 128 (ISO/IEC 15417), Data Matrix (ISO/IEC 16022). */
export const SYMBOLS = ['qr', 'code128', 'datamatrix'] as const;
export type SymbolKind = (typeof SYMBOLS)[number];
