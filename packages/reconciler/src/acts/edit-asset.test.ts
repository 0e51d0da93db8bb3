import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { observe } from '../testing/observations.ts';
import type { EditAsset } from './edit-asset.ts';

const reason = 'as the invoice says';

async function recorded(): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.importAssets(
    [
      { line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell', owner: 'Ada' },
      { line: 3, tag: 'T2', serial: 'CDX5NY2', vendor: 'Dell' },
    ],
    { apply: true, actor: 'alice' },
  );
  return test;
}

const edit = ({ core }: TestCore, input: EditAsset) => core.act('asset.edit', input, 'alice');

describe('editing an asset record', () => {
  it('writes, takes away, and leaves alone what is not named', async () => {
    await using test = await recorded();
    const changes = { technicalOwner: 'NetOps', owner: null, warrantyUntil: '2028-01-31' };
    await edit(test, {
      asset: 'T1',
      changes,
      fields: { 'Cost centre': '4711', Lease: 'no' },
      reason,
    });
    await edit(test, { asset: 'asset-1', changes: {}, fields: { Lease: null }, reason });
    const asset = await test.core.ask('asset', 'T1');
    expect(asset).toMatchObject({
      tag: 'T1',
      serial: 'CDX5NY1',
      technicalOwner: 'NetOps',
      warrantyUntil: '2028-01-31',
      fields: { 'Cost centre': '4711' },
    });
    expect(asset).not.toHaveProperty('owner');
    expect((await test.core.listAssets({ q: 'netops 4711' })).total).toBe(1);
  });

  it('is told by the ledger, with who and why', async () => {
    await using test = await recorded();
    await edit(test, { asset: 'T1', changes: { owner: 'Bob' }, reason });
    const asset = await test.core.ask('asset', 'T1');
    expect(asset?.history.map(({ kind, actor, payload }) => [kind, actor, payload])).toEqual([
      ['asset.created', 'alice', expect.objectContaining({ owner: 'Ada' })],
      [
        'asset.updated',
        'alice',
        expect.objectContaining({ owner: 'Bob', changes: ['owner'], reason }),
      ],
    ]);
  });

  it('moves the link with the serial', async () => {
    await using test = await recorded();
    const seen = observe({ device: { vendor: 'Dell Inc.', serial: 'CDX5NY9' } });
    await test.core.ingest('observer-1', [seen]);
    await edit(test, { asset: 'T1', changes: { serial: 'cdx5-ny9' }, reason });
    expect(await test.core.ask('asset', 'T1')).toMatchObject({
      ciId: 'ci-1',
      links: [{ ciId: 'ci-1', method: 'auto' }],
    });
    await edit(test, { asset: 'T1', changes: { serial: 'CDX5NY1' }, reason });
    const parted = await test.core.ask('asset', 'T1');
    expect(parted?.ciId).toBeUndefined();
    expect(parted?.links).toEqual([expect.objectContaining({ unlinkedAt: expect.any(String) })]);
  });

  it.each<[string, EditAsset, string, RegExp]>([
    ['of nothing known', { asset: 'T9', changes: {}, reason }, 'unknown', /no asset record T9/],
    [
      "that takes another's tag",
      { asset: 'T1', changes: { tag: 'T2' }, reason },
      'refused',
      /tag T2 is that of asset-2/,
    ],
    [
      "that takes another's serial",
      { asset: 'T1', changes: { serial: 'cdx5 ny2' }, reason },
      'refused',
      /is that of asset-2 already/,
    ],
    [
      'that makes a placeholder the serial',
      { asset: 'T1', changes: { serial: 'To be filled by O.E.M.' }, reason },
      'refused',
      /placeholder/,
    ],
    [
      'that leaves nothing to know it by',
      { asset: 'T1', changes: { tag: null, serial: null }, reason },
      'refused',
      /without tag and serial/,
    ],
  ])('refuses an edit %s, and writes nothing', async (_, input, kind, why) => {
    await using test = await recorded();
    const before = await test.core.ledger(0, 100);
    expect(await edit(test, input)).toEqual({ kind, reason: expect.stringMatching(why) });
    expect(await test.core.ledger(0, 100)).toEqual(before);
  });
});
