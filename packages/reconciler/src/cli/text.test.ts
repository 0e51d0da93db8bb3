import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatCsvRow } from './csv.ts';
import { formatTable } from './table.ts';
import { clip, printable } from './text.ts';

it('shows what a terminal would obey instead of obeying it', () => {
  expect(printable('\u001b[2Jlaptop\u0007\r\n\u202etxt.exe')).toBe('�[2Jlaptop����txt.exe');
});

it('never lets a control character through', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x10ffff)), (codePoints) => {
      const text = String.fromCodePoint(...codePoints);
      expect(printable(text)).not.toMatch(/[\p{Cc}]/u);
    }),
  );
});

it.each([
  ['short', 8, 'short'],
  ['exactly8', 8, 'exactly8'],
  ['one too many', 8, 'one too…'],
  ['🖥🖥🖥', 2, '🖥…'],
])('clips %s to %d columns', (text, width, clipped) => {
  expect(clip(text, width)).toBe(clipped);
});

it('lines up columns and takes from the widest where there is no room', () => {
  const rows = [
    ['sw-1', 'a very long description of a switch'],
    ['edge-router', 'x'],
  ];
  expect(formatTable(['name', 'what'], rows, { isColored: false })).toEqual([
    'name         what',
    'sw-1         a very long description of a switch',
    'edge-router  x',
  ]);
  expect(formatTable(['name', 'what'], rows, { isColored: false, width: 30 })).toEqual([
    'name         what',
    'sw-1         a very long desc…',
    'edge-router  x',
  ]);
});

it.each([
  [['a', 'b'], 'a,b'],
  [['say "hi"', 'a,b', 'two\nlines'], '"say ""hi""","a,b","two\nlines"'],
  [['=1+1', '+1', '-1', '@x', "it's"], "'=1+1,'+1,'-1,'@x,it's"],
])('writes %j as CSV that no spreadsheet computes', (cells, text) => {
  expect(formatCsvRow(cells)).toBe(text);
});

it('writes CSV that reads back as it was, but for the apostrophe before formulas', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), (cells) => {
      const [row] = parse(`${formatCsvRow(cells)}\n`, {
        relax_column_count: true,
        record_delimiter: '\n',
      });
      const expected = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
      expect(row).toEqual(expected);
    }),
  );
});
