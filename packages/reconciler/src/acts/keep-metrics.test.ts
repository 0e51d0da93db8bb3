import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { observe } from '../testing/observations.ts';

const DAY = 86_400_000;
const serialOf = (index: number) => `CDX5NZ${index}`;

const laptopsSeen = (count: number, at = 0) =>
  Array.from({ length: count }, (_, index) =>
    observe({
      at,
      key: `agent-${index}`,
      class: index % 4 === 0 ? 'desktop' : 'laptop',
      device: { vendor: 'Dell Inc.', serial: serialOf(index) },
    }),
  );

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    line: index + 2,
    tag: `T${index}`,
    serial: serialOf(index),
    vendor: 'Dell',
    state: 'deployed',
    site: index < 5 ? 'NYC' : 'BER',
    ...(index % 2 === 0 ? { owner: 'Ada' } : {}),
    ...(index % 3 === 0 ? { technicalOwner: 'NetOps' } : {}),
  }));

async function stocked(seen: number, owned: number): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.ingest('observer-1', laptopsSeen(seen));
  await test.core.ingest('observer-1', [observe({ key: 'vm-1', class: 'vm', device: {} })]);
  await test.core.importAssets(rows(owned), { apply: true, actor: 'alice' });
  return test;
}

const day = (at: number) => new Date(Date.UTC(2026, 10, 21) + at).toISOString().slice(0, 10);
const points = ({ core }: TestCore, by?: 'site' | 'class') =>
  core.ask('metrics', { from: day(0), to: day(400 * DAY), ...(by && { by }) });
const coverage = async ({ core }: TestCore, state: 'open' | 'resolved' = 'open') =>
  (await core.listFindings({ kind: 'coverage', state })).items;

describe('metrics', () => {
  it('count what is paired, seen and owned, without virtual machines', async () => {
    await using test = await stocked(12, 10);
    await test.core.measure(0);
    expect(await points(test)).toMatchObject([
      {
        day: day(0),
        figures: {
          hardwareCis: 12,
          pairedCis: 10,
          orphanedCis: 2,
          coveragePercent: 83.3,
          livingAssets: 10,
          unlinkedAssets: 0,
          visibilityPercent: 100,
          businessOwned: 5,
          technicallyOwned: 4,
          fullyOwned: 2,
          fullyOwnedPercent: 20,
          lifecycle: { deployed: 10 },
        },
      },
    ]);
  });

  it('are told by site and by class, which add up', async () => {
    await using test = await stocked(12, 10);
    await test.core.measure(0);
    const bySite = await points(test, 'site');
    expect(
      bySite.map(({ group, figures }) => [group, figures.pairedCis, figures.orphanedCis]),
    ).toEqual([
      [undefined, 0, 2],
      ['BER', 5, 0],
      ['NYC', 5, 0],
    ]);
    const byClass = await points(test, 'class');
    expect(byClass.map(({ group, figures }) => [group, figures.hardwareCis])).toEqual([
      ['desktop', 3],
      ['laptop', 9],
    ]);
  });

  it('keep the days gone by, and count today anew', async () => {
    await using test = await stocked(12, 10);
    await test.core.measure(0);
    test.setTime(DAY);
    await test.core.measure(0);
    const reason = 'sold';
    for (let index = 0; index < 10; index += 1) {
      await test.core.act(
        'asset.edit',
        { asset: `T${index}`, changes: { site: 'AMS' }, reason },
        'alice',
      );
    }
    await test.core.measure(0);
    const told = (await points(test, 'site')).map(({ day: at, group }) => `${at} ${group ?? ''}`);
    expect(told).toEqual([
      `${day(0)} `,
      `${day(0)} BER`,
      `${day(0)} NYC`,
      `${day(DAY)} `,
      `${day(DAY)} AMS`,
    ]);
  });

  it('tell visibility by when assets were seen last', async () => {
    await using test = await stocked(12, 10);
    test.setTime(31 * DAY);
    await test.core.ingest('observer-1', laptopsSeen(4, 31 * DAY));
    await test.core.measure(0);
    expect((await points(test)).at(-1)).toMatchObject({
      figures: { seenAssets: 4, visibilityPercent: 40 },
    });
  });

  it('tell how many identities are in conflict, and since when', async () => {
    await using test = await openTestCore();
    const twins = [
      { line: 2, tag: 'X0', serial: 'CDX5NZ0', vendor: 'Dell', site: 'NYC' },
      { line: 3, tag: 'X1', serial: 'CDX5NZ0', vendor: 'Lenovo', site: 'NYC' },
    ];
    await test.core.importAssets(twins, { apply: true, actor: 'alice' });
    await test.core.ingest('observer-1', [
      observe({ class: 'laptop', device: { serial: 'CDX5NZ0' } }),
    ]);
    test.setTime(3 * DAY);
    await test.core.measure(0);
    const aged = { openConflicts: 1, oldestConflictDays: 3, medianConflictDays: 3 };
    expect((await points(test)).at(-1)?.figures).toMatchObject(aged);
    const laptops = (await points(test, 'class')).find(({ group }) => group === 'laptop');
    expect(laptops?.figures).toMatchObject(aged);
  });

  it('are counted again only when they are older than asked for', async () => {
    await using test = await stocked(12, 10);
    await test.core.measure(0);
    await test.core.importAssets(rows(12), { apply: true, actor: 'alice' });
    await test.core.measure(60_000);
    expect((await points(test))[0]?.figures.pairedCis).toBe(10);
    test.setTime(130_000);
    await test.core.measure(60_000);
    expect((await points(test))[0]?.figures.pairedCis).toBe(12);
  });
});

describe('the coverage alarm', () => {
  it('opens below the target, says what drags it, and resolves itself', async () => {
    await using test = await stocked(20, 15);
    await test.core.judge();
    const [finding] = await coverage(test);
    expect(finding).toMatchObject({
      subject: 'the whole inventory',
      reason: 'Less than 80 % are paired: 75 % of hardware CIs (15 of 20).',
      evidence: ['class laptop: 4 of 15 CIs not paired', 'class desktop: 1 of 5 CIs not paired'],
    });
    await test.core.importAssets(rows(16), { apply: true, actor: 'alice' });
    await test.core.measure(0);
    expect(await coverage(test)).toEqual([]);
    expect(await coverage(test, 'resolved')).toMatchObject([{ id: finding?.id }]);
  });

  it('names sites whose assets are not there', async () => {
    await using test = await stocked(10, 20);
    await test.core.measure(0);
    expect(await coverage(test)).toMatchObject([
      {
        reason: 'Less than 80 % are paired: 50 % of deployed assets (10 of 20).',
        evidence: ['site BER: 10 of 15 deployed assets not paired'],
      },
    ]);
  });

  it.each([
    ['before the first import', 20, 0],
    ['of a handful of devices', 9, 1],
    ['where the target is met', 20, 16],
  ])('is silent %s', async (_, seen, owned) => {
    await using test = await stocked(seen, owned);
    await test.core.judge();
    expect(await coverage(test)).toEqual([]);
  });

  it('goes by the target that was configured', async () => {
    await using test = await openTestCore({ targets: { coveragePercent: 95 } });
    await test.core.ingest('observer-1', laptopsSeen(20));
    await test.core.importAssets(rows(18), { apply: true, actor: 'alice' });
    await test.core.measure(0);
    expect(await coverage(test)).toMatchObject([{ reason: expect.stringContaining('95 %') }]);
  });
});
