import { describe, expect, it } from 'vitest';
import { makerFacts } from './maker.ts';

describe('makerFacts', () => {
  it('takes the holder of the block for the maker, and says where that comes from', () => {
    const { device, candidates } = makerFacts('00:17:88:01:02:03');
    expect(device?.vendor).toMatch(/^Philips/);
    expect(candidates).toMatchObject([{ state: 'derived', chosen: true }]);
  });

  it.each([
    ['who makes parts of other people’s devices', '00:1b:21:01:02:03'],
    ['a randomised address', 'da:b1:c2:d3:e4:f5'],
    ['a virtual machine’s', '52:54:00:01:02:03'],
  ])('says nothing by %s', (_, mac) => {
    expect(makerFacts(mac)).toEqual({});
  });
});
