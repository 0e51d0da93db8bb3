import type { AssetRow } from '@muster/facts/assets';
import type { ImportAnswer, ImportMode } from '@muster/facts/imports';
import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { observe } from '../../testing/observations.ts';
import type { Acted } from '../act.ts';

const reason = 'the wrong file';
const FILE = { name: 'assets.csv', sha256: 'a'.repeat(64) };

/** @param rows from line 2 on, as in a file with a header */
async function bring(
  { core }: TestCore,
  rows: readonly Omit<AssetRow, 'line'>[],
  { mode = 'row-by-row', apply = true }: { mode?: ImportMode; apply?: boolean } = {},
): Promise<ImportAnswer> {
  const numbered = rows.map((row, index) => ({ line: index + 2, ...row }));
  const input = { rows: numbered, mode, apply, file: FILE };
  return done(await core.act('import.apply', input, 'alice'));
}

function done<O>(acted: Acted<O>): O {
  if (acted.kind !== 'done') throw new Error(acted.reason);
  return acted.value;
}

const undo = ({ core }: TestCore, named: string) =>
  core.act('import.undo', { import: named, reason }, 'bob');

const seen = (serial: string) => observe({ key: serial, device: { vendor: 'Dell Inc.', serial } });

const GOOD = { tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell' };
const BAD = { tag: 'T2', serial: 'cdx5-ny1', vendor: 'Dell' };

describe('importing a file', () => {
  it('is all or nothing where that is asked for: with a row that is blocked, nothing is written', async () => {
    await using test = await openTestCore();
    const before = await test.core.ledger(0, 100);
    const answer = await bring(test, [GOOD, BAD], { mode: 'all-or-nothing' });
    expect(answer).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('1 of 2 rows'),
      counts: { create: 1, block: 1 },
    });
    expect(await test.core.ledger(0, 100)).toEqual(before);
    expect((await test.core.ask('imports', {})).items).toEqual([]);
    expect((await test.core.listAssets({})).total).toBe(0);
  });

  it('tries without writing, and then does what it said', async () => {
    await using test = await openTestCore();
    const tried = await bring(test, [GOOD], { mode: 'all-or-nothing', apply: false });
    expect(tried.kind).toBe('tried');
    expect((await test.core.listAssets({})).total).toBe(0);
    const applied = await bring(test, [GOOD], { mode: 'all-or-nothing' });
    expect(applied.outcomes).toEqual(tried.outcomes);
    expect(applied.import).toMatchObject({
      id: 'import-1',
      file: FILE,
      actor: 'alice',
      mode: 'all-or-nothing',
      counts: { create: 1 },
      openReviews: 0,
    });
    expect(await test.core.ask('import', 'import-1')).toEqual(applied.import);
  });

  it('keeps what became of each row, and only counts those that changed nothing', async () => {
    await using test = await openTestCore();
    await bring(test, [GOOD]);
    await bring(test, [GOOD, { tag: 'T3' }, { vendor: 'Dell' }]);
    expect((await test.core.ask('import', 'import-2'))?.counts).toEqual({
      unchanged: 1,
      create: 1,
      block: 1,
    });
    const page = await test.core.ask('import.rows', { import: 'import-2' });
    expect(page?.items.map(({ line, disposition }) => [line, disposition])).toEqual([
      [3, 'create'],
      [4, 'block'],
    ]);
    expect((await test.core.ask('imports', { limit: 1 })).next).toBeDefined();
  });

  it('merges custom fields: those that are not named stay', async () => {
    await using test = await openTestCore();
    await bring(test, [{ ...GOOD, fields: { 'Cost centre': '4711', Lease: 'no' } }]);
    const { outcomes } = await bring(test, [{ tag: 'T1', fields: { 'Cost centre': '4712' } }]);
    expect(outcomes[0]?.reason).toBe('The tag is recorded; changes fields.Cost centre.');
    expect((await test.core.ask('asset', 'T1'))?.fields).toEqual({
      'Cost centre': '4712',
      Lease: 'no',
    });
  });

  it('refuses rows that say they are the same line', async () => {
    await using test = await openTestCore();
    const rows = [GOOD, { tag: 'T2' }].map((row) => ({ line: 2, ...row }));
    expect(
      await test.core.act('import.apply', { rows, mode: 'row-by-row', apply: true }, 'alice'),
    ).toEqual({ kind: 'refused', reason: 'two rows say that they are line 2' });
  });

  it('lets one of two writers have a serial, and tells the other whose it is', async () => {
    await using test = await openTestCore();
    const [one, other] = await Promise.all([
      bring(test, [{ tag: 'A', serial: 'X-77' }]),
      bring(test, [{ tag: 'B', serial: 'x77' }]),
    ]);
    const dispositions = [one, other].map(({ outcomes }) => outcomes[0]?.disposition);
    expect(dispositions.toSorted()).toEqual(['create', 'review']);
    const reasons = [one, other].map(({ outcomes }) => outcomes[0]?.reason);
    expect(reasons.join(' ')).toMatch(/Its serial is recorded under the tag [AB]\./);
    expect((await test.core.listAssets({})).total).toBe(1);
  });
});

