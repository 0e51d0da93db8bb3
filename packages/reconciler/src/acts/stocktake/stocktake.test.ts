import type { Scan } from '@muster/facts/stocktake';
import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { observe } from '../../testing/observations.ts';

async function begun(scope: object = { site: 'NYC' }): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.importAssets(
    [
      { line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell', site: 'NYC', location: 'R1' },
      { line: 3, tag: 'T2', serial: 'CDX5NY2', vendor: 'Dell', site: 'NYC' },
      { line: 4, tag: 'T3', serial: 'CDX5NY3', vendor: 'Dell', site: 'LON' },
      { line: 5, tag: 'T4', serial: 'CDX5NY4', vendor: 'Dell', site: 'NYC', state: 'retired' },
      { line: 6, tag: 'T5', serial: 'CDX5NY5', vendor: 'Dell', site: 'NYC', state: 'ordered' },
      { line: 7, tag: 'T 6/x', serial: 'CDX5NY6', vendor: 'Dell', site: 'NYC' },
    ],
    { apply: true, actor: 'alice' },
  );
  await test.core.act('stocktake.start', scope, 'alice');
  return test;
}

async function scan({ core }: TestCore, ...scans: readonly Scan[]) {
  const taken = await core.act('stocktake.scan', { stocktake: 'stocktake-1', scans }, 'bob');
  return taken.kind === 'done' ? taken.value : taken.reason;
}

const view = ({ core }: TestCore) => core.ask('stocktake', 'stocktake-1');
const missing = async ({ core }: TestCore) =>
  (await core.ask('stocktake.missing', { stocktake: 'stocktake-1' }))?.items.map(({ tag }) => tag);

describe('a scan', () => {
  it.each<[Scan, string, RegExp]>([
    [{ code: 'T2' }, 'found', /no device reports its serial/],
    [{ code: ' T2 ' }, 'found', /where it should be/],
    [{ code: 'https://inventory.example/a/T%206%2Fx' }, 'found', /where it should be/],
    [{ code: 'cdx5-ny2' }, 'found', /where it should be/],
    [{ code: 'T2', serial: 'CDX5 NY2' }, 'found', /where it should be/],
    [
      { code: 'T2', serial: 'OTHER77' },
      'serial-differs',
      /on it is OTHER77, its record says CDX5NY2/,
    ],
    [{ code: 'T1', location: 'R2' }, 'elsewhere', /recorded in R1, and was found in R2/],
    [{ code: 'T1', location: 'r1' }, 'found', /where/],
    [{ code: 'T3' }, 'elsewhere', /recorded at LON, and was found at NYC/],
    [{ code: 'T4' }, 'retired', /It is retired, and here/],
    [{ code: 'T99' }, 'unknown', /No asset record has this tag or serial/],
  ])('of %j is %s', async (scanned, verdict, says) => {
    await using test = await begun();
    expect(await scan(test, scanned)).toMatchObject([
      { verdict, says: expect.stringMatching(says), by: 'bob' },
    ]);
  });

  it('holds the pair of tag and serial against what the device itself reports', async () => {
    await using test = await begun();
    await test.core.ingest('observer-1', [
      observe({ device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' } }),
    ]);
    expect(await scan(test, { code: 'T1', serial: 'cdx5ny1' })).toMatchObject([
      { verdict: 'found', says: 'It is where it should be; ci-1 reports its serial.' },
    ]);
    await test.core.ingest('observer-1', [
      observe({ key: 'agent-2', device: { vendor: 'Dell Inc.', serial: 'SWAPPED9' } }),
    ]);
    const link = { kind: 'link', ci: 'ci-2', asset: 'T2', reason: 'the label says so' } as const;
    await test.core.decide(link, 'alice');
    expect(await scan(test, { code: 'T2' })).toMatchObject([
      { verdict: 'serial-differs', says: 'The serial is CDX5NY2, ci-2 reports SWAPPED9.' },
    ]);
  });

  it('knows a tag that was reserved and never used', async () => {
    await using test = await begun();
    const scheme = { template: 'X[SEQ]', types: {}, reason: 'as decided' };
    await test.core.act('tags.scheme', scheme, 'alice');
    await test.core.act('tags.reserve', { count: 1 }, 'alice');
    expect(await scan(test, { code: 'X0001' })).toMatchObject([
      { verdict: 'unknown', says: 'The tag was reserved, but no asset record has it.' },
    ]);
  });
});

describe('a stocktake', () => {
  it('counts what should be there, what was found, and what is missing', async () => {
    await using test = await begun();
    expect(await view(test)).toMatchObject({ site: 'NYC', expected: 3, missing: 3 });
    await scan(test, { code: 'T1' }, { code: 'T3' }, { code: 'T77' }, { code: 'T77' });
    await scan(test, { code: 'T1', serial: 'OTHER77' });
    expect(await view(test)).toMatchObject({
      expected: 3,
      missing: 2,
      scanned: { found: 0, elsewhere: 1, 'serial-differs': 1, retired: 0, unknown: 1 },
    });
    expect(await missing(test)).toEqual(['T2', 'T 6/x']);
    const scans = await test.core.ask('stocktake.scans', { stocktake: 'stocktake-1', limit: 2 });
    expect(scans).toMatchObject({
      total: 5,
      items: [{ verdict: 'serial-differs' }, { code: 'T77' }],
    });
  });

  it('keeps its missing list as it was when it was closed, and takes nothing more', async () => {
    await using test = await begun();
    await scan(test, { code: 'T1' });
    const closed = await test.core.act('stocktake.close', { stocktake: 'stocktake-1' }, 'carol');
    expect(closed).toMatchObject({ value: { closedBy: 'carol', expected: 3, missing: 2 } });
    await test.core.importAssets([{ line: 2, tag: 'T2', site: 'LON' }], {
      apply: true,
      actor: 'a',
    });
    expect(await missing(test)).toEqual(['T2', 'T 6/x']);
    expect(await scan(test, { code: 'T2' })).toBe(
      'carol has closed stocktake-1: start another one',
    );
    expect((await test.core.ask('stocktakes', null)).map(({ id }) => id)).toEqual(['stocktake-1']);
    const entries = (await test.core.ledger(0, 100)).filter(
      ({ subject }) => subject === 'stocktake-1',
    );
    expect(entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['stocktake.started', 'alice'],
      ['stocktake.scanned', 'bob'],
      ['stocktake.closed', 'carol'],
    ]);
  });

  it('loses no scan of two scanners at once', async () => {
    await using test = await begun({});
    const rows = Array.from({ length: 200 }, (_, at) => ({ line: at + 2, tag: `S${at}` }));
    await test.core.importAssets(rows, { apply: true, actor: 'alice' });
    const scanner = async (by: string, from: number): Promise<void> => {
      for (let at = from; at < 200; at += 2) {
        const scans = [{ code: `S${at}` }];
        await test.core.act('stocktake.scan', { stocktake: 'stocktake-1', scans }, by);
      }
    };
    await Promise.all([scanner('bob', 0), scanner('carol', 1)]);
    expect(await view(test)).toMatchObject({ expected: 204, missing: 4, scanned: { found: 200 } });
    const { items = [] } =
      (await test.core.ask('stocktake.scans', { stocktake: 'stocktake-1', limit: 1000 })) ?? {};
    expect(new Set(items.map(({ id }) => id)).size).toBe(200);
  });
});
