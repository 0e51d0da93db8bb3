/** Printed labels, read by programs that are not ours, at the coarseness of a common label printer. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Label } from '@muster/labels/layout';
import { renderLabels } from '@muster/labels/pdf';
import { stockOf } from '@muster/labels/stock';
import type { SymbolKind } from '@muster/labels/symbol-kind';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram, isMissing } from './required.ts';

const DOTS_PER_INCH = 203;

const codes = [
  'NYC-LT-2024-0387',
  'BER-SW-2026-0001',
  'https://muster.example/#/assets?q=NYC-LT-2024-0387',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Each page as a picture, by its path. */
async function pagesOf(id: string, symbol: SymbolKind, texts: readonly string[]) {
  const stock = stockOf(id);
  if (stock === undefined) throw new Error(`there is no stock ${id}`);
  const labels = texts.map((code): Label => ({ tag: 'NYC-LT-2024-0387', code, lines: ['S/N X1'] }));
  const name = `${id}-${symbol}`;
  const pdf = join(folder, `${name}.pdf`);
  writeFileSync(pdf, await renderLabels(labels, { stock, symbol }));
  const args = ['-r', `${DOTS_PER_INCH}`, '-png', pdf, join(folder, name)];
  execFileSync(findProgram('pdftoppm') ?? '', args);
  const pictures = readdirSync(folder).filter((file) => file.startsWith(`${name}-`));
  return pictures.sort().map((file) => join(folder, file));
}

const read = (program: string, ...args: readonly string[]): string =>
  execFileSync(findProgram(program) ?? '', args, { encoding: 'utf8' }).trim();

describe.skipIf(isMissing('pdftoppm', 'zbarimg', 'dmtxread'))('a label as it is printed', () => {
  it.each([
    ['brother-dk-11204', codes],
    ['dymo-11352', codes],
    ['zebra-2x1', codes],
  ])('%s: its QR code is read', async (id, texts) => {
    const pages = await pagesOf(id, 'qr', texts);
    expect(pages.map((page) => read('zbarimg', '--nodbus', '-q', '--raw', page))).toEqual(texts);
  });

  it.each([
    ['zebra-2x1', codes.slice(0, 2)],
    ['brother-dk-11209', codes.slice(0, 2)],
  ])('%s: its bars are read', async (id, texts) => {
    const pages = await pagesOf(id, 'code128', texts);
    expect(pages.map((page) => read('zbarimg', '--nodbus', '-q', '--raw', page))).toEqual(texts);
  });

  it.each([
    ['brother-dk-11204', codes],
    ['zebra-2x1', codes],
  ])('%s: its Data Matrix is read', async (id, texts) => {
    const pages = await pagesOf(id, 'datamatrix', texts);
    expect(pages.map((page) => read('dmtxread', '-m', '10000', page))).toEqual(texts);
  });
});
