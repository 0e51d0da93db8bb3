import type { FindingOutcome, QueueCase, QueueItem, Resolution } from '@muster/facts/desk';
import { describe, expect, it } from 'vitest';
import type { ReconcilerOptions } from '../../options.ts';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { observe } from '../../testing/observations.ts';

const DAY = 86_400_000;
const reason = 'looked at on site';
/** The tests' noon is on a Saturday: Monday and Tuesday are the two working days. */
const DUE = '2026-11-24T23:59:59.999Z';

const seen = (at = 0, serial = 'CDX5NY1') =>
  observe({ at, key: serial, class: 'laptop', device: { serial, model: 'Latitude 7440' } });
const ROWS = [
  { line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell', model: 'Latitude 7440', owner: 'Ada' },
  {
    line: 3,
    tag: 'T2',
    serial: 'CDX5NY1',
    vendor: 'HP',
    model: 'Latitude 7440',
    state: 'received',
  },
];

/** finding-1 is a conflict of T1 and T2 over ci-1, whose maker is not known. */
async function disputed(change: Partial<ReconcilerOptions> = {}): Promise<TestCore> {
  const test = await openTestCore(change);
  await test.core.importAssets(ROWS, { apply: true, actor: 'importer' });
  await test.core.ingest('observer-1', [seen()]);
  return test;
}

async function queue({ core }: TestCore, filter = {}): Promise<readonly QueueItem[]> {
  return (await core.ask('queue', filter)).items;
}

async function caseOf({ core }: TestCore): Promise<QueueCase> {
  const found = await core.ask('queue.case', 'finding-1');
  if (found === undefined) throw new Error('no finding-1');
  return found;
}

async function resolve(
  { core }: TestCore,
  resolution: Resolution,
  apply = true,
): Promise<readonly FindingOutcome[]> {
  const input = { findings: ['finding-1'], resolution, apply, reason };
  const acted = await core.act('finding.resolve', input, 'alice');
  if (acted.kind !== 'done') throw new Error(acted.reason);
  return acted.value.outcomes;
}

const assign = ({ core }: TestCore, findings: readonly string[], apply = true) =>
  core.act('finding.assign', { findings, to: 'bob', apply, reason }, 'alice');
const except = ({ core }: TestCore, until: string) =>
  core.act(
    'finding.except',
    { findings: ['finding-1'], until, riskOwner: 'Cleo', apply: true, reason },
    'alice',
  );

describe('the queue', () => {
  it('tells what is due when, whose it is, and what is overdue', async () => {
    await using test = await disputed();
    expect(await queue(test)).toEqual([
      expect.objectContaining({ id: 'finding-1', kind: 'conflict', dueAt: DUE, overdue: false }),
    ]);
    await test.core.ingest('observer-1', [seen(0, 'OTHER5NY')]);
    test.setTime(5 * DAY);
    expect(await queue(test, { overdue: true, kind: 'rogue' })).toEqual([
      expect.objectContaining({ ciId: 'ci-2', overdue: true, ageHours: 119 }),
    ]);
    expect(await queue(test, { overdue: false })).toEqual([]);
    await assign(test, ['finding-2']);
    const ids = async (filter: object) => (await queue(test, filter)).map(({ id }) => id);
    expect([await ids({ owner: 'bob' }), await ids({ owner: '' })]).toEqual([
      ['finding-2'],
      ['finding-1'],
    ]);
    const first = await test.core.ask('queue', { limit: 1 });
    const next = await test.core.ask('queue', { limit: 1, cursor: first.next ?? '' });
    expect([first.total, first.items[0]?.id, next.items[0]?.id, next.next]).toEqual([
      2,
      'finding-1',
      'finding-2',
      undefined,
    ]);
  });

  it('shows a conflict side by side, and what its evidence speaks for', async () => {
    await using test = await disputed();
    const found = await caseOf(test);
    expect(found).toMatchObject({
      ci: { id: 'ci-1', model: 'Latitude 7440' },
      serial: 'CDX5NY1',
      assets: [
        {
          tag: 'T1',
          for: ['its model Latitude 7440 is what is seen', 'Ada holds it', 'it is deployed'],
          against: [],
        },
        { tag: 'T2', against: ['nobody holds it', 'it is only received'] },
      ],
      proposal: {
        resolution: 'retire',
        assetId: 'asset-2',
        reason: expect.stringMatching(/^T1 is the one, and T2 its double: .*nobody holds it/),
      },
    });
    expect(found.history.map(({ kind }) => kind)).toEqual(['finding.opened']);
    expect(await test.core.ask('queue.case', 'finding-9')).toBeUndefined();
  });
});

describe('what people do with findings', () => {
  it('comes to an outcome for each, and a dry run writes nothing', async () => {
    await using test = await disputed();
    const before = await test.core.ledger(0, 1000);
    const named = ['finding-1', 'finding-7'];
    const outcomes = [
      { finding: 'finding-1', outcome: 'done', says: "it is bob's" },
      { finding: 'finding-7', outcome: 'unknown', says: 'there is no such finding' },
    ];
    const value = (applied: boolean) => ({ kind: 'done', value: { applied, outcomes } });
    expect(await assign(test, named, false)).toEqual(value(false));
    expect(await test.core.ledger(0, 1000)).toEqual(before);
    expect(await assign(test, named)).toEqual(value(true));
    const told = (await test.core.ledger(0, 1000)).at(-1);
    expect(told).toMatchObject({
      kind: 'finding.assigned',
      actor: 'alice',
      subject: 'finding-1',
      payload: { kind: 'conflict', ci: 'ci-1', to: 'bob', reason },
    });
  });

  it('excepts until a date: quiet until then, and open again by itself', async () => {
    await using test = await disputed();
    await except(test, '2026-12-01T00:00:00Z');
    expect(await queue(test)).toEqual([]);
    expect(await queue(test, { state: 'excepted' })).toEqual([
      expect.objectContaining({ riskOwner: 'Cleo', exceptedUntil: '2026-12-01T00:00:00.000Z' }),
    ]);
    test.setTime(9 * DAY);
    test.events.length = 0;
    await test.core.judge();
    await test.core.ingest('observer-1', [
      observe({ ...seen(), at: 9 * DAY, device: { serial: 'CDX5NY1', model: 'Latitude 7450' } }),
    ]);
    expect(test.events.filter(({ kind }) => kind === 'finding')).toEqual([]);
    test.setTime(10 * DAY);
    await test.core.judge();
    expect(await queue(test)).toEqual([
      expect.objectContaining({ state: 'open', dueAt: '2026-12-03T23:59:59.999Z' }),
    ]);
    expect((await queue(test))[0]).not.toHaveProperty('riskOwner');
    expect((await caseOf(test)).history.map(({ kind }) => kind)).toEqual([
      'finding.opened',
      'finding.excepted',
      'finding.reopened',
    ]);
  });

  it('ends an exception when the cause goes, or when a person says so', async () => {
    await using test = await disputed();
    await except(test, '2026-12-01T00:00:00Z');
    const reopen = { findings: ['finding-1'], apply: true, reason };
    await test.core.act('finding.reopen', reopen, 'alice');
    expect(await queue(test)).toHaveLength(1);
    await except(test, '2026-12-01T00:00:00Z');
    const edit = { asset: 'T2', changes: { serial: 'CDX5NY2' }, reason };
    await test.core.act('asset.edit', edit, 'alice');
    expect((await caseOf(test)).finding.state).toBe('resolved');
  });

  it.each(['2026-11-20T00:00:00Z', '2029-01-01T00:00:00Z'])(
    'accepts nothing until %s',
    async (until) => {
      await using test = await disputed();
      expect(await except(test, until)).toMatchObject({ kind: 'refused' });
    },
  );

  it('passes on what is overdue, once, and says so', async () => {
    await using test = await disputed({
      duty: { owners: { conflict: 'assets' }, escalateTo: { default: 'security' } },
    });
    expect(await queue(test)).toEqual([expect.objectContaining({ assignee: 'assets' })]);
    test.setTime(5 * DAY);
    test.events.length = 0;
    await test.core.judge();
    await test.core.judge();
    expect(await queue(test)).toEqual([
      expect.objectContaining({ assignee: 'security', escalatedAt: '2026-11-26T10:00:00.000Z' }),
    ]);
    expect(test.events.filter(({ kind }) => kind === 'finding')).toHaveLength(1);
    expect((await caseOf(test)).history.at(-1)).toMatchObject({
      kind: 'finding.escalated',
      actor: 'rule',
    });
  });
});

describe('a conflict', () => {
  it.each<[string, Resolution, string, RegExp, string | undefined]>([
    [
      'ends with a serial that is corrected',
      { kind: 'correct-serial', asset: 'T2', serial: 'CDX5NY2' },
      'resolved',
      /asset-2 has the serial CDX5NY2/,
      'T1',
    ],
    [
      'ends with a serial that is taken away',
      { kind: 'correct-serial', asset: 'T1', serial: null },
      'resolved',
      /asset-1 has no serial now/,
      'T2',
    ],
    [
      'ends with a duplicate that is accepted, and a link by hand',
      { kind: 'override', asset: 'T2' },
      'resolved',
      /asset-2 is linked by hand \(decision-\d+\)/,
      'T2',
    ],
    [
      'is handed to those who look at purchases, and stays open',
      { kind: 'procurement-review', to: 'buyers' },
      'open',
      /buyers looks at the purchase/,
      undefined,
    ],
    [
      'waits for approval where a record is to be retired',
      { kind: 'retire', asset: 'T2' },
      'open',
      /approval-1 asks another person/,
      undefined,
    ],
    [
      'is resolved as its evidence speaks for',
      { kind: 'proposed' },
      'open',
      /approval-1 asks another person whether asset-2/,
      undefined,
    ],
  ])('%s', async (_, resolution, state, says, tag) => {
    await using test = await disputed();
    const [tried] = await resolve(test, resolution, false);
    expect((await caseOf(test)).finding.state).toBe('open');
    const [outcome] = await resolve(test, resolution);
    expect(tried).toEqual(outcome);
    expect(outcome).toMatchObject({ outcome: 'done', says: expect.stringMatching(says) });
    expect((await caseOf(test)).finding.state).toBe(state);
    expect((await test.core.getCi('ci-1'))?.assetTag).toBe(tag);
  });

  it('that is overridden leaves an audited flag, which no later import takes away', async () => {
    await using test = await disputed();
    await resolve(test, { kind: 'override', asset: 'T1' });
    const asset = await test.core.ask('asset', 'T2');
    expect(asset?.duplicateAccepted).toBe(true);
    expect(asset?.history.at(-1)?.payload).toMatchObject({
      override: 'finding-1',
      audit: true,
      changes: ['duplicateAccepted'],
      reason,
    });
    await test.core.importAssets(ROWS, { apply: true, actor: 'importer' });
    expect((await test.core.ask('asset', 'T2'))?.duplicateAccepted).toBe(true);
    expect((await test.core.getCi('ci-1'))?.assetTag).toBe('T1');
  });

  it.each<[string, Resolution, RegExp]>([
    ['with a record that is not in it', { kind: 'retire', asset: 'T9' }, /no asset record T9/],
    ['without saying to whom it goes', { kind: 'procurement-review' }, /say to whom it goes/],
    [
      "with another's serial",
      { kind: 'correct-serial', asset: 'T2', serial: 'To be filled by O.E.M.' },
      /placeholder/,
    ],
  ])('is not resolved %s', async (_, resolution, why) => {
    await using test = await disputed();
    expect(await resolve(test, resolution)).toEqual([
      expect.objectContaining({ outcome: 'refused', says: expect.stringMatching(why) }),
    ]);
  });

  it('is the only kind that is resolved so: others end with their cause', async () => {
    await using test = await openTestCore();
    await test.core.ingest('observer-1', [seen()]);
    expect(await resolve(test, { kind: 'proposed' })).toEqual([
      expect.objectContaining({
        outcome: 'refused',
        says: expect.stringMatching(/muster ci link/),
      }),
    ]);
  });
});
