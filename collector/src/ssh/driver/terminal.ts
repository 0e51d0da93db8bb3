/**
 * What a terminal would show of the bytes a device sent: escape codes obeyed or dropped, backspaces
 * and carriage returns carried out, one line per line (ECMA-48, and DEC's VT100 where it differs).
 */

/** Control sequences: CSI (final byte captured), OSC and other strings, and two-byte escapes. */
const ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject.
  /\x1b(?:\[([0-9;?<=>!]*)[ -/]*([@-~])|[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]+[0-~]|([0-~]))/y;

/** A line longer than this is cut into two: no device writes one, and columns are kept in memory. */
const LINE_MAX = 65_536;

/**
 * Renders `raw` as lines joined by "\n". Rows are not tracked: moving to another row only moves the
 * column, since switches repaint their prompt in place and never draw over earlier output.
 */
export function renderTerminal(raw: string): string {
  if (isPlain(raw)) return raw.replaceAll('\r\n', '\n');
  const lines: string[] = [];
  let row = new Row();
  let at = 0;
  while (at < raw.length) {
    const code = raw.charCodeAt(at);
    if (code === 0x1b) {
      ESCAPE.lastIndex = at;
      const match = ESCAPE.exec(raw);
      at = match === null ? at + 1 : ESCAPE.lastIndex;
      if (match !== null && obey(row, match)) {
        lines.push(row.text());
        row = new Row();
      }
      continue;
    }
    at += 1;
    if (code === 0x0a) {
      lines.push(row.text());
      row = new Row();
    } else if (code === 0x0d) row.column = 0;
    else if (code === 0x08) row.column = Math.max(0, row.column - 1);
    else if (code === 0x09) row.put('\t');
    else if (code >= 0x20 && code !== 0x7f) {
      if (row.column >= LINE_MAX) {
        lines.push(row.text());
        row = new Row();
      }
      row.put(raw.charAt(at - 1));
    }
  }
  lines.push(row.text());
  return lines.join('\n');
}

/** One line being written: a cursor over cells, trailing cells kept until erased. */
class Row {
  column = 0;
  #cells: string[] = [];

  put(character: string): void {
    while (this.#cells.length < this.column) this.#cells.push(' ');
    this.#cells[this.column] = character;
    this.column += 1;
  }

  erase(from: number, to: number): void {
    if (to >= this.#cells.length) this.#cells.length = Math.min(from, this.#cells.length);
    else this.#cells.fill(' ', from, to);
  }

  text(): string {
    return this.#cells.join('');
  }
}

/** Obeys one escape sequence; true when it ends the line. */
function obey(row: Row, [, parameters = '', final, simple]: RegExpExecArray): boolean {
  // NEL (ESC E) is how ProCurve ends a line.
  if (final === undefined) return simple === 'E';
  const [first = 0, second = 0] = parameters.split(';').map((part) => Number(part) || 0);
  switch (final) {
    case 'C':
      row.column = Math.min(row.column + Math.max(first, 1), LINE_MAX);
      return false;
    case 'D':
      row.column = Math.max(0, row.column - Math.max(first, 1));
      return false;
    case 'G':
      row.column = Math.min(Math.max(first, 1) - 1, LINE_MAX);
      return false;
    case 'H':
    case 'f':
      row.column = Math.min(Math.max(second, 1) - 1, LINE_MAX);
      return false;
    case 'J':
    case 'K':
      if (first === 0) row.erase(row.column, Number.POSITIVE_INFINITY);
      else if (first === 1) row.erase(0, row.column + 1);
      else if (final === 'K') row.erase(0, Number.POSITIVE_INFINITY);
      else return true;
      return false;
    default:
      return false;
  }
}

/** Nothing but printable text, tabs and line ends: the common case, and the fast one. */
function isPlain(raw: string): boolean {
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code >= 0x20 ? code === 0x7f : code !== 0x0a && code !== 0x09) {
      if (code !== 0x0d || raw.charCodeAt(at + 1) !== 0x0a) return false;
    }
  }
  return true;
}
