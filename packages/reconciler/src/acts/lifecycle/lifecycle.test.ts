import { createHash } from 'node:crypto';
import type { LifecycleState } from '@muster/facts/assets';
import type { EvidenceKind } from '@muster/facts/lifecycle';
import { describe, expect, it } from 'vitest';
import { parseLifecycle } from '../../assets/steps.ts';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { NOON, observe } from '../../testing/observations.ts';

const DAY = 86_400_000;
const reason = 'as the procedure says';

async function recorded(state: string): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.importAssets(
    [
      { line: 2, tag: 'T1', serial: 'CDX5NY1', vendor: 'Dell', state },
      { line: 3, tag: 'T2', serial: 'CDX5NY2', vendor: 'Dell' },
    ],
    { apply: true, actor: 'alice' },
  );
  return test;
}

const attach = ({ core }: TestCore, kind: EvidenceKind, text: string, asset = 'T1') =>
  core.act(
    'asset.attach',
    {
      asset,
      kind,
      name: `${kind}.txt`,
      type: 'text/plain',
      octets: Buffer.from(text).toString('base64'),
    },
    'alice',
  );
const move = ({ core }: TestCore, to: LifecycleState, more: object = {}) =>
  core.act('asset.transition', { asset: 'T1', to, reason, ...more }, 'alice');
const say = ({ core }: TestCore, verdict: 'approve' | 'refuse', actor: string, id = 'approval-1') =>
  core.act('approval.decide', { approval: id, verdict, reason: 'seen' }, actor);
const stateOf = async ({ core }: TestCore) => (await core.ask('asset', 'T1'))?.state;

