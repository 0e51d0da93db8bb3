/** The queue in a real Chromium: many findings at once, a conflict side by side, links by hand. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@muster/facts/digest';
import { observeLaptop } from '@muster/reconciler/api/testing/sightings';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

describe.skipIf(isMissing('chromium'))('the queue', () => {
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
      { line: 2, tag: 'Q-1', serial: 'XK7-8', vendor: 'Dell', model: 'Model 7', owner: 'Ada' },
      { line: 3, tag: 'Q-2', serial: 'XK7-8', vendor: 'HP', model: 'Z2', state: 'in stock' },
      { line: 4, tag: 'Q-3', serial: 'CDX5NY3', vendor: 'Dell' },
    ];
    await post('/api/v1/imports?apply=true', { rows });
    const { digest: _, ...disputed } = observeLaptop('XK7-8');
    const { vendor: __, ...device } = disputed.device;
    const unmade = { ...disputed, device, digest: digestOf({ ...disputed, device }) };
    await post('/api/v1/observations', [unmade, observeLaptop('XK7-C'), observeLaptop('XK7-D')]);
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

  const rowsOf = () => page.getByRole('table', { name: 'Queue' }).locator('tbody tr');
  const shoot = async (name: string) => {
    const folder = process.env.MUSTER_SCREENSHOTS;
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  it('is filtered, and many findings are assigned and accepted at once', async () => {
    await page.getByRole('link', { name: 'Queue' }).click();
    await rowsOf().nth(2).waitFor();
    await page.getByLabel('Kind').selectOption('rogue');
    await page.getByText('2 of 2').waitFor();
    await page.getByLabel('all shown').check();
    await shoot('queue');
    const assign = page.getByRole('form', { name: 'Assign' });
    await assign.getByLabel('To whom').fill('bob');
    await assign.getByRole('button').click();
    await assign.getByRole('status').filter({ hasText: '2 done' }).waitFor();
    await rowsOf().filter({ hasText: 'bob' }).nth(1).waitFor();
    await page.getByLabel('all shown').uncheck();
    await page
      .getByLabel(/^Choose finding/)
      .first()
      .check();
    const accept = page.getByRole('form', { name: 'Accept until' });
    const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    await accept.getByLabel('Until').fill(until);
    await accept.getByLabel('Risk owner').fill('cleo');
    await accept.getByLabel('Reason').fill('a loan until next week');
    await accept.getByRole('button').click();
    await page.getByText('1 of 1').waitFor();
    await page.getByLabel('State').selectOption('excepted');
    await rowsOf().filter({ hasText: until }).first().waitFor();
  });

  it('shows a conflict side by side, and takes one of its four ways out', async () => {
    await page.getByLabel('State').selectOption('open');
    await page.getByLabel('Kind').selectOption('conflict');
    await rowsOf().getByRole('link').first().click();
    const sides = page.getByRole('table', { name: 'Side by side' });
    await sides.getByRole('link', { name: 'Q-1' }).waitFor();
    await sides.getByText('Ada holds it').waitFor();
    await page.getByText('Proposed: correct-serial').waitFor();
    for (const way of ['Retire', 'Correct its serial', 'Override', 'Procurement review']) {
      await page.getByRole('form', { name: way, exact: true }).waitFor();
    }
    await shoot('conflict');
    const correct = page.getByRole('form', { name: 'Correct its serial' });
    await correct.getByRole('combobox').selectOption({ label: 'Q-2 has another serial' });
    await correct.getByLabel('Right serial').fill('XK7-9');
    await correct.getByLabel('Reason').fill('read from its label');
    await correct.getByRole('button').click();
    await page.getByText('resolved, medium').waitFor();
    await page.getByText('finding.decided').waitFor();
  });

  it('lets a person link, relink and unlink on the page of a CI', async () => {
    await page.goto(`${muster.url}/#/cis?q=${encodeURIComponent('serial:XK7-C')}`);
    await page.getByRole('row').filter({ hasText: 'XK7-C' }).getByRole('link').first().click();
    await page.getByText('Decide', { exact: true }).click();
    const link = page.getByRole('form', { name: 'Link', exact: true });
    await link.getByLabel('Asset', { exact: true }).fill('Q-3');
    await link.getByLabel('Reason').fill('seen on site');
    await link.getByRole('button').click();
    await page.getByText('whose serial CDX5NY3 it does not state').first().waitFor();
    await shoot('ci-linked');
    const relink = page.getByRole('form', { name: 'Relink' });
    await relink.getByLabel('Asset', { exact: true }).fill('Q-2');
    await relink.getByLabel('Reason').fill('the other one');
    await relink.getByRole('button').click();
    const unlink = page.getByRole('form', { name: 'Unlink' });
    await unlink.getByText('Q-2').waitFor();
    await unlink.getByLabel('Reason').fill('neither');
    await unlink.getByRole('button').click();
    await page.getByText('A person took its link to').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
