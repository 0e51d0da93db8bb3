import { describe, expect, it } from 'vitest';
import { openTestCore } from '../testing/core.ts';
import { openTestEngine } from '../testing/engine.ts';
import { NOON, observe } from '../testing/observations.ts';

const COUNT = 1200;

describe('a run over what is not linked', () => {
  it('links in rounds what matches, leaves alone what people parted, and is done when done', async () => {
    await using test = await openTestCore();
    const serials = Array.from({ length: COUNT }, (_, index) => `CDX${String(index + 1000)}NY`);
    const rows = serials.map((serial, index) => ({ line: index + 2, serial, vendor: 'Dell' }));
    await test.core.importAssets(rows, { apply: true, actor: 'importer' });
    await test.core.ingest('observer-1', [
      observe({ key: 'first', device: { vendor: 'Dell Inc.', serial: serials[0] ?? '' } }),
      observe({ key: 'last', device: { vendor: 'Dell Inc.', serial: serials.at(-1) ?? '' } }),
    ]);
    await test.core.decide({ kind: 'unlink', ci: 'ci-1', reason: 'not ours' }, 'alice');
    const before = await test.core.ledger(0, 10_000);
    const first = await test.core.act('links.run', {}, 'alice');
    expect(first).toEqual({
      kind: 'done',
      value: { looked: 1000, linked: 0, left: 200, next: 'asset-1000' },
    });
    const second = await test.core.act('links.run', { after: 'asset-1000' }, 'alice');
    expect(second).toEqual({ kind: 'done', value: { looked: 199, linked: 0, left: 0 } });
    expect(await test.core.ledger(0, 10_000)).toEqual(before);
  });

  it('links what was left, once', async () => {
    await using test = openTestEngine();
    const rows = [{ line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell' }];
    const input = { rows, apply: true, mode: 'row-by-row' } as const;
    await test.engine.act('import.apply', input, 'importer', NOON);
    await test.ingest([observe({ device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' } })]);
    // As a migration from elsewhere leaves it.
    test.database.exec('UPDATE link SET unlinked_at = 1; UPDATE ci SET asset_id = NULL');
    const run = async () => (await test.engine.act('links.run', {}, 'alice', NOON)).value;
    expect(await run()).toMatchObject({ value: { looked: 1, linked: 1, left: 0 } });
    expect(await run()).toMatchObject({ value: { looked: 0, linked: 0, left: 0 } });
  });

  it('refuses a place that is none', async () => {
    await using test = await openTestCore();
    expect(await test.core.act('links.run', { after: 'T1' }, 'alice')).toMatchObject({
      kind: 'unknown',
    });
  });
});
