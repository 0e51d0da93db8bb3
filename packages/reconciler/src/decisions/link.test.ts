import type { CiDetail, DecisionView } from '@muster/facts/inventory';
import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { observe } from '../testing/observations.ts';
import type { DecisionInput } from './decide.ts';

const reason = 'seen on site';
const laptop = (key: string, serial: string, mac = 1) =>
  observe({
    key,
    class: 'laptop',
    device: { vendor: 'Dell Inc.', serial },
    interfaces: [{ name: 'eth0', mac: `00:1b:21:00:00:0${mac}` }],
  });

/** Assets T1 and T2; ci-1 has the serial of T1, ci-2 none that is recorded. */
async function opened(): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.importAssets(
    [
      { line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell' },
      { line: 3, tag: 'T2', serial: 'CDX5NY2', vendor: 'Dell' },
    ],
    { apply: true, actor: 'importer' },
  );
  await test.core.ingest('observer-1', [laptop('a', 'CDX5NY1', 1), laptop('b', 'CDX5NY8', 2)]);
  return test;
}

async function decide({ core }: TestCore, input: DecisionInput): Promise<DecisionView> {
  const decided = await core.decide(input, 'alice');
  if (decided.kind !== 'decided') throw new Error(decided.reason);
  return decided.decision;
}

async function ciOf({ core }: TestCore, id: string): Promise<CiDetail> {
  const ci = await core.getCi(id);
  if (ci === undefined) throw new Error(`no ${id}`);
  return ci;
}

/** Which asset each of the CIs is linked to. */
async function links(test: TestCore, ...ids: string[]): Promise<(string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await ciOf(test, id)).assetTag));
}

const findingsOf = async (test: TestCore, id: string) =>
  (await ciOf(test, id)).openFindings.map(({ kind, reason: why }) => [kind, why]);

const again = (test: TestCore, key: string, serial: string, mac: number) =>
  test.core.ingest('observer-1', [
    observe({ ...laptop(key, serial, mac), at: 1000, os: { name: 'Linux' } }),
  ]);

describe('a link by hand', () => {
  it('is made though the serials differ, which is told, and undone leaves what was', async () => {
    await using test = await opened();
    expect(await links(test, 'ci-1', 'ci-2')).toEqual(['T1', undefined]);
    const made = await decide(test, { kind: 'link', ci: 'ci-2', asset: 'T2', reason });
    expect(made).toMatchObject({
      kind: 'link',
      actor: 'alice',
      assetId: 'asset-2',
      against: [{ rule: 'serial', says: 'the CI states CDX5NY8, the asset record CDX5NY2' }],
    });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual(['T1', 'T2']);
    expect(await findingsOf(test, 'ci-2')).toEqual([
      ['conflict', 'It is linked by hand to asset T2, whose serial CDX5NY2 it does not state.'],
    ]);
    await decide(test, { kind: 'undo', decision: made.id, reason });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual(['T1', undefined]);
    expect(await findingsOf(test, 'ci-2')).toEqual([
      ['rogue', expect.stringMatching(/No asset record has/)],
    ]);
  });

  it('is not reversed by what is observed, imported or edited', async () => {
    await using test = await opened();
    await decide(test, { kind: 'link', ci: 'ci-2', asset: 'T2', reason });
    await again(test, 'b', 'CDX5NY8', 2);
    const rows = [{ line: 2, tag: 'T8', serial: 'CDX5NY8', vendor: 'Dell' }];
    await test.core.importAssets(rows, { apply: true, actor: 'importer' });
    expect(await links(test, 'ci-2')).toEqual(['T2']);
  });

  it('takes the asset and the CI from what they were linked to only where that is said', async () => {
    await using test = await opened();
    const input = { kind: 'link', ci: 'ci-2', asset: 'T1', reason } as const;
    expect(await test.core.decide(input, 'alice')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/asset-1 is linked to ci-1: .*muster ci relink ci-2 asset-1/),
    });
    const made = await decide(test, { ...input, replace: true });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual([undefined, 'T1']);
    expect(await findingsOf(test, 'ci-1')).toEqual([
      ['rogue', "Its serial's asset record is linked to ci-2 already."],
    ]);
    const other = await decide(test, { ...input, ci: 'ci-1', replace: true });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual(['T1', undefined]);
    await decide(test, { kind: 'undo', decision: other.id, reason });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual([undefined, 'T1']);
    await decide(test, { kind: 'undo', decision: made.id, reason });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual(['T1', undefined]);
  });

  it('goes with its CI when that is joined with another, and comes back when they part', async () => {
    await using test = await opened();
    await decide(test, { kind: 'link', ci: 'ci-2', asset: 'T2', reason });
    const join = await decide(test, { kind: 'join', cis: ['ci-1', 'ci-2'], reason });
    // The surviving CI has no word of its own, so that of the other counts.
    expect(await links(test, 'ci-1')).toEqual(['T2']);
    await decide(test, { kind: 'undo', decision: join.id, reason });
    expect(await links(test, 'ci-1', 'ci-2')).toEqual(['T1', 'T2']);
  });

  it('gives way while its asset is retired, and is there again after that', async () => {
    await using test = await opened();
    await decide(test, { kind: 'link', ci: 'ci-2', asset: 'T2', reason });
    test.setTime(90_000);
    const rows = [{ line: 2, tag: 'T2', state: 'retired' }];
    await test.core.importAssets(rows, { apply: true, actor: 'importer' });
    test.setTime(120_000);
    await again(test, 'b', 'CDX5NY8', 2);
    expect(await links(test, 'ci-2')).toEqual([undefined]);
    await test.core.act('import.undo', { import: 'import-2', reason }, 'importer');
    expect(await links(test, 'ci-2')).toEqual(['T2']);
  });

  it.each<[string, DecisionInput, RegExp]>([
    ['of no CI', { kind: 'link', ci: 'ci-9', asset: 'T1', reason }, /no CI ci-9/],
    ['with no asset', { kind: 'link', ci: 'ci-1', asset: 'T9', reason }, /no asset record T9/],
    ['that is not there', { kind: 'unlink', ci: 'ci-2', reason }, /linked to no asset record/],
  ])('is refused %s', async (_, input, why) => {
    await using test = await opened();
    const decided = await test.core.decide(input, 'alice');
    expect(decided).toMatchObject({ reason: expect.stringMatching(why) });
  });
});

