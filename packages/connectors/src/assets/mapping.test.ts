import { describe, expect, it } from 'vitest';
import { readAssetCsv } from '../csv/read.ts';
import { type ColumnMapping, parseMapping } from './mapping.ts';

function mappingOf(stated: Readonly<Record<string, string>>): ColumnMapping {
  const parsed = parseMapping(Object.entries(stated));
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  return parsed.mapping;
}

describe('a column mapping', () => {
  it('comes before the headers that people use, and tells what is left', () => {
    const mapping = mappingOf({
      Gerätenummer: 'serial',
      kostenstelle: 'fields.Cost centre',
      Serial: '-',
    });
    const text = 'Tag,Serial,Gerätenummer,Kostenstelle,Farbe\nT1,17,ABC-1,4711,grau\n';
    expect(readAssetCsv(text, mapping)).toEqual({
      kind: 'read',
      rows: [{ line: 2, tag: 'T1', serial: 'ABC-1', fields: { 'Cost centre': '4711' } }],
      columns: { serial: 'Gerätenummer', 'fields.Cost centre': 'Kostenstelle', tag: 'Tag' },
      unused: ['Serial', 'Farbe'],
      warnings: [],
    });
  });

  it('is held to the columns that the file has', () => {
    const file = readAssetCsv('Tag,Serial\nT1,S1\n', mappingOf({ Inventar: 'tag' }));
    expect(file).toEqual({
      kind: 'refused',
      reason: 'no column is called "Inventar": the first line has "Tag", "Serial"',
    });
  });

  it('says how to name the columns of a file of which none is known', () => {
    const file = readAssetCsv('Gerät,Farbe\nS1,grau\n');
    expect(file.kind === 'refused' && file.reason).toContain('--map "Gerät=serial"');
  });

  it('leaves out a date of support or warranty that means different days to different people', () => {
    const file = readAssetCsv('tag,warranty until\nT1,4/5/16\nT2,2028-01-31\n');
    expect(file).toMatchObject({
      rows: [{ tag: 'T1' }, { tag: 'T2', warrantyUntil: '2028-01-31' }],
      warnings: ['line 2: "4/5/16" is not a date as 2026-11-21, left out'],
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['what no column can mean', { A: 'colour' }, /"colour" is nothing .*serial.*fields\.NAME/],
    ['a field without a name', { A: 'fields.' }, /"fields\." is nothing/],
    ['two columns of one meaning', { A: 'serial', B: 'serial' }, /cannot both be serial/],
    ['one column twice', { 'S N': 'serial', 's-n': 'tag' }, /are the same column/],
    ['a column without a name', { ' ': 'serial' }, /not the name of a column/],
  ])('refuses %s', (_, stated, reason) => {
    const parsed = parseMapping(Object.entries(stated));
    expect(parsed.kind === 'refused' && parsed.reason).toMatch(reason);
  });
});
