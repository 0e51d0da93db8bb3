import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { observe } from '../../testing/observations.ts';

const reason = 'as decided';

async function withScheme(template = '[SITE]-[TYPE]-[YEAR]-[SEQ]'): Promise<TestCore> {
  const test = await openTestCore();
  const scheme = { template, types: { laptop: 'LT' }, reason };
  await test.core.act('tags.scheme', scheme, 'alice');
  return test;
}

const reserve = ({ core }: TestCore, count: number, site = 'NYC', type = 'LT') =>
  core.act('tags.reserve', { site, type, count }, 'alice');

const numbers = (from: number, to: number) =>
  Array.from(
    { length: to - from + 1 },
    (_, at) => `NYC-LT-2026-${String(from + at).padStart(4, '0')}`,
  );

describe('tags', () => {
  it('are reserved one after the other, by what stands around their number', async () => {
    await using test = await withScheme();
    expect(await reserve(test, 3)).toEqual({
      kind: 'done',
      value: { tags: numbers(1, 3), taken: [] },
    });
    expect(await reserve(test, 1, 'lon')).toMatchObject({ value: { tags: ['LON-LT-2026-0001'] } });
    expect(await reserve(test, 2)).toMatchObject({ value: { tags: numbers(4, 5) } });
    expect(await test.core.ask('tags', null)).toMatchObject({
      scheme: { template: '[SITE]-[TYPE]-[YEAR]-[SEQ]', types: { laptop: 'LT' } },
      sequences: [
        { around: 'LON-LT-2026-#', last: 1 },
        { around: 'NYC-LT-2026-#', last: 5 },
      ],
    });
  });

  it('have neither gaps nor twins with many writers at once, whatever is refused between', async () => {
    await using test = await withScheme();
    await test.core.importAssets(
      Array.from({ length: 40 }, (_, at) => ({ line: at + 2, serial: `CDX5NY${at}`, site: 'NYC' })),
      { apply: true, actor: 'alice' },
    );
    const given = Array.from({ length: 40 }, (_, at) =>
      test.core.act('asset.tag', { asset: `asset-${at + 1}`, type: 'LT' }, 'alice'),
    );
    const refused = Array.from({ length: 40 }, () =>
      test.core.act('asset.tag', { asset: 'asset-999', type: 'LT' }, 'alice'),
    );
    const taken = Array.from({ length: 40 }, () => reserve(test, 3));
    const tags = [
      ...(await Promise.all(given)).flatMap((each) =>
        each.kind === 'done' ? [each.value.tag] : [],
      ),
      ...(await Promise.all(taken)).flatMap((each) =>
        each.kind === 'done' ? each.value.tags : [],
      ),
    ];
    expect((await Promise.all(refused)).every(({ kind }) => kind === 'unknown')).toBe(true);
    expect(tags.sort()).toEqual(numbers(1, 160));
  });

  it('pass over numbers whose tags an import brought, for those are in use', async () => {
    await using test = await withScheme();
    const rows = [2, 3, ...Array.from({ length: 300 }, (_, at) => at + 6)].map((number, at) => ({
      line: at + 2,
      tag: numbers(number, number)[0] ?? '',
    }));
    await test.core.importAssets(rows, { apply: true, actor: 'alice' });
    const reserved = await reserve(test, 4);
    expect(reserved).toMatchObject({
      value: { tags: [...numbers(1, 1), ...numbers(4, 5), ...numbers(306, 306)] },
    });
    expect(reserved.kind === 'done' && reserved.value.taken.length).toBe(302);
  });

  it('go to asset records: the next one by site and class, or one that was printed before', async () => {
    await using test = await withScheme();
    await test.core.importAssets(
      [
        { line: 2, serial: 'CDX5NY1', vendor: 'Dell', site: 'NYC' },
        { line: 3, serial: 'CDX5NY2', site: 'New York' },
      ],
      { apply: true, actor: 'alice' },
    );
    await test.core.ingest('observer-1', [
      observe({ class: 'laptop', device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' } }),
    ]);
    const tag = (input: object) =>
      test.core.act('asset.tag', { asset: 'asset-2', ...input }, 'alice');
    await reserve(test, 2);
    expect(await tag({ asset: 'asset-1' })).toMatchObject({ value: { tag: 'NYC-LT-2026-0003' } });
    expect(await tag({ asset: 'asset-1' })).toMatchObject({ kind: 'refused' });
    expect(await tag({})).toMatchObject({ reason: 'the scheme needs a site: --site CODE' });
    expect(await tag({ tag: 'NYC-LT-2026-0009' })).toMatchObject({
      reason: expect.stringMatching(/was not reserved/),
    });
    expect(await tag({ tag: 'NYC-LT-2026-0003' })).toMatchObject({
      reason: expect.stringMatching(/asset-1 has the tag/),
    });
    expect(await tag({ tag: 'NYC-LT-2026-0002' })).toMatchObject({ kind: 'done' });
    expect(
      (await test.core.ask('tags.reserved', { unused: true })).map((each) => each.tag),
    ).toEqual(numbers(1, 1));
    expect((await test.core.ask('asset', 'NYC-LT-2026-0002'))?.history.at(-1)).toMatchObject({
      payload: { changes: ['tag'] },
    });
  });

  it('need a scheme, which is refused where it is none', async () => {
    await using test = await openTestCore();
    expect(await reserve(test, 1)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/no tag scheme yet/),
    });
    expect(
      await test.core.act('tags.scheme', { template: 'X', types: {}, reason }, 'alice'),
    ).toMatchObject({ kind: 'refused' });
  });

  it('go on in their sequence when the scheme changes and comes back', async () => {
    await using test = await withScheme('{SITE}{SEQ:6}');
    expect(await reserve(test, 1)).toMatchObject({ value: { tags: ['NYC000001'] } });
    await test.core.act('tags.scheme', { template: 'X[SEQ]', types: {}, reason }, 'alice');
    expect(await reserve(test, 1)).toMatchObject({ value: { tags: ['X0001'] } });
    await test.core.act('tags.scheme', { template: '{SITE}{SEQ:6}', types: {}, reason }, 'alice');
    expect(await reserve(test, 1)).toMatchObject({ value: { tags: ['NYC000002'] } });
  });
});
