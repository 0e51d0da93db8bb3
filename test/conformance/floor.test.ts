import { describe, expect, it } from 'vitest';
import { fallsBelow } from './floor.ts';

const floor = {
  snmp: { serial: { right: 99, wrong: 0.5 } },
  identity: { precision: { least: 0.9999 }, queued: { most: 0.005 } },
};
const tally = (right: number, wrong: number) => ({ right, wrong, absent: 0, total: 1000 });
const good = { snmp: { serial: tally(995, 5) }, identity: { precision: 1, queued: 0.005 } };

describe('the floor', () => {
  it('lets through what lies on it or above', () => {
    expect(fallsBelow(good, floor)).toEqual([]);
  });

  it.each([
    ['less right', { ...good, snmp: { serial: tally(989, 0) } }, /snmp serial: 98\.90 % right/],
    ['more wrong', { ...good, snmp: { serial: tally(994, 6) } }, /0\.60 % wrong, the floor is 99/],
    ['no such field', { ...good, snmp: {} }, /snmp serial: not scored/],
    ['no such kind', { snmp: good.snmp }, /identity precision: not scored/],
    [
      'too small a number',
      { ...good, identity: { precision: 0.9, queued: 0 } },
      /precision: 0\.9,/,
    ],
    ['too great a number', { ...good, identity: { precision: 1, queued: 0.1 } }, /queued: 0\.1,/],
  ])('names %s', (_, scores, why) => {
    expect(fallsBelow(scores, floor).join()).toMatch(why);
  });
});
