/** Two reconcilers on one PostgreSQL: the console of one shows, live, what the other was told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { isPostgresMissing, type Postgres, startPostgres } from '../services/postgres.ts';
import { findProgram, isMissing } from '../services/required.ts';
import { BROWSER_FLAGS } from './flags.ts';

describe.skipIf(isMissing('chromium') || isPostgresMissing())('the console of another', () => {
  let folder: string;
  let postgres: Postgres;
  let env: Readonly<Record<string, string>>;
  const started: Running[] = [];
  let browser: Browser;

  const start = async (...args: readonly string[]): Promise<Running> => {
    const data = join(folder, String(started.length));
    const running = await startMuster([...args, '--data', data, '--listen', '127.0.0.1:0'], env);
    started.push(running);
    return running;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-two-'));
    postgres = await startPostgres();
    env = { DATABASE_URL: await postgres.createDatabase() };
    browser = await chromium.launch({
      executablePath: findProgram('chromium') ?? '',
      args: BROWSER_FLAGS,
    });
  });
  afterAll(async () => {
    await browser?.close();
    for (const running of started) await running.stop();
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows what comes in here, live, without a reload', async () => {
    const other = await start('serve');
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    await page.goto(other.signInLink);
    await page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor();
    expect(await page.getByRole('cell', { name: 'NFB2-0007731' }).count()).toBe(0);
    await start('up', '--lab');
    await page.getByRole('cell', { name: 'NFB2-0007731' }).first().waitFor();
    await page.getByRole('link', { name: 'Findings' }).click();
    await page.getByRole('row').filter({ hasText: 'Grey Heron' }).waitFor();
  });
});
