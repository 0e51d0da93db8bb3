import { describe, expect, it } from 'vitest';
import { makerOf } from './oui.ts';

describe('makerOf', () => {
  it.each([
    ['a 24-bit assignment', '00:00:0c:12:34:56', 'Cisco Systems, Inc'],
    ['another part of the same', '00:00:0c:ff:ff:ff', 'Cisco Systems, Inc'],
    ['a locally administered address', '02:42:ac:11:00:02', undefined],
    ['a block of 36 bits within a 24-bit one', '70:b3:d5:00:11:22', 'SOREDI touch systems GmbH'],
    ['a block of 28 bits within a 24-bit one', '10:07:23:01:23:45', 'RippleTek Tech Ltd'],
    ['the rest of a block that was cut up', '70:b3:d5:00:01:22', undefined],
    ['an unassigned prefix', 'fc:dc:ba:00:00:00', undefined],
    ['what is no address', '', undefined],
  ])('knows the maker of %s', (_, mac, maker) => {
    expect(makerOf(mac)).toBe(maker);
  });
});
