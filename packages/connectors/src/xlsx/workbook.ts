/** What a workbook says beside its cells (ECMA-376 part 1, 18.2 and 18.8): sheets, formats, shared texts. */
import { type Archive, UnreadableError } from './archive.ts';
import { type Walk, walkXml } from './xml.ts';

export interface Sheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly part: string;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** Days count from 1904 instead of 1900. */
  readonly is1904: boolean;
  /** By the number of a cell's style: how its number is written. */
  readonly formats: readonly string[];
  readonly texts: readonly string[];
}

/** Formats that are known by their number alone and are not `General` (18.8.30). */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'm/d/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yyyy h:mm',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  49: '@',
};

/** @throws UnreadableError */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const main = (await relationsOf(archive, '')).find(({ type }) => type === 'officeDocument');
  const part = main === undefined ? undefined : archive.read(main.target);
  if (main === undefined || part === undefined || !main.target.endsWith('.xml')) {
    throw new UnreadableError('it holds no workbook of the kind .xlsx');
  }
  const relations = await relationsOf(archive, main.target);
  const targets = new Map(relations.map(({ id, target }) => [id, target]));
  const sheets: Sheet[] = [];
  let is1904 = false;
  await walkXml(part, {
    open: (name, { name: called = '', state, id = '', date1904 }) => {
      if (name === 'workbookPr') is1904 = date1904 === '1' || date1904 === 'true';
      const target = targets.get(id);
      if (name !== 'sheet' || target === undefined) return;
      sheets.push({ name: called, isHidden: (state ?? 'visible') !== 'visible', part: target });
    },
  });
  const of = (type: string) => relations.find((relation) => relation.type === type)?.target ?? '';
  return {
    sheets,
    is1904,
    formats: await readFormats(archive.read(of('styles'))),
    texts: await readTexts(archive.read(of('sharedStrings'))),
  };
}

interface Relation {
  readonly id: string;
  /** The last word of the type's URL: the first ones are of the edition. */
  readonly type: string;
  readonly target: string;
}

/** @param name of the part whose relations they are; "" for the package itself */
async function relationsOf(archive: Archive, name: string): Promise<readonly Relation[]> {
  const slash = name.lastIndexOf('/') + 1;
  const folder = name.slice(0, slash);
  const part = archive.read(`${folder}_rels/${name.slice(slash)}.rels`);
  const relations: Relation[] = [];
  if (part === undefined) return relations;
  await walkXml(part, {
    open: (element, { Id: id = '', Type: type = '', Target: target = '' }) => {
      if (element !== 'Relationship') return;
      const path = new URL(target, `zip:///${folder}`).pathname.slice(1);
      relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: path });
    },
  });
  return relations;
}

async function readFormats(part: AsyncIterable<Buffer> | undefined): Promise<readonly string[]> {
  if (part === undefined) return [];
  const own = new Map<number, string>();
  const formats: string[] = [];
  let isInCells = false;
  await walkXml(part, {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt') own.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') isInCells = true;
      if (name !== 'xf' || !isInCells) return;
      const id = Number(numFmtId);
      formats.push(own.get(id) ?? BUILT_IN[id] ?? 'General');
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return formats;
}

async function readTexts(part: AsyncIterable<Buffer> | undefined): Promise<readonly string[]> {
  const texts: string[] = [];
  if (part === undefined) return texts;
  await walkXml(
    part,
    textsIn('si', (text) => texts.push(text)),
  );
  return texts;
}

/** Texts of one kind of element: their runs together, without how they are pronounced (18.4.6). */
export function textsIn(element: string, take: (text: string) => void): Required<Walk> {
  let text = '';
  let isText = false;
  let isSpoken = false;
  return {
    open: (name) => {
      if (name === element) text = '';
      if (name === 'rPh') isSpoken = true;
      isText = name === 't' && !isSpoken;
    },
    text: (said) => {
      if (isText) text += said;
    },
    close: (name) => {
      isText = false;
      if (name === 'rPh') isSpoken = false;
      if (name === element) take(text);
    },
  };
}