describe('a link that a person took away', () => {
  it('is never made again by a rule, until that is undone', async () => {
    await using test = await opened();
    const made = await decide(test, { kind: 'unlink', ci: 'ci-1', reason });
    await again(test, 'a', 'CDX5NY1', 1);
    const edit = { asset: 'T1', changes: { owner: 'Ada' }, reason };
    await test.core.act('asset.edit', edit, 'bob');
    expect(await links(test, 'ci-1')).toEqual([undefined]);
    expect(await findingsOf(test, 'ci-1')).toEqual([
      ['rogue', expect.stringContaining(`took its link to asset-1 away (${made.id})`)],
    ]);
    await decide(test, { kind: 'undo', decision: made.id, reason });
    expect(await links(test, 'ci-1')).toEqual(['T1']);
  });

  it('may be made by hand', async () => {
    await using test = await opened();
    await decide(test, { kind: 'unlink', ci: 'ci-1', reason });
    await decide(test, { kind: 'link', ci: 'ci-1', asset: 'T1', reason });
    expect(await links(test, 'ci-1')).toEqual(['T1']);
    await decide(test, { kind: 'unlink', ci: 'ci-1', reason });
    expect(await links(test, 'ci-1')).toEqual([undefined]);
  });

  it('is told by the ledger with method, actor, decision and what was open', async () => {
    await using test = await opened();
    await decide(test, { kind: 'link', ci: 'ci-2', asset: 'T2', reason });
    await decide(test, { kind: 'unlink', ci: 'ci-2', reason });
    const entries = await test.core.ledger(0, 1000);
    const told = entries
      .filter(({ kind, subject }) => subject === 'ci-2' && /link/.test(kind))
      .map(({ kind, actor, payload }) => [kind, actor, payload]);
    expect(told).toEqual([
      [
        'link.manual',
        'alice',
        { decision: 'decision-2', asset: 'asset-2', reason, flags: ['rogue'] },
      ],
      ['decision.link', 'alice', expect.objectContaining({ asset: 'asset-2', method: 'manual' })],
      [
        'unlink.manual',
        'alice',
        {
          decision: 'decision-3',
          asset: 'asset-2',
          reason: 'A person said so.',
          flags: ['conflict'],
        },
      ],
      ['decision.unlink', 'alice', expect.objectContaining({ asset: 'asset-2' })],
    ]);
  });
});