describe('the lifecycle', () => {
  it('goes from order to disposal, with what each step demands', async () => {
    await using test = await recorded('procured');
    await test.core.act(
      'asset.edit',
      { asset: 'T1', changes: { orderNumber: 'PO-1' }, reason },
      'alice',
    );
    await attach(test, 'tag-photo', 'a photo');
    expect(await move(test, 'received')).toMatchObject({
      kind: 'done',
      value: { asset: { state: 'received' } },
    });
    await test.core.ingest('observer-1', [
      observe({ device: { vendor: 'Dell Inc.', serial: 'cdx5-ny1' } }),
    ]);
    expect((await move(test, 'provisioned')).kind).toBe('done');
    expect(
      (await test.core.act('asset.checkOut', { asset: 'T1', to: 'Ada', reason }, 'alice')).kind,
    ).toBe('done');
    expect(await stateOf(test)).toBe('deployed');
    expect(await move(test, 'retired')).toMatchObject({
      kind: 'done',
      value: {
        asset: { state: 'deployed' },
        approval: { id: 'approval-1', what: 'deployed → retired' },
      },
    });
    expect((await say(test, 'approve', 'bob')).kind).toBe('done');
    expect(await stateOf(test)).toBe('retired');
    await attach(test, 'wipe-certificate', 'wiped');
    expect((await move(test, 'sanitised')).kind).toBe('done');
    await attach(test, 'disposal-manifest', 'gone');
    await move(test, 'disposed', { approver: 'bob' });
    expect((await say(test, 'approve', 'bob', 'approval-2')).kind).toBe('done');
    const asset = await test.core.ask('asset', 'T1');
    expect(asset).toMatchObject({ state: 'disposed', retiredAt: expect.any(String) });
    const [last] = (asset?.history ?? []).filter(({ kind }) => kind === 'asset.updated').slice(-1);
    expect(last).toMatchObject({
      actor: 'bob',
      payload: {
        state: 'disposed',
        reason,
        transition: {
          from: 'sanitised',
          to: 'disposed',
          requestedBy: 'alice',
          evidence: [
            {
              kind: 'disposal-manifest',
              sha256: createHash('sha256').update('gone').digest('hex'),
            },
          ],
        },
      },
    });
  });

  it.each<[string, LifecycleState, RegExp]>([
    ['procured', 'received', /the order number or the purchase order \(muster asset set T1 order/],
    [
      'procured',
      'received',
      /a photo of the affixed tag \(muster asset attach T1 FILE --kind tag-/,
    ],
    ['received', 'provisioned', /its serial as the device itself states it/],
    ['provisioned', 'deployed', /a custodian or a location/],
    ['retired', 'sanitised', /a wipe certificate/],
    ['sanitised', 'disposed', /the vendor's disposal manifest/],
    [
      'procured',
      'deployed',
      /is procured and cannot become deployed: next may be received, retired/,
    ],
    ['disposed', 'received', /nothing comes after that/],
    ['deployed', 'deployed', /it is deployed already/],
  ])('refuses to make what is %s %s, and says what is missing', async (from, to, why) => {
    await using test = await recorded(from);
    const before = await test.core.ledger(0, 100);
    expect(await move(test, to)).toEqual({ kind: 'refused', reason: expect.stringMatching(why) });
    expect(await test.core.ledger(0, 100)).toEqual(before);
  });

  it('says beforehand what each next step needs, and what is met', async () => {
    await using test = await recorded('procured');
    await attach(test, 'purchase-order', 'ordered');
    expect(await test.core.ask('asset.lifecycle', 'T1')).toMatchObject({
      state: 'procured',
      steps: [
        {
          to: 'received',
          approval: false,
          needs: [
            { met: true },
            { what: 'a tag', met: true },
            { met: false, how: expect.stringMatching(/attach T1 FILE/) },
          ],
        },
        { to: 'retired', approval: true, needs: [] },
      ],
      evidence: [{ kind: 'purchase-order', name: 'purchase-order.txt', sizeBytes: 7 }],
    });
  });

  it('takes a file as proof of one step only', async () => {
    await using test = await recorded('retired');
    await attach(test, 'wipe-certificate', 'wiped');
    await move(test, 'sanitised');
    await move(test, 'received');
    await say(test, 'approve', 'bob');
    await move(test, 'retired');
    await say(test, 'approve', 'bob', 'approval-2');
    expect(await stateOf(test)).toBe('retired');
    expect(await move(test, 'sanitised')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/a wipe certificate/),
    });
  });

  it('wants four eyes: nobody approves what they asked for, and one who is named alone may', async () => {
    await using test = await recorded('deployed');
    await move(test, 'retired', { approver: 'bob' });
    expect(await say(test, 'approve', 'alice')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/another person/),
    });
    expect(await say(test, 'approve', 'carol')).toMatchObject({
      kind: 'refused',
      reason: 'bob is asked to decide it',
    });
    expect(await move(test, 'repair')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/approval-1 .* waits/),
    });
    expect(await stateOf(test)).toBe('deployed');
    expect((await test.core.ask('approvals', { state: 'pending' })).length).toBe(1);
    await say(test, 'refuse', 'bob');
    expect(await stateOf(test)).toBe('deployed');
    expect(await say(test, 'approve', 'bob')).toMatchObject({ kind: 'refused' });
    expect(await test.core.ask('approvals', { state: 'refused' })).toMatchObject([
      { tag: 'T1', requestedBy: 'alice', decidedBy: 'bob', verdict: 'seen' },
    ]);
  });

  it('does not approve what has become impossible since', async () => {
    await using test = await recorded('deployed');
    await move(test, 'retired');
    await test.core.importAssets([{ line: 2, tag: 'T1', state: 'disposed' }], {
      apply: true,
      actor: 'carol',
    });
    expect(await say(test, 'approve', 'bob')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/it is disposed/),
    });
    expect((await test.core.ask('approvals', { state: 'pending' })).length).toBe(1);
  });

  it('lets the books jump, and says in the ledger that it was no step', async () => {
    await using test = await recorded('procured');
    const rows = [{ line: 2, tag: 'T1', state: 'disposed' }];
    await test.core.importAssets(rows, { apply: true, actor: 'carol' });
    const entry = (await test.core.ask('asset', 'T1'))?.history.at(-1);
    expect(entry).toMatchObject({
      kind: 'asset.updated',
      payload: { stated: { from: 'procured', to: 'disposed' } },
    });
    expect(entry?.payload).not.toHaveProperty('transition');
  });

  it('lets no serial live twice when one comes back', async () => {
    await using test = await recorded('retired');
    await test.core.act(
      'asset.edit',
      { asset: 'T2', changes: { serial: 'CDX5NY1' }, reason },
      'alice',
    );
    expect(await move(test, 'received')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/is that of asset-2 already/),
    });
  });

  it('opens a zombie when a device answers after its asset was retired', async () => {
    await using test = await recorded('deployed');
    await test.core.ingest('observer-1', [
      observe({ device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' } }),
    ]);
    test.setTime(2 * 3_600_000);
    await move(test, 'retired');
    await say(test, 'approve', 'bob');
    await test.core.ingest('observer-1', [
      observe({
        at: 3 * 3_600_000,
        nonce: 'later',
        device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' },
      }),
    ]);
    const { items } = await test.core.listFindings({ state: 'open', kind: 'zombie' });
    expect(items).toMatchObject([{ assetId: 'asset-1' }]);
  });
});

