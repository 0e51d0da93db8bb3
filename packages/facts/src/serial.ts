/** The canonical form of a serial number: the one in which two sources' spellings are compared. */

/** What needs no Unicode normalization: nearly every serial ever printed. */
const ASCII = /^[\0-\x7f]*$/;
const IGNORED_ASCII = /[\0- \x7f-]+/g;
/** Blanks, controls, invisible format characters and dashes of every kind (U+2212 is a minus). */
const IGNORED = /[\p{White_Space}\p{Cc}\p{Cf}\p{Pd}\u2212]+/gu;
/** Dell pads board serials with dots: "..CN1374057P0123.". Inside a serial a dot is a character. */
const PADDING = /^\.+|\.+$/g;

/**
 * Unicode NFKC, upper case, without blanks, dashes and padding dots. For comparison only: what was
 * printed is kept for display.
 *
 * @returns "" when nothing but blanks and padding was printed
 */
export function normalizeSerial(printed: string): string {
  if (ASCII.test(printed)) {
    return printed.toUpperCase().replace(IGNORED_ASCII, '').replace(PADDING, '');
  }
  let canonical = printed;
  // Dropping a dash can bring a letter and its combining accent together, and an upper-case form
  // can decompose: both settle within a few rounds, and never grow.
  for (;;) {
    const next = foldOnce(canonical);
    if (next === canonical) return canonical;
    canonical = next;
  }
}

function foldOnce(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC')
    .replace(IGNORED, '')
    .replace(PADDING, '');
}
