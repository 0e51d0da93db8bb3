/** Tables as devices draw them: underlined or not, shifted, overflowing, wrapped, between bars. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from './lines.ts';
import { tablesOf } from './table.ts';

const hasName = (names: readonly string[]) => names.includes('name') && names.length > 1;

function cells(text: string): readonly (readonly string[])[] {
  return tablesOf(linesOf(text), hasName).flatMap(({ rows }) => rows.map((row) => row.cells));
}

it.each<[string, string, readonly (readonly string[])[]]>([
  [
    'under separate underlines',
    'Name   Serial    State\n----   ------    -----\nfan 1  A1        ok\nfan 2            ok',
    [
      ['fan 1', 'A1', 'ok'],
      ['fan 2', '', 'ok'],
    ],
  ],
  [
    'under one long underline',
    'Name   Serial  State\n====================\npsu    B7      ok',
    [['psu', 'B7', 'ok']],
  ],
  ['without an underline', 'Name   Serial  State\npsu    B7      ok', [['psu', 'B7', 'ok']]],
  [
    'between bars',
    '+------+--------+\n| Name | Serial |\n+------+--------+\n| a b  | C1     |\n+------+--------+',
    [['a b', 'C1']],
  ],
  [
    'with a header of two lines',
    '       Serial\nName   number\n----   ------\nx      S1',
    [['x', 'S1']],
  ],
  [
    'shifted to the right',
    'Name Serial\n---- ------\n     x    S1\n     y    S2',
    [
      ['x', 'S1'],
      ['y', 'S2'],
    ],
  ],
  [
    'with a value that overflows',
    'Name  Serial  State\n----  ------  -----\nlonger-name S1 ok',
    [['longer-name', 'S1', 'ok']],
  ],
])('reads a table %s', (_, text, expected) => {
  expect(cells(text)).toEqual(expected);
});

it('starts again at each header', () => {
  const table = 'Name  Serial\n----  ------\nx     S1\n';
  expect(cells(`${table}\n${table}`)).toEqual([
    ['x', 'S1'],
    ['x', 'S1'],
  ]);
});

it('survives any text', () => {
  const line = fc.stringMatching(/^[ -~]{0,60}$/);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      for (const table of tablesOf(lines, (names) => names.length > 1)) {
        for (const row of table.rows) expect(row.cells).toHaveLength(table.columns.length);
      }
    }),
  );
});
