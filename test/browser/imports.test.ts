/** Imports of asset records in a real Chromium: a file is checked, applied, reviewed and taken back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

describe.skipIf(isMissing('chromium'))('an import', () => {
  let dataDir: string;
  let muster: Running;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-browser-'));
    muster = await startMuster(['serve', '--data', dataDir, '--listen', '127.0.0.1:0']);
    browser = await chromium.launch({
      executablePath: findProgram('chromium') ?? '',
      args: BROWSER_FLAGS,
    });
    page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(muster.signInLink);
    await page.getByRole('navigation').waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await muster?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const check = () => page.getByRole('form', { name: 'Check a file' });

  it('of a workbook is checked row by row, and then applied', async () => {
    const file = join(dataDir, 'assets.xlsx');
    const head = ['Asset Tag', 'Serial', 'Colour'].map((value) => ({ value }));
    const rows = [
      [{ value: 'I-1' }, { value: 'CDX5NY1' }, { value: 'grey' }],
      [{ value: 'I-2' }, { value: 'CDX5NY2' }, { value: 'grey' }],
    ];
    await writeExcelFile([head, ...rows]).toFile(file);
    await page.getByRole('link', { name: 'Assets' }).click();
    await page.getByRole('link', { name: 'import a file', exact: true }).click();
    await check().getByLabel('File').setInputFiles(file);
    await check().getByRole('button', { name: 'Check a file' }).click();
    await page.getByRole('heading', { name: 'assets.xlsx: 2 create' }).waitFor();
    await page.getByText('Columns not used: Colour').waitFor();
    const would = page.getByRole('table', { name: 'What would happen' });
    await would.getByRole('row').filter({ hasText: 'Neither tag nor serial' }).first().waitFor();
    await page.getByText('Nothing was ever imported.').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    const imports = page.getByRole('table', { name: 'Imports', exact: true });
    await imports
      .getByRole('row')
      .filter({ hasText: 'assets.xlsx' })
      .getByText('2 create')
      .waitFor();
  });

  it('of a file with a doubtful row writes nothing, or leaves the row to a person', async () => {
    const file = join(dataDir, 'more.csv');
    await writeFile(file, 'tag,serial\nI-1,CDX5NY9\nI-3,CDX5NY3\n');
    await check().getByLabel('File').setInputFiles(file);
    await check().getByRole('button', { name: 'Check a file' }).click();
    await page.getByText('1 of 2 rows cannot be taken over').waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).count()).toBe(0);
    await check().getByLabel('File').setInputFiles(file);
    await check().getByRole('combobox').selectOption('row-by-row');
    await check().getByRole('button', { name: 'Check a file' }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    const waiting = page.getByRole('table', { name: 'Rows that wait for a person' });
    const row = waiting.getByRole('row').filter({ hasText: 'import-2:2' });
    await row.getByText('Its tag is recorded with the serial CDX5NY1.').waitFor();
    await row.getByLabel('Reason').fill('the board was swapped');
    await row.getByRole('button', { name: 'Resolve' }).click();
    await waiting.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Assets' }).click();
    await page.getByRole('row').filter({ hasText: 'I-1' }).getByText('CDX5NY9').waitFor();
  });

  it('is taken back with a reason, and what a person changed since stays', async () => {
    await page.goto(`${muster.url}/#/imports`);
    const imports = page.getByRole('table', { name: 'Imports', exact: true });
    const row = imports.getByRole('row').filter({ hasText: 'assets.xlsx' });
    await row.getByLabel('Reason').fill('the wrong file');
    await row.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('records: 1 removed, 0 restored, 1 kept as they are').waitFor();
    await page.getByRole('link', { name: 'Assets' }).click();
    await page.getByRole('row').filter({ hasText: 'I-1' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'I-2' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
