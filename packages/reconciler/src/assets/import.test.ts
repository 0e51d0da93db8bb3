import type { AssetRow } from '@muster/facts/assets';
import { describe, expect, it } from 'vitest';
import type { AssetRecord } from '../commit/change-set.ts';
import { openDraft } from '../commit/draft.ts';
import { planImport } from './import.ts';

const NOTHING = { record: 0, version: 0, ci: 0, decision: 0, finding: 0, asset: 100, link: 0 };

function asset(change: Partial<AssetRecord>): AssetRecord {
  return { id: 1, makerKey: '', state: 'deployed', createdAt: 0, updatedAt: 0, ...change };
}

function plan(rows: readonly Omit<AssetRow, 'line'>[], known: readonly AssetRecord[] = []) {
  const draft = openDraft(NOTHING);
  const numbered = rows.map((row, index) => ({ line: index + 2, ...row }));
  const planned = planImport(numbered, known, draft, { actor: 'ada', now: 9 });
  const outcomes = planned.map(({ outcome }) => outcome);
  return { draft, outcomes, dispositions: outcomes.map(({ disposition }) => disposition) };
}

const recorded = asset({
  tag: 'T1',
  serial: 'SN-1',
  serialKey: 'SN1',
  makerKey: 'dell',
  vendor: 'Dell',
});

describe('planImport', () => {
  it.each<[string, Omit<AssetRow, 'line'>[], AssetRecord[], string[]]>([
    ['what is new', [{ tag: 'T1', serial: 'SN-1' }], [], ['create']],
    [
      'what is known and the same',
      [{ tag: 'T1', serial: 'sn 1', vendor: 'Dell' }],
      [recorded],
      ['unchanged'],
    ],
    ['what is known with news', [{ tag: 'T1', owner: 'Ada' }], [recorded], ['update']],
    [
      'what is known by its serial',
      [{ serial: 'SN1', vendor: 'Dell Inc.', owner: 'Ada' }],
      [recorded],
      ['update'],
    ],
    ['a serial of another maker', [{ serial: 'SN1', vendor: 'Lenovo' }], [recorded], ['create']],
    ['a row without tag and serial', [{ vendor: 'Dell' }], [], ['block']],
    ['a placeholder for a serial', [{ serial: 'To Be Filled By O.E.M.' }], [], ['review']],
    ['a placeholder beside a tag', [{ tag: 'T9', serial: 'None' }], [], ['create']],
    ['a state that nobody knows', [{ tag: 'T9', state: 'lost in space' }], [], ['review']],
    [
      'one serial twice in the file',
      [
        { tag: 'A', serial: 'X-77' },
        { tag: 'B', serial: 'x77' },
      ],
      [],
      ['create', 'block'],
    ],
    [
      'one tag twice in the file',
      [
        { tag: 'A', serial: 'X-77' },
        { tag: 'A', serial: 'X-78' },
      ],
      [],
      ['create', 'block'],
    ],
    ['a tag that has another serial', [{ tag: 'T1', serial: 'SN-2' }], [recorded], ['review']],
    ['a serial that has another tag', [{ tag: 'T2', serial: 'SN-1' }], [recorded], ['review']],
    [
      'a tag of one and a serial of another',
      [{ tag: 'T2', serial: 'SN-1' }],
      [recorded, asset({ id: 2, tag: 'T2' })],
      ['review'],
    ],
    [
      'a serial for an asset that had none',
      [{ tag: 'T2', serial: 'X-77' }],
      [asset({ id: 2, tag: 'T2' })],
      ['update'],
    ],
    [
      'a serial that two assets have',
      [{ serial: 'SN-1' }],
      [recorded, asset({ id: 2, serialKey: 'SN1', makerKey: 'hp' })],
      ['review'],
    ],
    [
      'both of two that a person accepted with one serial, each by its tag',
      [
        { tag: 'T1', serial: 'SN-1', vendor: 'Dell' },
        { tag: 'T2', serial: 'sn1', vendor: 'Dell', owner: 'Ada' },
      ],
      [recorded, { ...recorded, id: 2, tag: 'T2', duplicateAccepted: true }],
      ['unchanged', 'update'],
    ],
    [
      'a third one with a serial that two have',
      [{ tag: 'T3', serial: 'SN-1', vendor: 'Dell' }],
      [recorded, { ...recorded, id: 2, tag: 'T2', duplicateAccepted: true }],
      ['review'],
    ],
    [
      'a tag whose asset was retired, in use again',
      [{ tag: 'T1', state: 'in use' }],
      [{ ...recorded, state: 'retired' }],
      ['review'],
    ],
    [
      'a maker that would make two of one serial',
      [{ tag: 'T2', vendor: 'Dell' }],
      [recorded, asset({ id: 2, tag: 'T2', serial: 'SN1', serialKey: 'SN1' })],
      ['review'],
    ],
    [
      'a retired asset, retired still',
      [{ serial: 'SN-1', state: 'retired' }],
      [asset({ serialKey: 'SN1', state: 'retired' })],
      ['unchanged'],
    ],
    [
      'a retired asset that lives again',
      [{ serial: 'SN-1' }],
      [asset({ serialKey: 'SN1', state: 'retired' })],
      ['review'],
    ],
  ])('gives a disposition and a reason to %s', (_, rows, known, dispositions) => {
    const planned = plan(rows, known);
    expect(planned.dispositions).toEqual(dispositions);
    for (const { reason } of planned.outcomes) expect(reason).not.toBe('');
  });

  it('writes canonical keys beside what was printed, and each change into the ledger', () => {
    const { draft } = plan([{ tag: 'T1', serial: ' sn-1 ', vendor: 'Dell Inc.', state: 'in use' }]);
    expect(draft.newAssets).toEqual([
      {
        id: 101,
        tag: 'T1',
        serial: 'sn-1',
        serialKey: 'SN1',
        makerKey: 'dell',
        vendor: 'Dell Inc.',
        state: 'deployed',
        createdAt: 9,
        updatedAt: 9,
      },
    ]);
    expect(draft.ledger).toMatchObject([
      { actor: 'ada', kind: 'asset.created', subject: 'asset-101' },
    ]);
  });

  it('keeps what a row does not state, and remembers when an asset was retired', () => {
    const { draft } = plan([{ tag: 'T1', state: 'archived' }], [recorded]);
    expect(draft.changedAssets).toEqual([
      { ...recorded, state: 'retired', updatedAt: 9, retiredAt: 9 },
    ]);
  });
});
