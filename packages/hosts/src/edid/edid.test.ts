import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEdid } from '../testing/encode-edid.ts';
import { decodeEdid } from './edid.ts';
import { monitorOf, monitorSerial } from './monitor.ts';

const office = {
  manufacturerId: 'NWD',
  productCode: 0x40b1,
  serialNumber: 0x1234_5678,
  week: 14,
  year: 2021,
  descriptors: [
    { tag: 0xfc, text: 'NW 27Q' },
    { tag: 0xff, text: 'NW27000421' },
  ],
};
const decode = (fields: Partial<Parameters<typeof encodeEdid>[0]> = {}) => {
  const edid = decodeEdid(encodeEdid({ ...office, ...fields }));
  if (edid === undefined) throw new Error('not an EDID');
  return edid;
};

describe('decodeEdid', () => {
  it('reads maker, product, both serials and the date', () => {
    expect(decode()).toMatchObject({
      manufacturerId: 'NWD',
      productCode: 0x40b1,
      serialNumber: 0x1234_5678,
      serialText: 'NW27000421',
      name: 'NW 27Q',
      weekOfManufacture: 14,
      yearOfManufacture: 2021,
      isChecksumRight: true,
    });
  });

  it('takes week 255 as the flag of a model year', () => {
    const { modelYear, yearOfManufacture, weekOfManufacture } = decode({ week: 255 });
    expect({ modelYear, yearOfManufacture, weekOfManufacture }).toEqual({ modelYear: 2021 });
  });

  it('leaves a serial number of 0 and the year 1990 out', () => {
    const edid = decode({ serialNumber: 0, year: 1990 });
    expect(edid.serialNumber).toBeUndefined();
    expect(edid.yearOfManufacture).toBeUndefined();
  });

  it('reads a block whose checksum is wrong and says so', () => {
    const bytes = encodeEdid(office);
    bytes[30] = (bytes[30] ?? 0) ^ 0xff;
    expect(decodeEdid(bytes)).toMatchObject({ serialText: 'NW27000421', isChecksumRight: false });
  });

  it('survives any bytes behind the header', () => {
    const header = [0, 255, 255, 255, 255, 255, 255, 0];
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 300 }), (bytes) => {
        const edid = decodeEdid(Uint8Array.from([...header, ...bytes]));
        if (edid !== undefined) monitorOf(edid, 'DP-1');
        decodeEdid(bytes);
      }),
    );
  });
});

describe('monitorSerial', () => {
  it.each([
    ['the text before the number', {}, 'NW27000421'],
    ['the number where there is no text', { descriptors: [] }, '305419896'],
    [
      'nothing for a number of one repeated byte',
      { descriptors: [], serialNumber: 0x0101_0101 },
      undefined,
    ],
    ['nothing for a number left at 1', { descriptors: [], serialNumber: 1 }, undefined],
    ['nothing for a number of one bit', { descriptors: [], serialNumber: 0x8000_0000 }, undefined],
    [
      'the label of a maker that spreads it over text and number',
      {
        manufacturerId: 'ACR',
        serialNumber: 0x0abc_def1,
        descriptors: [{ tag: 0xff, text: 'ABCD00012345' }],
      },
      'ABCD00010ABCDEF12345',
    ],
  ])('gives %s', (_, fields, serial) => {
    expect(monitorSerial(decode(fields))).toBe(serial);
  });
});

describe('monitorOf', () => {
  it('tells two monitors without a serial apart by their connectors', () => {
    const edid = decode({ descriptors: [], serialNumber: 0 });
    expect(monitorOf(edid, 'DP-1').key).not.toBe(monitorOf(edid, 'DP-2').key);
  });

  it('marks the panel of a laptop as internal', () => {
    expect(monitorOf(decode(), 'eDP-1').details).toMatchObject({ internal: true });
    expect(monitorOf(decode(), 'HDMI-A-1').details).toMatchObject({ internal: false });
  });
});
