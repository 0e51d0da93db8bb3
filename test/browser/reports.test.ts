/** The console's reports over an inventory with a history, in a real Chromium. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReconciler } from '@muster/reconciler/open';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observationOf } from '../bench/intake/devices.ts';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

const DAY_MS = 86_400_000;
const DEVICES = 30;
const DAYS = 14;

describe.skipIf(isMissing('chromium'))('the reports', () => {
  let dataDir: string;
  let muster: Running;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-reports-'));
    await live(dataDir);
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

  it('show the figures with their history', async () => {
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('Coverage of CIs', { exact: true }).waitFor();
    await page.getByRole('img', { name: /^Coverage of CIs: 6\.6 on .*, 93\.3 on / }).waitFor();
    await page.getByRole('row').filter({ hasText: 'laptop' }).waitFor();
    await page.getByLabel('By').selectOption('site');
    await page.getByRole('row').filter({ hasText: 'NYC' }).waitFor();
  });

  it('print, under a policy that runs nothing', async () => {
    await page.getByRole('listitem').filter({ hasText: 'all' }).getByText('to print').click();
    await page.getByRole('heading', { name: 'Inventory report' }).waitFor();
    await page.getByRole('img', { name: /^Orphaned CIs/ }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).toBe('1120px');
  });

  it('complained about nothing', () => {
    expect(complaints).toEqual([]);
  });
});

/** Two weeks in which an asset manager imports two records a day. */
async function live(dataFolder: string): Promise<void> {
  const start = Date.now() - (DAYS - 1) * DAY_MS;
  let now = start;
  const logger = { info() {}, warn() {}, error() {} };
  const core = await openReconciler({
    dataFolder,
    now: () => new Date(now),
    random: (octets) => randomBytes(octets),
    logger,
  });
  const seen = (at: number) =>
    Array.from({ length: DEVICES }, (_, device) => observationOf(device, { at, version: 0 }));
  for (let day = 0; day < DAYS; day += 1) {
    now = start + day * DAY_MS;
    await core.ingest('bench-observer', seen(now));
    const rows = [2 * day, 2 * day + 1].map((device, line) => {
      const { serial, vendor } = observationOf(device, { at: 0, version: 0 }).device ?? {};
      return {
        line: line + 2,
        tag: `T${device}`,
        ...(serial === undefined ? {} : { serial }),
        ...(vendor === undefined ? {} : { vendor }),
        state: 'deployed',
        site: day % 2 === 0 ? 'NYC' : 'BER',
        ...(device % 3 === 0 ? { owner: 'Ada', technicalOwner: 'NetOps' } : {}),
      };
    });
    await core.importAssets(rows, { apply: true, actor: 'alice' });
    await core.measure(0);
  }
  await core.close();
}
