/** The console in a real Chromium, before the whole system with the lab's segment. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

describe.skipIf(isMissing('chromium'))('the console', () => {
  let dataDir: string;
  let muster: Running;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-browser-'));
    muster = await startMuster(['up', '--lab', '--data', dataDir, '--listen', '127.0.0.1:0']);
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

  it('signs in by the one-time link, and the link does not work twice', async () => {
    const other = await browser.newContext();
    const second = await other.newPage();
    await second.goto(muster.signInLink);
    await second.getByRole('alert').waitFor();
    expect(await second.getByRole('navigation').count()).toBe(0);
    await other.close();
  });

  it('shows the lab and this machine, live, without a reload', async () => {
    await page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor();
    await page.getByRole('cell', { name: 'NFB2-0007731' }).first().waitFor();
    await page.getByRole('cell', { name: 'agent' }).first().waitFor();
  });

  it('flags the rogue, with its reason and a page of evidence', async () => {
    await page.getByRole('link', { name: 'Findings' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Grey Heron' });
    await row.getByText('No asset record').waitFor();
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: 'Identifiers' }).waitFor();
    await page.getByRole('cell', { name: 'eui64', exact: true }).first().waitFor();
  });

  it('finds by the query language and names what it cannot understand', async () => {
    await page.getByRole('link', { name: 'CIs' }).click();
    const search = page.getByRole('searchbox');
    await search.fill('rogue:true vendor:"Grey Heron"');
    await search.press('Enter');
    await page.getByText('1 of 1').waitFor();
    await search.fill('colour:red');
    await search.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'expected one of class' }).waitFor();
  });

  it('shows each fact of a CI with its source, and the asset it is linked to', async () => {
    await page.goto(`${muster.url}/#/cis?q=${encodeURIComponent('serial:NFB2-0007731')}`);
    await page.getByRole('row').filter({ hasText: 'NFB2-0007731' }).getByRole('link').click();
    const fact = page.getByRole('row').filter({ hasText: 'device.serial' }).first();
    await fact.getByText('NFB2-0007731').waitFor();
    await fact.getByText('mqtt', { exact: true }).waitFor();
    await page.getByText('asset LAB-GW-2026-0001').waitFor();
  });

  it('lets a person hold a fact with a reason, and take that back', async () => {
    const fact = page.getByRole('row').filter({ hasText: 'device.model' }).first();
    await fact.getByText('NR-Bridge 2', { exact: true }).waitFor();
    await page.getByText('Decide', { exact: true }).click();
    const lock = page.getByRole('form', { name: 'Lock' });
    await lock.getByLabel('Fact').fill('device.model');
    await lock.getByLabel('Value', { exact: true }).fill('NR-Bridge 3');
    await lock.getByLabel('Reason').fill('the label on it says so');
    await lock.getByRole('button', { name: 'Lock' }).click();
    await fact.getByText('NR-Bridge 3', { exact: true }).waitFor();
    const decision = page
      .locator('form')
      .filter({ has: page.getByRole('button', { name: 'Undo' }) });
    await decision.getByLabel('Reason').fill('it was the label of another');
    await decision.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^taken back by /).waitFor();
    await fact.getByText('NR-Bridge 2', { exact: true }).waitFor();
    expect(await fact.getByText('NR-Bridge 3').count()).toBe(0);
  });

  it('shows what hangs on a stack, and folds its many addresses', async () => {
    await page.goto(`${muster.url}/#/cis?q=${encodeURIComponent('class:stack')}`);
    await page.getByRole('row').filter({ hasText: 'lab-core' }).getByRole('link').click();
    const components = page.getByRole('table', { name: 'Components', exact: true });
    await components.getByRole('row').filter({ hasText: 'LAB2401A0K7' }).waitFor();
    const neighbors = page.getByRole('table', { name: 'Neighbors', exact: true });
    await neighbors.getByRole('cell', { name: 'lab-access' }).waitFor();
    const rest = page.getByRole('table', { name: 'More addresses' });
    expect(await rest.isVisible()).toBe(false);
    await page.getByText(/^and \d+ more addresses$/).click();
    await rest.getByRole('cell', { name: 'mac', exact: true }).first().waitFor();
  });

  it('names each value on a page too narrow for columns, and cuts nothing', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const row = page.getByRole('row').filter({ hasText: 'device.engineId' });
    const named = await row
      .getByRole('cell')
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, '::before').content));
    expect(named).toEqual(['"Fact"', '"Value"', '"Source"', '"Age"']);
    const cut = await page
      .locator('main, .scroll')
      .evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth).length);
    expect(cut).toBe(0);
    await page.setViewportSize({ width: 1360, height: 860 });
  });

  it('lists assets and observers', async () => {
    await page.getByRole('link', { name: 'Assets' }).click();
    await page.getByRole('cell', { name: 'LAB-GW-2026-0001' }).waitFor();
    await page.getByRole('link', { name: 'Observers' }).click();
    await page.getByRole('row').filter({ hasText: 'collector' }).getByText('connected').waitFor();
  });

  it('had nothing to complain about but the query it could not understand', () => {
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
  });
});
