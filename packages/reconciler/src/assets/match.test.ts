import { describe, expect, it } from 'vitest';
import type { AssetRecord, LinkRow } from '../commit/change-set.ts';
import { parseLifecycleState } from './lifecycle.ts';
import { decideLink, type Match, matchAssets, serialsIn } from './match.ts';

function asset(
  id: number,
  serialKey: string,
  makerKey = '',
  state: AssetRecord['state'] = 'deployed',
): AssetRecord {
  return { id, serialKey, makerKey, state, createdAt: 0, updatedAt: 0 };
}
const dell = { key: 'SN1', maker: 'dell' };
const unknown = { key: 'SN1', maker: '' };

describe('matchAssets', () => {
  it.each<[string, (typeof dell)[], AssetRecord[], Match['kind']]>([
    ['one asset of the maker', [dell], [asset(1, 'SN1', 'dell')], 'one'],
    ['one asset of an unknown maker', [dell], [asset(1, 'SN1')], 'one'],
    ['one asset, the CI’s maker unknown', [unknown], [asset(1, 'SN1', 'dell')], 'one'],
    ['one asset of another maker', [dell], [asset(1, 'SN1', 'lenovo')], 'none'],
    ['another serial', [dell], [asset(1, 'SN2', 'dell')], 'none'],
    ['two living assets', [dell], [asset(1, 'SN1', 'dell'), asset(2, 'SN1')], 'several'],
    [
      'a retired and a living asset',
      [dell],
      [asset(1, 'SN1', 'dell', 'retired'), asset(2, 'SN1')],
      'one',
    ],
    ['a disposed asset', [dell], [asset(1, 'SN1', 'dell', 'disposed')], 'gone'],
    ['no serial', [], [asset(1, 'SN1')], 'none'],
  ])('with %s', (_, serials, assets, kind) => {
    expect(matchAssets(serials, assets).kind).toBe(kind);
  });
});

describe('serialsIn', () => {
  it('takes sound system serials, and prefers the one with a maker', () => {
    const vote = { scheme: 'serial.system', value: 'SN1', scope: '', trust: 'sound' } as const;
    expect(
      serialsIn([
        vote,
        { ...vote, scope: 'dell' },
        { ...vote, value: 'SN2', trust: 'suspect' },
        { ...vote, value: 'SN3', scheme: 'serial.board' },
      ]),
    ).toEqual([dell]);
  });
});

describe('a serial that repeats an address', () => {
  const serial = { scheme: 'serial.system', value: '64167F007741', scope: 'polycom' } as const;
  it.each<[string, Parameters<typeof serialsIn>[0], number]>([
    ['stands when the MAC is sound', [{ ...serial, trust: 'suspect' }, mac('sound')], 1],
    ['does not when the MAC is shared', [{ ...serial, trust: 'suspect' }, mac('suspect')], 0],
    ['does not without the MAC', [{ ...serial, trust: 'suspect' }], 0],
  ])('%s', (_, votes, count) => {
    expect(serialsIn(votes)).toHaveLength(count);
  });

  function mac(trust: 'sound' | 'suspect') {
    return { scheme: 'mac', value: '64:16:7f:00:77:41', scope: '', trust } as const;
  }
});

describe('decideLink', () => {
  const link: LinkRow = { id: 1, ciId: 7, assetId: 1, method: 'auto', actor: 'rule', linkedAt: 0 };
  const one: Match = { kind: 'one', asset: asset(1, 'SN1'), serial: dell };
  const other: Match = { kind: 'one', asset: asset(2, 'SN1'), serial: dell };
  it.each<[string, Match, LinkRow | undefined, LinkRow | undefined, string]>([
    ['links what matches', one, undefined, undefined, 'link'],
    ['keeps what still matches', one, link, link, 'keep'],
    ['leaves an asset with the CI that has it', one, undefined, { ...link, ciId: 8 }, 'keep'],
    ['unlinks when the serial is gone', { kind: 'none' }, link, undefined, 'unlink'],
    [
      'unlinks when the serial is disputed',
      { kind: 'several', assets: [], serial: dell },
      link,
      undefined,
      'unlink',
    ],
    ['relinks when another asset matches', other, link, undefined, 'link'],
  ])('%s', (_, match, current, holder, kind) => {
    expect(decideLink(match, undefined, current, holder).kind).toBe(kind);
  });

  it.each<[string, LinkRow | undefined, number | undefined, string]>([
    ['never touches what a person linked', { ...link, method: 'manual', decisionId: 5 }, 5, 'keep'],
    ['gives way to what a person says', link, 5, 'unlink'],
    [
      'ends what a person says no longer',
      { ...link, method: 'manual', decisionId: 5 },
      undefined,
      'unlink',
    ],
  ])('%s', (_, current, ruling, kind) => {
    const said = ruling === undefined ? {} : { claim: { ruling: { id: ruling } } };
    expect(decideLink(one, said, current, undefined).kind).toBe(kind);
  });
});

describe('parseLifecycleState', () => {
  it.each([
    ['deployed', 'deployed'],
    [' In Use ', 'deployed'],
    ['ready-to-deploy', 'received'],
    ['RETIRED', 'retired'],
    ['on_order', 'procured'],
    ['lost in space', undefined],
  ])('reads %j as %s', (printed, state) => {
    expect(parseLifecycleState(printed)).toBe(state);
  });
});
