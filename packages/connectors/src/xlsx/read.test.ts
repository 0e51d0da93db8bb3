import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { parseMapping } from '../assets/mapping.ts';
import { readAssetXlsx } from './read.ts';

const HEAD = ['Asset Tag', 'Serial No.', 'Purchased', 'Weight'];

/** The parts that every workbook has, around sheets that a test writes out. */
function workbook(
  sheets: Readonly<Record<string, string>>,
  more: { readonly styles?: string; readonly texts?: string; readonly properties?: string } = {},
): Uint8Array {
  const names = Object.keys(sheets);
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${type}/${kind}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    '_rels/.rels': `<Relationships>${relation('r', 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${type}">${more.properties ?? ''}<sheets>${names
      .map(
        (name, at) =>
          `<sheet name="${name.replace('!', '')}" ${name.startsWith('!') ? 'state="hidden"' : ''} r:id="s${at}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names
      .map((_, at) => relation(`s${at}`, 'worksheet', `worksheets/sheet${at}.xml`))
      .join(
        '',
      )}${relation('f', 'styles', 'styles.xml')}${relation('t', 'sharedStrings', 'texts.xml')}</Relationships>`,
    'xl/styles.xml': `<styleSheet>${more.styles ?? ''}</styleSheet>`,
    'xl/texts.xml': `<sst>${more.texts ?? ''}</sst>`,
  };
  names.forEach((name, at) => {
    parts[`xl/worksheets/sheet${at}.xml`] = `<worksheet>${sheets[name] ?? ''}</worksheet>`;
  });
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])),
  );
}

const rows = (...all: readonly string[]) =>
  `<sheetData>${all.map((cells) => `<row>${cells}</row>`).join('')}</sheetData>`;
const text = (said: string) => `<c t="inlineStr"><is><t>${said}</t></is></c>`;
const number = (value: string, style = 0) => `<c s="${style}"><v>${value}</v></c>`;
const head = text('tag') + text('serial') + text('purchased') + text('model');
const formats = (...patterns: readonly string[]) =>
  `<numFmts>${patterns.map((each, at) => `<numFmt numFmtId="${200 + at}" formatCode="${each}"/>`).join('')}</numFmts>
   <cellXfs><xf numFmtId="0"/>${patterns.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs>`;

describe('readAssetXlsx', () => {
  it('reads what a program wrote: texts, dates, numbers', async () => {
    const bytes = await writeExcelFile([
      HEAD.map((value) => ({ value })),
      [
        { value: 'NYC-LT-2024-0387' },
        { value: ' abc-123 ' },
        { value: new Date('2024-03-05T00:00:00Z'), type: Date, format: 'mm/dd/yyyy' },
        { value: 2.5, type: Number },
      ],
      [{ value: 'Köln & Söhne' }, { value: 123456789012345, type: Number }, null, null],
    ]).toBuffer();
    expect(await readAssetXlsx(bytes)).toEqual({
      kind: 'read',
      rows: [
        { line: 2, tag: 'NYC-LT-2024-0387', serial: 'abc-123', purchasedOn: '2024-03-05' },
        { line: 3, tag: 'Köln & Söhne', serial: '123456789012345' },
      ],
      columns: { tag: 'Asset Tag', serial: 'Serial No.', purchasedOn: 'Purchased' },
      unused: ['Weight'],
      warnings: [],
    });
  });

  it.each([
    ['a number that is a name', number('12345'), '', '12345'],
    [
      'one with many digits, as it was typed',
      number('1.23456789012345E+14'),
      '',
      '123456789012345',
    ],
    ['one with its leading zeros', number('12345', 1), formats('00000000'), '00012345'],
    ['one with dashes', number('123456', 1), formats('000-000'), '123-456'],
    [
      'one in powers of ten, without them',
      number('377020000000', 1),
      formats('0.00E+00'),
      '377020000000',
    ],
    ['one with thousands, without them', number('1234567', 1), formats('#,##0'), '1234567'],
    ['a fraction', number('0.30000000000000004'), '', '0.3'],
    ['a formula, as what it came to', '<c t="str"><f>A1&amp;B1</f><v>AB-1</v></c>', '', 'AB-1'],
    ['a number that was computed', '<c><f>1+1</f><v>2</v></c>', '', '2'],
    ['text in runs, without how it is spoken', '<c t="s"><v>0</v></c>', '', 'SN-77'],
  ])('takes %s', async (_, cell, styles, serial) => {
    const texts = '<si><r><t>SN</t></r><r><t>-77</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>';
    const file = await readAssetXlsx(
      workbook({ A: rows(head, text('T1') + cell) }, { styles, texts }),
    );
    expect(file).toMatchObject({ kind: 'read', rows: [{ serial }], warnings: [] });
  });

  it.each([
    ['a date', '45356', 'dd.mm.yyyy', '', '2024-03-05'],
    ['a date with its hour', '45356.75', 'yyyy-mm-dd hh:mm', '', '2024-03-05'],
    ['a date of a workbook of 1904', '43894', 'm/d/yy', '<workbookPr date1904="1"/>', '2024-03-05'],
    ['the day after the leap day that never was', '61', 'yyyy-mm-dd', '', '1900-03-01'],
  ])('takes %s as a full-date', async (_, value, pattern, properties, date) => {
    const cells = `${text('T1')}${text('S1')}${number(value, 1)}`;
    const bytes = workbook({ A: rows(head, cells) }, { styles: formats(pattern), properties });
    expect(await readAssetXlsx(bytes)).toMatchObject({ rows: [{ purchasedOn: date }] });
  });

  it.each([
    [
      'a number that was rounded',
      number('1234567890123450'),
      /B2 is a number of more than 15 digits/,
    ],
    ['an error', '<c t="e"><v>#N/A</v></c>', /line 2: B2 has the error #N\/A, left out/],
    ['a formula without a value', '<c><f>A1</f></c>', /B2 is a formula that was never computed/],
  ])('leaves out %s and says so', async (_, cell, warning) => {
    const file = await readAssetXlsx(workbook({ A: rows(head, text('T1') + cell) }));
    expect(file).toMatchObject({ rows: [{ line: 2, tag: 'T1' }] });
    expect(file.kind === 'read' && file.warnings.join()).toMatch(warning);
  });

  it('tells what is hidden or merged, and reads it', async () => {
    const sheet = `<cols><col min="2" max="2" hidden="1"/></cols><sheetData>
      <row r="3">${head}</row><row r="5" hidden="1"><c r="A5" t="inlineStr"><is><t>T1</t></is></c>
      <c r="D5" t="inlineStr"><is><t>M1</t></is></c></row></sheetData>
      <mergeCells><mergeCell ref="A5:A6"/></mergeCells>`;
    expect(await readAssetXlsx(workbook({ A: sheet }))).toMatchObject({
      rows: [{ line: 5, tag: 'T1', model: 'M1' }],
      warnings: [
        'A5:A6 merged: only the first cell of each has its value',
        'hidden columns were read too: B',
        '1 hidden rows were read too (a filter may hide them)',
      ],
    });
  });

  it('reads the sheet that is named, or the first that is to be seen', async () => {
    const [one, two] = ['T1', 'T2'].map((tag) => rows(text('tag'), text(tag)));
    const bytes = workbook({ '!Old': rows(), Laptops: one ?? '', Screens: two ?? '' });
    expect(await readAssetXlsx(bytes)).toMatchObject({
      rows: [{ tag: 'T1' }],
      warnings: ['read the sheet "Laptops"; others are "Screens" (--sheet)'],
    });
    expect(await readAssetXlsx(bytes, { sheet: 'Screens' })).toMatchObject({
      rows: [{ tag: 'T2' }],
      warnings: [],
    });
    expect(await readAssetXlsx(bytes, { sheet: 'Phones' })).toEqual({
      kind: 'refused',
      reason: 'it has no sheet "Phones": there are "Old", "Laptops", "Screens"',
    });
  });

  it('goes by a mapping, as any file of assets does', async () => {
    const parsed = parseMapping([['Gerät', 'serial']]);
    const mapping = parsed.kind === 'mapping' ? parsed.mapping : new Map();
    const bytes = workbook({ A: rows(text('Gerät'), text('S1')) });
    expect(await readAssetXlsx(bytes, { mapping })).toMatchObject({ rows: [{ serial: 'S1' }] });
  });
});

describe('readAssetXlsx, of what is no workbook', () => {
  const good = workbook({ A: rows(head, text('T1') + text('S1')) });
  /** Of each part, what the central directory says that it inflates to (APPNOTE.TXT 4.3.12). */
  const claiming = (bytes: number): Uint8Array => {
    const lying = Buffer.from(good);
    for (
      let at = lying.indexOf('PK\u0001\u0002');
      at >= 0;
      at = lying.indexOf('PK\u0001\u0002', at + 4)
    ) {
      lying.writeUInt32LE(bytes, at + 24);
    }
    return lying;
  };

  it.each<[string, Uint8Array, RegExp]>([
    ['a bomb that says so', claiming(0xf000_0000), /more than \d+ bytes when unpacked/],
    ['a bomb that lies', claiming(3), /damaged: too many bytes/],
    ['what was cut', good.subarray(0, good.length - 40), /not a workbook, or is damaged/],
    ['nothing', new Uint8Array(), /not a workbook/],
    ['a CSV', strToU8('tag,serial\nA1,S1\n'), /not a workbook/],
    ['an archive of something else', zipSync({ 'a.txt': strToU8('x') }), /no workbook of the kind/],
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), /old workbook .* password/],
    ['XML that ends too soon', workbook({ A: '<sheetData>' }), /a part of it is damaged/],
    [
      'rows out of order',
      workbook({ A: '<sheetData><row r="2"/><row r="1"/></sheetData>' }),
      /order/,
    ],
    [
      'a sheet as wide as no list is',
      workbook({ A: '<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>' }),
      /more than 256 columns/,
    ],
    [
      'a sheet without columns of ours',
      workbook({ A: rows(text('Farbe')) }),
      /--map "Farbe=serial"/,
    ],
  ])('refuses %s with the reason', async (_, bytes, reason) => {
    const file = await readAssetXlsx(bytes);
    expect(file.kind === 'refused' && file.reason).toMatch(reason);
  });

  it('survives any octets, and any damage to a workbook', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        async (changes) => {
          const damaged = Uint8Array.from(good);
          for (const [at, octet] of changes) damaged[at] = octet;
          expect(['read', 'refused']).toContain((await readAssetXlsx(damaged)).kind);
        },
      ),
    );
  });
});