describe('evidence', () => {
  it('is kept whole by its hash, in pieces, and told by the ledger', async () => {
    await using test = await recorded('deployed');
    const text = 'all work and no play '.repeat(40_000);
    const attached = await attach(test, 'other', text);
    expect(attached).toMatchObject({
      kind: 'done',
      value: { id: 'evidence-1', sizeBytes: text.length },
    });
    // Sent again, it is the same file; of another asset, its octets are kept once.
    expect(await attach(test, 'other', text)).toEqual(attached);
    await attach(test, 'other', text, 'T2');
    const sha256 = createHash('sha256').update(text).digest('hex');
    for (const id of ['evidence-1', 'evidence-2']) {
      const file = await test.core.ask('evidence-file', id);
      expect(file).toMatchObject({ sha256, name: 'other.txt', type: 'text/plain' });
      expect(Buffer.from(file?.octets ?? '', 'base64').toString()).toBe(text);
    }
    expect((await test.core.ask('asset', 'T1'))?.history.at(-1)).toMatchObject({
      kind: 'asset.evidence',
      payload: { sha256, kind: 'other' },
    });
    expect(await test.core.ask('evidence-file', 'evidence-3')).toBeUndefined();
  });
});

describe('what comes due', () => {
  const outdated = async ({ core }: TestCore) =>
    (await core.listFindings({ state: 'open', kind: 'outdated' })).items;

  it('is found when its day is past, by the class, and closed when it was done', async () => {
    await using test = await recorded('provisioned');
    await test.core.ingest('observer-1', [
      observe({ class: 'sensor', device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' } }),
    ]);
    await test.core.act('asset.checkOut', { asset: 'T1', to: 'Facilities' }, 'alice');
    expect((await test.core.ask('asset.lifecycle', 'T1'))?.obligations).toEqual([
      { kind: 'battery', dueOn: '2028-11-21', overdue: false },
      { kind: 'calibration', dueOn: '2027-11-21', overdue: false },
    ]);
    test.setTime(366 * DAY);
    await test.core.judge();
    await test.core.judge();
    expect(await outdated(test)).toMatchObject([
      { assetId: 'asset-1', evidence: ['calibration due since 2027-11-21'] },
    ]);
    const doneOn = '2027-11-22';
    expect(
      await test.core.act(
        'asset.obligation',
        { asset: 'T1', kind: 'calibration', doneOn, reason },
        'alice',
      ),
    ).toMatchObject({ kind: 'done', value: { dueOn: '2028-11-22', doneOn, overdue: false } });
    expect(await outdated(test)).toEqual([]);
  });

  it('is set by hand where the class has no interval, and stays quiet once the asset is gone', async () => {
    await using test = await recorded('deployed');
    const set = (more: object) =>
      test.core.act(
        'asset.obligation',
        { asset: 'T1', kind: 'certification', reason, ...more },
        'alice',
      );
    expect(await set({ doneOn: '2026-01-01' })).toMatchObject({ kind: 'refused' });
    await set({ dueOn: '2026-01-31' });
    await test.core.act(
      'asset.edit',
      { asset: 'T1', changes: { supportUntil: '2026-02-01' }, reason },
      'a',
    );
    await test.core.judge();
    expect(await outdated(test)).toMatchObject([
      { evidence: ['re-certification due since 2026-01-31', 'support ended since 2026-02-01'] },
    ]);
    await move(test, 'retired');
    await say(test, 'approve', 'bob');
    await test.core.judge();
    expect(await outdated(test)).toEqual([]);
  });
});

describe('custody', () => {
  const custody = async ({ core }: TestCore, on?: string) =>
    (await core.ask('asset.custody', { asset: 'T1', ...(on !== undefined && { on }) }))?.map(
      ({ custodian, kind }) => [custodian, kind],
    );
  const at = (days: number) => new Date(NOON + days * DAY).toISOString();

  it('says who had it on a day, through check-out, transfer, import and check-in', async () => {
    await using test = await recorded('provisioned');
    const { core } = test;
    await core.act(
      'asset.checkOut',
      { asset: 'T1', to: 'Ada', site: 'NYC', dueOn: '2026-12-24', reason },
      'alice',
    );
    test.setTime(2 * DAY);
    await core.act('asset.transfer', { asset: 'T1', to: 'Bob', reason }, 'alice');
    expect((await core.ask('asset', 'T1'))?.custodian).toBe('Ada');
    test.setTime(3 * DAY);
    await say(test, 'approve', 'carol');
    test.setTime(5 * DAY);
    await core.importAssets([{ line: 2, tag: 'T1', custodian: 'Cy' }], {
      apply: true,
      actor: 'dan',
    });
    test.setTime(7 * DAY);
    await core.act('asset.checkIn', { asset: 'T1', location: 'Store 2' }, 'alice');
    expect(await custody(test)).toEqual([
      [undefined, 'check-in'],
      ['Cy', 'stated'],
      ['Bob', 'transfer'],
      ['Ada', 'check-out'],
    ]);
    expect(await custody(test, at(1).slice(0, 10))).toEqual([['Ada', 'check-out']]);
    expect(await custody(test, at(3).slice(0, 10))).toEqual([
      ['Bob', 'transfer'],
      ['Ada', 'check-out'],
    ]);
    expect(await custody(test, at(4))).toEqual([['Bob', 'transfer']]);
    expect(await custody(test, '2026-01-01')).toEqual([]);
    const history = await core.ask('asset.custody', { asset: 'T1' });
    expect(history?.at(-1)).toMatchObject({
      site: 'NYC',
      dueOn: '2026-12-24',
      actor: 'alice',
      reason,
    });
    expect(history?.[2]).toMatchObject({ actor: 'alice', approver: 'carol', site: 'NYC' });
    const after = await core.ask('asset', 'T1');
    expect(after).toMatchObject({ state: 'provisioned', location: 'Store 2', site: 'NYC' });
    expect(after).not.toHaveProperty('custodian');
  });

  it('is told of a CI as of then', async () => {
    await using test = await recorded('provisioned');
    await test.core.ingest('observer-1', [
      observe({ device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' } }),
    ]);
    await test.core.act('asset.checkOut', { asset: 'T1', to: 'Ada' }, 'alice');
    test.setTime(2 * DAY);
    await test.core.act('asset.checkIn', { asset: 'T1' }, 'alice');
    const then = await test.core.getCiAsOf('ci-1', new Date(NOON + DAY));
    expect(then?.asset).toMatchObject({ custodian: 'Ada', state: 'deployed' });
    const now = await test.core.getCiAsOf('ci-1', new Date(NOON + 3 * DAY));
    expect(now?.asset?.custodian).toBeUndefined();
  });

  it('hands nothing out twice, nor what is not ready, nor what nobody has', async () => {
    await using test = await recorded('received');
    const { core } = test;
    const out = (to: string) => core.act('asset.checkOut', { asset: 'T1', to }, 'alice');
    expect(await out('Ada')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/received/),
    });
    expect(await core.act('asset.checkIn', { asset: 'T1' }, 'alice')).toMatchObject({
      kind: 'refused',
    });
    await attach(test, 'enrolment', 'enrolled');
    await move(test, 'provisioned');
    await out('Ada');
    expect(await out('Bob')).toMatchObject({ reason: expect.stringMatching(/Ada has it/) });
    expect(
      await core.act('asset.transfer', { asset: 'T1', to: 'Ada', reason }, 'alice'),
    ).toMatchObject({ kind: 'refused', reason: 'Ada has it already' });
  });

  it('is accepted by whoever has it', async () => {
    await using test = await recorded('provisioned');
    await test.core.act('asset.checkOut', { asset: 'T1', to: 'Ada' }, 'alice');
    const accept = (by: string) => test.core.act('asset.accept', { asset: 'T1', by }, 'alice');
    expect(await accept('Bob')).toMatchObject({ kind: 'refused' });
    test.setTime(DAY);
    expect(await accept('Ada')).toMatchObject({ kind: 'done', value: { acceptedAt: at(1) } });
  });
});

describe('the data of the lifecycle', () => {
  it('is put in force by people: other steps, other evidence, no approval for transfers', async () => {
    await using test = await recorded('provisioned');
    const { core } = test;
    const set = (lifecycle: unknown) => core.act('lifecycle.set', { lifecycle, reason }, 'bob');
    expect(await set({ steps: [] })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^lifecycle: /),
    });
    const shipped = await core.ask('lifecycle', null);
    const steps = [
      { from: ['provisioned'], to: 'deployed', needs: [['custodian'], ['file:handover']] },
    ] as const;
    await set({ ...shipped, steps, custody: { transferNeedsApproval: false } });
    const out = () => core.act('asset.checkOut', { asset: 'T1', to: 'Ada' }, 'alice');
    expect(await out()).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/without a signed handover/),
    });
    await attach(test, 'handover', 'signed');
    expect(await out()).toMatchObject({ kind: 'done', value: { asset: { state: 'deployed' } } });
    expect(
      await core.act('asset.transfer', { asset: 'T1', to: 'Bob', reason }, 'alice'),
    ).toMatchObject({ kind: 'done', value: { asset: { custodian: 'Bob' } } });
    expect((await core.ask('asset.lifecycle', 'T1'))?.evidence).toMatchObject([
      { kind: 'handover', usedFor: 'deployed' },
    ]);
    expect((await core.ledger(0, 100)).find(({ kind }) => kind === 'lifecycle.set')).toMatchObject({
      actor: 'bob',
      payload: { reason },
    });
  });

  it('is what it should be, or refused with its place', () => {
    expect(parseLifecycle().steps.length).toBeGreaterThan(5);
    expect(() =>
      parseLifecycle({ ...parseLifecycle(), steps: [{ from: [], to: 'lost' }] }),
    ).toThrow(/lifecycle: .*steps/);
  });
});