describe('undoing an import', () => {
  it('takes away what it made, and gives back what it changed', async () => {
    await using test = await openTestCore();
    await bring(test, [{ ...GOOD, owner: 'Ada', fields: { Lease: 'no' } }]);
    const was = await test.core.ask('asset', 'T1');
    await bring(test, [
      { tag: 'T1', owner: 'Bob', site: 'NYC', fields: { Lease: 'yes' } },
      { tag: 'T2', serial: 'CDX5NY2', vendor: 'Dell' },
    ]);
    const undone = done(await undo(test, 'import-2'));
    expect(undone.undone).toMatchObject({ actor: 'bob', reason, removed: 1, restored: 1, kept: 0 });
    const { history: _, updatedAt: __, ...now } = (await test.core.ask('asset', 'T1')) ?? {};
    expect(was).toMatchObject(now);
    expect(await test.core.ask('asset', 'T2')).toBeUndefined();
    expect((await test.core.ask('import.rows', { import: 'import-2' }))?.items).toEqual([
      expect.objectContaining({ line: 2, undone: 'restored' }),
      expect.objectContaining({ line: 3, undone: 'removed' }),
    ]);
  });

  it('is told by the ledger, record by record, with who and why', async () => {
    await using test = await openTestCore();
    await bring(test, [GOOD]);
    await bring(test, [{ tag: 'T1', owner: 'Bob' }, { tag: 'T2' }]);
    const { length: before } = await test.core.ledger(0, 100);
    await undo(test, 'import-2');
    const entries = (await test.core.ledger(0, 100)).slice(before);
    expect(entries.map(({ kind, subject, actor }) => [kind, subject, actor])).toEqual([
      ['asset.removed', 'asset-2', 'bob'],
      ['asset.updated', 'asset-1', 'bob'],
      ['import.undone', 'import-2', 'bob'],
    ]);
    expect(entries[0]?.payload).toMatchObject({ tag: 'T2', import: 'import-2', reason });
    expect(entries[1]?.payload).toMatchObject({ changes: ['owner'], import: 'import-2', reason });
    expect(entries[2]?.payload).toMatchObject({ removed: 1, restored: 1, kept: 0, reason });
  });

  it('ends the links of what goes, so that its devices are unknown again', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [seen('CDX5NY1')]);
    const other = { tag: 'T8', serial: 'ZZZ9999', vendor: 'Dell' };
    await bring(test, [other]);
    const rogues = async () =>
      (await test.core.listFindings({ kind: 'rogue', state: 'open' })).total;
    const before = await rogues();
    const { outcomes } = await bring(test, [GOOD]);
    expect(outcomes[0]).toMatchObject({ disposition: 'create', ciId: 'ci-1' });
    await undo(test, 'import-2');
    expect((await test.core.getCi('ci-1'))?.assetId).toBeUndefined();
    expect(await rogues()).toBe(before);
    const entries = await test.core.ledger(0, 100);
    expect(entries.map(({ kind }) => kind)).toContain('unlink.auto');
    // The same file again is a new record: the id of the one that went is not given to it.
    const again = await bring(test, [GOOD]);
    expect(again.outcomes[0]).toMatchObject({ assetId: 'asset-3', ciId: 'ci-1' });
  });

  it('leaves alone what people changed since, and lists it', async () => {
    await using test = await openTestCore();
    await bring(test, [GOOD]);
    await bring(test, [{ tag: 'T1', site: 'NYC' }, { tag: 'T2' }, { tag: 'T3' }]);
    const change = { changes: { owner: 'Eve' }, reason: 'hers' };
    for (const asset of ['T1', 'T2'])
      await test.core.act('asset.edit', { asset, ...change }, 'eve');
    const undone = done(await undo(test, 'import-2'));
    expect(undone.undone).toMatchObject({ removed: 1, restored: 0, kept: 2 });
    expect(await test.core.ask('asset', 'T1')).toMatchObject({ site: 'NYC', owner: 'Eve' });
    expect(await test.core.ask('asset', 'T2')).toMatchObject({ owner: 'Eve' });
    const rows = await test.core.ask('import.rows', { import: 'import-2' });
    expect(rows?.items[0]).toMatchObject({
      undone: 'kept',
      kept: 'It was changed since: asset.updated, eve.',
    });
  });

  it('does not give back a serial that another record has now', async () => {
    await using test = await openTestCore();
    await bring(test, [GOOD]);
    await bring(test, [{ tag: 'T1', state: 'retired' }]);
    await bring(test, [{ tag: 'T9', vendor: 'Dell' }]);
    await test.core.act(
      'asset.edit',
      { asset: 'T9', changes: { serial: 'CDX5NY1' }, reason: 'moved' },
      'eve',
    );
    expect(done(await undo(test, 'import-2')).undone).toMatchObject({ restored: 0, kept: 1 });
    const rows = await test.core.ask('import.rows', { import: 'import-2' });
    expect(rows?.items[0]?.kept).toBe('The serial CDX5NY1 is that of asset-2 already.');
  });

  it('works for imports on one another, the last one first', async () => {
    await using test = await openTestCore();
    await bring(test, [GOOD]);
    await bring(test, [{ tag: 'T1', owner: 'Bob' }]);
    await undo(test, 'import-2');
    expect(done(await undo(test, 'import-1')).undone).toMatchObject({ removed: 1, kept: 0 });
    expect((await test.core.listAssets({})).total).toBe(0);
  });

  it('happens once, to an import that there was', async () => {
    await using test = await openTestCore();
    await bring(test, [GOOD]);
    await undo(test, 'import-1');
    expect(await undo(test, 'import-1')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^import-1 was undone by bob at /),
    });
    expect(await undo(test, 'import-9')).toEqual({
      kind: 'unknown',
      reason: 'there is no import import-9',
    });
  });
});

