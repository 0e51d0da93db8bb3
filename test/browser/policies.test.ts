/** What findings propose, and the policies behind them, in a real Chromium. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReconciler } from '@muster/reconciler/open';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observe } from '../../packages/reconciler/src/testing/observations.ts';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

describe.skipIf(isMissing('chromium'))('policies in the console', () => {
  let dataDir: string;
  let muster: Running;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-policies-'));
    await fill(dataDir);
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

  it('findings say where the device is, what it likely is, and what is proposed', async () => {
    await page.getByRole('link', { name: 'Findings', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'FOC1234A00' });
    await row.getByText('isolate', { exact: true }).waitFor();
    const text = await row.innerText();
    for (const part of ['snmp:core port Gi1/0/7', 'Lyon', 'high']) expect(text).toContain(part);
    await screenshot(page, 'findings');
  });

  it('the rules in force are shown with what they opened, and what is learned', async () => {
    await page.getByRole('link', { name: 'Policies' }).click();
    const learned = page.getByRole('row').filter({ hasText: '10.20.0.0/16' });
    await learned.getByText('the new warehouse').waitFor();
    const rule = page
      .getByRole('row')
      .filter({ hasText: 'an unknown part of the network is cut off' });
    expect(await rule.getByRole('cell').nth(2).innerText()).toBe('1');
    await rule.getByText('rogue: severity high, action isolate').waitFor();
    await screenshot(page, 'policies');
  });

  it('complained about nothing', () => {
    expect(complaints).toEqual([]);
  });
});

/** Kept where somebody wants to look at them. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.MUSTER_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function fill(dataFolder: string): Promise<void> {
  const core = await openReconciler({
    dataFolder,
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: { info() {}, warn() {}, error() {} },
  });
  await core.ingest('collector', [
    observe({
      source: 'snmp',
      key: 'snmp:a',
      class: 'switch',
      device: { vendor: 'Cisco', model: 'C9300-48P', serial: 'FOC1234A00' },
      place: { site: 'Lyon', via: { key: 'snmp:core', port: 'Gi1/0/7' } },
    }),
    observe({
      source: 'snmp',
      key: 'snmp:b',
      class: 'camera',
      device: { vendor: 'Axis', model: 'P3245', serial: 'ACCC8E000001' },
      interfaces: [{ name: 'eth0', addresses: ['10.20.0.5'] }],
    }),
  ]);
  await core.act(
    'segment.learn',
    {
      segment: '10.20.0.0/16',
      until: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      reason: 'the new warehouse',
    },
    'alice',
  );
  await core.close();
}
