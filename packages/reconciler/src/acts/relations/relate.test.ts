import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { observe } from '../../testing/observations.ts';
import type { RelateCi } from './relate.ts';

const reason = 'seen in the rack';
const server = (key: string, serial: string) =>
  observe({ key, class: 'server', device: { vendor: 'Dell Inc.', serial } });

/** A chassis that is recorded (ci-1), a blade (ci-2) and another server (ci-3) that are not. */
async function rack(): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.act(
    'import.apply',
    {
      rows: [
        { line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell' },
        { line: 3, tag: 'T2', serial: 'CDX5NY9', vendor: 'Dell' },
      ],
      apply: true,
      mode: 'row-by-row',
    },
    'alice',
  );
  await test.core.ingest('observer-1', [
    server('a', 'CDX5NY1'),
    server('b', 'CDX5NY2'),
    server('c', 'CDX5NY3'),
  ]);
  return test;
}

const relate = (
  { core }: TestCore,
  ci: string,
  to: string,
  kind: RelateCi['kind'] = 'contained-in',
) => core.act('ci.relate', { ci, kind, to, reason }, 'alice');
const rogues = async ({ core }: TestCore) =>
  (await core.listFindings({ kind: 'rogue', state: 'open' })).items.map(({ ciId }) => ciId).sort();

describe('a relation', () => {
  it('accounts for what needs no asset record of its own, until it is ended', async () => {
    await using test = await rack();
    expect(await rogues(test)).toEqual(['ci-2', 'ci-3']);
    expect(await relate(test, 'ci-2', 'ci-1')).toMatchObject({
      kind: 'done',
      value: {
        id: 'relation-1',
        ciId: 'ci-2',
        kind: 'contained-in',
        toCiId: 'ci-1',
        actor: 'alice',
      },
    });
    expect(await rogues(test)).toEqual(['ci-3']);
    expect(await test.core.listCis({ q: 'orphan:true' })).toMatchObject({ value: { total: 1 } });
    await test.core.ingest('observer-1', [
      observe({
        key: 'b',
        class: 'server',
        at: 60_000,
        device: { vendor: 'Dell Inc.', serial: 'CDX5NY2', model: 'M640' },
      }),
    ]);
    expect(await rogues(test)).toEqual(['ci-3']);
    const end = { relation: 'relation-1', reason: 'taken out' };
    expect(await test.core.act('ci.unrelate', end, 'bob')).toMatchObject({
      value: { endedBy: 'bob', endedReason: 'taken out' },
    });
    expect(await rogues(test)).toEqual(['ci-2', 'ci-3']);
    expect(await test.core.act('ci.unrelate', end, 'bob')).toMatchObject({ kind: 'refused' });
    const kinds = (await test.core.ledger(0, 1000)).filter(({ subject }) => subject === 'ci-2');
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['relation.made', 'relation.ended']),
    );
  });

  it('is told at both of its ends, and goes with a CI that is merged', async () => {
    await using test = await rack();
    await relate(test, 'ci-2', 'ci-1');
    const join = { kind: 'join', cis: ['ci-2', 'ci-3'], reason } as const;
    const joined = await test.core.decide(join, 'alice');
    expect(joined.kind).toBe('decided');
    expect(await rogues(test)).toEqual([]);
    for (const end of ['ci-1', 'ci-2']) {
      expect(await test.core.ask('relations', end)).toMatchObject([{ id: 'relation-1' }]);
    }
  });

  it('may lead to an asset record, by its tag: to its CI where it has one', async () => {
    await using test = await rack();
    expect(await relate(test, 'ci-2', 'T1')).toMatchObject({ value: { toCiId: 'ci-1' } });
    expect(await relate(test, 'ci-3', 'T2', 'part-of')).toMatchObject({
      value: { toAssetId: 'asset-2' },
    });
  });

  it.each<[string, string, string, string, RegExp]>([
    ['to itself', 'ci-1', 'ci-1', 'refused', /itself/],
    ['in a circle', 'ci-1', 'ci-2', 'refused', /itself/],
    ['a second time', 'ci-2', 'ci-3', 'refused', /end relation-1 first/],
    ['of nothing known', 'ci-9', 'ci-1', 'unknown', /no CI ci-9/],
    ['to nothing known', 'ci-3', 'T9', 'unknown', /no asset record T9/],
  ])('is refused %s', async (_, ci, to, kind, why) => {
    await using test = await rack();
    await relate(test, 'ci-2', 'ci-1');
    expect(await relate(test, ci, to)).toEqual({ kind, reason: expect.stringMatching(why) });
  });
});
