import { expect, it } from 'vitest';
import { openTestCore } from '../testing/core.ts';
import { observe } from '../testing/observations.ts';
import { lookalikesOf } from './lookalike.ts';

it.each([
  ['CDX5NY7', []],
  ['C0X5NY7', ['COX5NY7']],
  ['A0B0', ['AOBO', 'AOB0', 'A0BO']],
  ['AI1', ['A11', 'AII']],
])('knows for what %s may have been typed', (key, expected) => {
  expect(lookalikesOf(key).toSorted()).toEqual(expected.toSorted());
});

it.each(['before', 'after'])(
  'suggests an asset whose serial was typed with O for 0, imported %s, and links nothing',
  async (when) => {
    await using test = await openTestCore();
    const row = { line: 1, tag: 'T-1', serial: 'COX5NY7', vendor: 'Dell' };
    const bought = () => test.core.importAssets([row], { apply: true, actor: 'alice' });
    if (when === 'before') await bought();
    const device = { vendor: 'Dell Inc.', serial: 'C0X5NY7' };
    await test.core.ingest('observer-1', [observe({ class: 'laptop', device })]);
    if (when === 'after') await bought();
    expect(await test.core.stats()).toMatchObject({ linked: 0 });
    const { items } = await test.core.listFindings({ kind: 'rogue' });
    expect(items[0]?.evidence).toContain(
      'asset T-1 has the serial COX5NY7: the same, typed wrong?',
    );
  },
);