describe('a row that waits for a person', () => {
  /** T1 has CDX5NY1, and a file says that it has CDX5NY9. */
  async function waiting(): Promise<TestCore> {
    const test = await openTestCore();
    await bring(test, [GOOD]);
    await bring(test, [{ ...GOOD, serial: 'CDX5NY9', owner: 'Bob' }]);
    return test;
  }
  const resolve = (
    { core }: TestCore,
    input: { as: 'create' | 'update' | 'skip'; asset?: string; review?: string },
  ) => core.act('import.resolve', { review: 'import-2:2', reason: 'looked', ...input }, 'eve');

  it('is listed with its reason, what it says and the records that it may be about', async () => {
    await using test = await waiting();
    expect(await test.core.ask('import.reviews', {})).toEqual({
      items: [
        {
          id: 'import-2:2',
          importId: 'import-2',
          line: 2,
          reason: 'Its tag is recorded with the serial CDX5NY1.',
          row: { line: 2, tag: 'T1', serial: 'CDX5NY9', vendor: 'Dell', owner: 'Bob' },
          candidates: [expect.objectContaining({ id: 'asset-1', serial: 'CDX5NY1' })],
          state: 'open',
        },
      ],
      total: 1,
    });
    expect((await test.core.ask('import', 'import-2'))?.openReviews).toBe(1);
  });

  it('updates the record, when that is the answer, and its link follows', async () => {
    await using test = await waiting();
    await test.core.ingest('observer-1', [seen('CDX5NY9')]);
    expect(done(await resolve(test, { as: 'update' }))).toMatchObject({
      state: 'resolved',
      resolved: { as: 'update', actor: 'eve', reason: 'looked', assetId: 'asset-1' },
    });
    const asset = await test.core.ask('asset', 'T1');
    expect(asset).toMatchObject({ serial: 'CDX5NY9', owner: 'Bob', ciId: 'ci-1' });
    expect(asset?.history.at(-1)).toMatchObject({
      kind: 'asset.updated',
      actor: 'eve',
      payload: { changes: ['serial', 'owner'], reason: 'looked', import: 'import-2:2' },
    });
    expect((await test.core.ask('import.reviews', {})).total).toBe(0);
  });

  it('is passed over, when that is the answer', async () => {
    await using test = await waiting();
    await resolve(test, { as: 'skip' });
    expect(await test.core.ask('import.review', 'import-2:2')).toMatchObject({
      state: 'resolved',
      resolved: { as: 'skip' },
    });
    expect((await test.core.ask('asset', 'T1'))?.serial).toBe('CDX5NY1');
    const ledger = await test.core.ledger(0, 100);
    expect(ledger.at(-1)).toMatchObject({ kind: 'import.resolved', subject: 'import-2' });
  });

  it('makes a record of a device that was retired and lives again as another', async () => {
    await using test = await openTestCore();
    await bring(test, [{ ...GOOD, state: 'retired' }]);
    await bring(test, [{ ...GOOD, tag: 'T2' }]);
    expect(done(await resolve(test, { as: 'create' }))).toMatchObject({
      resolved: { as: 'create', assetId: 'asset-2' },
    });
    expect(await test.core.ask('asset', 'T2')).toMatchObject({
      serial: 'CDX5NY1',
      state: 'deployed',
    });
  });

  it('brings the retired record back to life, when that is the answer', async () => {
    await using test = await openTestCore();
    await bring(test, [{ ...GOOD, state: 'retired' }]);
    await bring(test, [{ serial: 'CDX5NY1' }]);
    await resolve(test, { as: 'update' });
    expect(await test.core.ask('asset', 'T1')).toMatchObject({ state: 'deployed' });
  });

  it('is refused what the inventory cannot hold, by name', async () => {
    await using test = await waiting();
    expect(await resolve(test, { as: 'create' })).toEqual({
      kind: 'refused',
      reason: 'The tag T1 is that of asset-1. Update that one, or correct it first.',
    });
    expect(await resolve(test, { as: 'update', asset: 'T7' })).toMatchObject({ kind: 'unknown' });
    expect(await resolve(test, { as: 'skip', review: 'import-1:2' })).toMatchObject({
      kind: 'unknown',
      reason: 'there is no review import-1:2',
    });
    await resolve(test, { as: 'skip' });
    expect(await resolve(test, { as: 'update' })).toMatchObject({
      kind: 'refused',
      reason: 'import-2:2 was resolved as skip by eve',
    });
  });

  it('is withdrawn with its import', async () => {
    await using test = await waiting();
    await undo(test, 'import-2');
    expect((await test.core.ask('import.reviews', {})).total).toBe(0);
    expect(await resolve(test, { as: 'update' })).toMatchObject({ kind: 'refused' });
  });
});
