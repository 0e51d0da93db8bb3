import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAssetCsv } from './read.ts';

describe('readAssetCsv', () => {
  it('maps the headers people use and lists those it did not use', () => {
    expect(
      readAssetCsv(
        '\uFEFFAsset Tag;Serial No.;Manufacturer;Weight\r\nNYC-LT-2024-0387; abc-123 ;Acme;2 kg\r\n',
      ),
    ).toEqual({
      kind: 'read',
      rows: [{ line: 2, tag: 'NYC-LT-2024-0387', serial: 'abc-123', vendor: 'Acme' }],
      columns: { tag: 'Asset Tag', serial: 'Serial No.', vendor: 'Manufacturer' },
      unused: ['Weight'],
      warnings: [],
    });
  });

  it.each([
    ['="0012345AB"', '0012345AB'],
    ["'=0012345AB", '=0012345AB'],
    ["'-0012345AB", '-0012345AB'],
    ["'0012345AB", "'0012345AB"],
    ['="1"&"2"', '="1"&"2"'],
  ])('takes off what keeps a spreadsheet from computing a text: %s', (cell, serial) => {
    const file = readAssetCsv(`tag,serial\nA1,"${cell.replaceAll('"', '""')}"\n`);
    expect(file).toMatchObject({ kind: 'read', rows: [{ tag: 'A1', serial }] });
  });

  it.each([
    ['tag,serial,purchased\nA1,S1,4/5/16', '"4/5/16" is not a date as 2026-11-21'],
    ['tag,serial,purchased\nA1,S1,2024-02-31', '"2024-02-31" is not a date'],
    ['tag,serial,purchased\nA1,S1,2024-02-29', undefined],
    ['tag,serial\nA1,6.37702E+15', 'a spreadsheet rounded the serial'],
    [`tag,serial\nA1,${'x'.repeat(300)}`, 'longer than 256 characters'],
  ])('leaves out what cannot be read for certain and says so: %j', (text, warning) => {
    const file = readAssetCsv(text);
    const warnings = file.kind === 'read' ? file.warnings : [file.reason];
    if (warning === undefined) expect(warnings).toEqual([]);
    else expect(warnings.join()).toContain(warning);
  });

  it.each([
    ['', 'the file is empty'],
    ['name,color\nx,red', 'no column names a serial or a tag'],
    ['tag,serial\n"A1,S1', 'the file is not CSV'],
  ])('refuses %j with the reason', (text, reason) => {
    const file = readAssetCsv(text);
    expect(file.kind).toBe('refused');
    if (file.kind === 'refused') expect(file.reason).toContain(reason);
  });

  it('gives each row the line it ends on, and skips rows that say nothing', () => {
    const file = readAssetCsv('tag,serial\nA1,S1\n\n,\nA2,"S\n2"\n');
    expect(file.kind === 'read' && file.rows.map(({ line, tag }) => [line, tag])).toEqual([
      [2, 'A1'],
      [6, 'A2'],
    ]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['read', 'refused']).toContain(readAssetCsv(`tag,serial\n${text}`).kind);
      }),
    );
  });
});
