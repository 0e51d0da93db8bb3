/** Asset records and stocktakes in a real Chromium: hand-over, evidence, four eyes, a scanner's typing. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

const PASSWORD = 'correct horse battery';

describe.skipIf(isMissing('chromium'))('an asset and its life', () => {
  let dataDir: string;
  let muster: Running;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  async function post(path: string, body: object): Promise<void> {
    const key = (await readFile(join(dataDir, 'api-key'), 'utf8')).trim();
    const answer = await fetch(`${muster.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([path, answer.status]).toEqual([path, expect.toSatisfy((code) => code < 300)]);
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-browser-'));
    muster = await startMuster(['serve', '--data', dataDir, '--listen', '127.0.0.1:0']);
    const rows = [
      { line: 2, tag: 'W-1', serial: 'CDX5NY1', vendor: 'Dell', model: 'XPS 13', state: 'staged' },
      { line: 3, tag: 'W-2', serial: 'CDX5NY2', vendor: 'Dell', model: 'XPS 13' },
      { line: 4, tag: 'W-3', serial: 'CDX5NY3', vendor: 'Dell', model: 'XPS 13' },
      { line: 5, tag: 'W-4', serial: 'CDX5NY4', vendor: 'HP', model: 'Z2', state: 'retired' },
    ].map((row) => ({ ...row, site: 'NYC', owner: 'IT' }));
    await post('/api/v1/imports?apply=true', { rows });
    await post('/api/v1/users', { name: 'grace', role: 'approver', password: PASSWORD });
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

  it('is found in the list and handed out, which deploys it', async () => {
    await page.getByRole('link', { name: 'Assets' }).click();
    await page.getByRole('link', { name: 'W-1' }).click();
    await page.getByRole('heading', { name: /W-1 provisioned/ }).waitFor();
    const out = page.getByRole('form', { name: 'Check out' });
    await out.getByLabel('Who takes it').fill('Ada Lovelace');
    await out.getByLabel('Location').fill('Desk 12');
    await out.getByLabel('Reason').fill('new colleague');
    await out.getByRole('button', { name: 'Check out' }).click();
    await page.getByRole('heading', { name: /W-1 deployed/ }).waitFor();
    const custody = page.getByRole('table', { name: 'Custody' });
    await custody
      .getByRole('row')
      .filter({ hasText: 'Ada Lovelace' })
      .getByText('Desk 12')
      .waitFor();
    await page.getByRole('button', { name: 'Ada Lovelace has received it' }).click();
    await page.getByRole('button', { name: /has received it/ }).waitFor({ state: 'detached' });
  });

  it('is retired only when another person agrees', async () => {
    await page.locator('summary').filter({ hasText: 'retired' }).click();
    const ask = page.getByRole('form', { name: 'Ask for retired' });
    await ask.getByLabel('Reason').fill('worn out');
    await ask.getByRole('button').click();
    const waiting = page.locator('.notice').filter({ hasText: 'deployed → retired' });
    await waiting.getByRole('form', { name: 'Approve' }).getByLabel('Reason').fill('fine');
    await waiting.getByRole('button', { name: 'Approve' }).click();
    await waiting.getByRole('alert').filter({ hasText: 'another person has to decide' }).waitFor();
    const other = await (await browser.newContext()).newPage();
    await other.goto(muster.url);
    await other.getByLabel('User').fill('grace');
    await other.getByLabel('Password').fill(PASSWORD);
    await other.getByRole('button', { name: 'Sign in' }).last().click();
    await other.getByRole('link', { name: 'Assets' }).click();
    const form = other.getByRole('form', { name: 'Approve' });
    await form.getByLabel('Reason').fill('seen it');
    await form.getByRole('button', { name: 'Approve' }).click();
    await form.waitFor({ state: 'detached' });
    await other.context().close();
    await page.reload();
    await page.getByRole('heading', { name: /W-1 retired/ }).waitFor();
  });

  it('is sanitised once the certificate is attached, and gives the file back', async () => {
    const step = page.locator('details.step').filter({ hasText: 'sanitised' });
    await step.locator('summary').click();
    await step.getByText('needs a wipe certificate').waitFor();
    expect(await step.getByRole('button').isDisabled()).toBe(true);
    const attach = page.getByRole('form', { name: 'Attach' });
    await attach.getByLabel('Kind of evidence').selectOption('wipe-certificate');
    await attach.getByLabel('File').setInputFiles({
      name: 'wiped.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 wiped'),
    });
    await attach.getByRole('button', { name: 'Attach' }).click();
    await step.getByText('has a wipe certificate').waitFor();
    await step.getByLabel('Reason').fill('wiped');
    await step.getByRole('button').click();
    await page.getByRole('heading', { name: /W-1 sanitised/ }).waitFor();
    const row = page.getByRole('table', { name: 'Evidence' }).getByRole('row').last();
    await row.getByText('sanitised').waitFor();
    const coming = page.waitForEvent('download');
    await row.getByRole('link', { name: 'wiped.pdf' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe('wiped.pdf');
    expect(await readFile(await download.path(), 'utf8')).toBe('%PDF-1.7 wiped');
  });

  it('takes what a scanner types, as fast as it types, and says what is missing', async () => {
    await page.getByRole('link', { name: 'Stocktakes' }).click();
    const start = page.getByRole('form', { name: 'Start a stocktake' });
    await start.getByLabel('Site').fill('NYC');
    await start.getByRole('button').click();
    await page.getByRole('heading', { name: 'stocktake-1: NYC' }).waitFor();
    // Into whatever has the focus, code and Enter, without waiting for an answer.
    await page.keyboard.type('W-2\nW-99\nW-4\nW-2,OTHER77\n');
    const scans = page.getByRole('table', { name: 'Scans' });
    for (const verdict of ['found', 'unknown', 'retired', 'serial-differs']) {
      await scans.getByText(verdict, { exact: true }).waitFor();
    }
    await page.locator('.answer').filter({ hasText: 'its record says CDX5NY2' }).waitFor();
    expect(await page.getByLabel('Scan', { exact: true }).last().inputValue()).toBe('');
    const missing = page.getByRole('table', { name: 'Missing' });
    await missing.getByRole('link', { name: 'W-3' }).waitFor();
    await page.getByRole('button', { name: 'Close the stocktake' }).click();
    await page.getByText('Closed by local-admin').waitFor();
    expect(await missing.getByRole('row').count()).toBe(2);
  });

  it('had nothing to complain about but what was refused', () => {
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  });
});
