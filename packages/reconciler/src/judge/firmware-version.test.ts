import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from './firmware-version.ts';

describe('compareVersions', () => {
  it.each<[string, '<' | '=' | '>' | '?', string]>([
    // Cisco IOS, IOS XE, NX-OS, ASA
    ['15.2(4)E8', '<', '15.2(7)E3'],
    ['15.2(7)E', '<', '15.2(7)E3'],
    ['15.2(7)E10', '>', '15.2(7)E3'],
    ['15.2(7)E3k', '>', '15.2(7)E3'],
    ['15.2(4)M', '?', '15.2(7)E3'],
    ['15.2(7)E3', '?', '16.12.4'],
    ['12.2(55)SE12, RELEASE SOFTWARE (fc1)', '<', '12.2(58)SE2'],
    ['16.9.1', '<', '16.12.4'],
    ['17.09.04a', '>', '17.09.04'],
    ['17.09.04a', '<', '17.09.04b'],
    ['17.9.4', '=', '17.09.04'],
    ['17.09.04a', '<', '17.12.1'],
    ['9.3(8)', '<', '9.3(10)'],
    ['10.2(3)F', '?', '9.3(10)'],
    // Others
    ['FWv10.1', '<', 'FWv10.2'],
    ['FWv9.9', '<', '10.1'],
    ['v7.2.4 build1396', '>', 'v7.2.4'],
    ['v7.2.4 build1396', '<', 'v7.2.4 build1577'],
    ['7.2.8', '>', '7.2.4,build1396 (GA)'],
    ['V200R005C20SPC500', '>', 'V200R005C10SPC500'],
    ['V200R005C20', '<', 'V200R005C20SPC500'],
    ['6.49.10', '>', '6.49.7'],
    ['7.1beta6', '<', '7.1'],
    ['7.1rc1', '>', '7.1beta6'],
    ['7.1rc1', '<', '7.1.1'],
    ['1.2.3-rc.1', '<', '1.2.3'],
    ['1.2.3+build.9', '=', '1.2.3'],
    ['10.0', '=', '10.0.0'],
    ['10', '<', '10.0.1'],
    ['21.4R3-S4', '>', '21.4R3-S2'],
    ['4.28.3M', '<', '4.29.0'],
    ['U30', '=', 'u30'],
    ['L60', '?', 'M12'],
    ['N1CET79W (1.47 )', '?', '1.50'],
    ['20231004', '<', '20240101'],
    ['20231004', '?', '7.2.1'],
    ['1:2.3', '?', '2.4'],
    ['17.9.4a', '?', '17.9.4.2'],
    ['1.2.3-foo', '?', '1.2.3'],
    ['latest', '?', '1.0'],
    ['', '?', '1.0'],
    ['99999999999999999999.1', '?', '1.0'],
  ])('says of %j and %j: %s', (one, sign, other) => {
    const order = compareVersions(one, other);
    const found = order === undefined ? '?' : order < 0 ? '<' : order > 0 ? '>' : '=';
    expect(found).toBe(sign);
  });

  it('says the opposite the other way round, and the same of any version and itself', () => {
    const version = fc.stringMatching(/^[vV]?\d{1,3}([.(-]\d{1,3}\)?){0,4}[a-zE]{0,3}\d{0,2}$/);
    fc.assert(
      fc.property(version, version, (one, other) => {
        const order = compareVersions(one, other);
        const back = compareVersions(other, one);
        expect(back === undefined ? undefined : Math.sign(back) + 0).toBe(
          order === undefined ? undefined : 0 - Math.sign(order) + 0,
        );
        expect(compareVersions(one, one) ?? 0).toBe(0);
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => void compareVersions(one, other)),
    );
  });
});
