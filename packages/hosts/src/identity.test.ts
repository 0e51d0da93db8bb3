import { describe, expect, it } from 'vitest';
import { identityOf, mainBoard, mainChassis } from './identity.ts';
import type { Smbios } from './smbios/smbios.ts';

const nothing: Smbios = {
  boards: [],
  chassis: [],
  processors: [],
  slots: [],
  onBoardDevices: [],
  oemStrings: [],
  memoryDevices: [],
  batteries: [],
  powerSupplies: [],
  hostInterfaces: [],
  truncated: false,
};

describe('identityOf', () => {
  it('keeps every value that it did not choose, with its state', () => {
    const { device, candidates } = identityOf(
      {
        ...nothing,
        system: { manufacturer: '  ', productName: 'To Be Filled By O.E.M.', serial: '0' },
        boards: [{ manufacturer: 'Northwind', productName: 'FJ-01', version: 'A02' }],
      },
      'smbios',
    );
    expect(device).toEqual({ vendor: 'Northwind', model: 'FJ-01', hardwareRevision: 'A02' });
    expect(
      candidates.map(({ field, state, from, chosen }) => [field, state, from, chosen]),
    ).toEqual([
      ['device.vendor', 'empty', 'smbios system.manufacturer', undefined],
      ['device.vendor', 'derived', 'smbios board.manufacturer', true],
      ['device.model', 'placeholder', 'smbios system.productName', undefined],
      ['device.model', 'derived', 'smbios board.productName', true],
      ['device.serial', 'placeholder', 'smbios system.serial', undefined],
    ]);
  });

  it('never takes a serial from a chassis of another maker', () => {
    const { device } = identityOf(
      {
        ...nothing,
        system: { manufacturer: 'Northwind', serial: 'Default string' },
        chassis: [{ manufacturer: 'Casemaker', serial: 'CASE0042K', chassisType: 'Tower' }],
      },
      'smbios',
    );
    expect(device.serial).toBeUndefined();
    expect(device.chassisSerial).toBe('CASE0042K');
  });

  it('says nothing of a chassis whose type is unknown', () => {
    const { device } = identityOf({ ...nothing, chassis: [{ chassisType: 'Unknown' }] }, 'smbios');
    expect(device).toEqual({});
  });
});

it('takes the motherboard among several boards, and the chassis around it', () => {
  const boards = [
    { boardType: 'Daughter Board', serial: 'D' },
    { boardType: 'Motherboard', serial: 'M', chassisHandle: 7 },
  ];
  const chassis = [
    { handle: 3, serial: 'A' },
    { handle: 7, serial: 'B' },
  ];
  expect(mainBoard(boards)?.serial).toBe('M');
  expect(mainChassis(chassis, mainBoard(boards))?.serial).toBe('B');
});
