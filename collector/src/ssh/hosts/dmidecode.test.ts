/** dmidecode's text: identity, and parts under the keys that the agent gives them. */
import { expect, it } from 'vitest';
import { parseDmidecode } from './dmidecode.ts';

const structure = (type: number, values: Readonly<Record<string, string>>) =>
  `Handle 0x${type.toString(16).padStart(4, '0')}, DMI type ${type}, 27 bytes\nTitle\n${Object.entries(
    values,
  )
    .map(([label, value]) => `\t${label}: ${value}\n`)
    .join('')}\n`;

it('reads the system, its board and its chassis', () => {
  const { device } = parseDmidecode(
    `# dmidecode 3.4\n${structure(1, {
      Manufacturer: 'Muster Works',
      'Product Name': 'Bench 100',
      'Serial Number': 'LAB0001',
      UUID: '4d757374-6572-4c61-8000-024d75000001',
    })}${structure(2, { 'Serial Number': 'LAB0001-B' })}${structure(3, {
      'Serial Number': 'To Be Filled By O.E.M.',
      'Asset Tag': 'LAB-7',
    })}`,
  );
  expect(device).toEqual({
    vendor: 'Muster Works',
    model: 'Bench 100',
    serial: 'LAB0001',
    boardSerial: 'LAB0001-B',
    assetTag: 'LAB-7',
    uuid: '4d757374-6572-4c61-8000-024d75000001',
  });
});

it('lists the modules in the sockets, and no empty socket', () => {
  const { components } = parseDmidecode(
    structure(17, { Size: 'No Module Installed', Locator: 'A1' }) +
      structure(17, { Size: '16 GB', Locator: 'A2', 'Serial Number': '4D750001' }),
  );
  expect(components).toEqual([
    { kind: 'memory', key: 'memory:A2', slot: 'A2', sizeBytes: 2 ** 34, serial: '4D750001' },
  ]);
});

it('tells sockets of one name apart by their bank, or by number', () => {
  const { components } = parseDmidecode(
    structure(17, { Size: '8 GB', Locator: 'DIMM 0', 'Bank Locator': 'P0 CHANNEL A' }) +
      structure(17, { Size: '8 GB', Locator: 'DIMM 0', 'Bank Locator': 'P0 CHANNEL B' }) +
      structure(17, { Size: '8 GB', Locator: 'DIMM 0', 'Bank Locator': 'P0 CHANNEL B' }),
  );
  expect(components.map(({ key }) => key)).toEqual([
    'memory:P0 CHANNEL A/DIMM 0',
    'memory:P0 CHANNEL B/DIMM 0',
    'memory:P0 CHANNEL B/DIMM 0#2',
  ]);
});

it('lists processors and power supplies that are there', () => {
  const { components } = parseDmidecode(
    structure(4, {
      Type: 'Central Processor',
      Version: 'Lab  CPU 7',
      Status: 'Populated, Enabled',
    }) +
      structure(4, { Type: 'Central Processor', Status: 'Unpopulated' }) +
      structure(39, { Status: 'Not Present' }) +
      structure(39, { Status: 'Present, OK', Name: 'PWR 500', 'Serial Number': 'PSU0001' }),
  );
  expect(components).toEqual([
    { kind: 'cpu', key: 'cpu:0', model: 'Lab CPU 7' },
    { kind: 'power-supply', key: 'power-supply:0', name: 'PWR 500', serial: 'PSU0001' },
  ]);
});

it.each(['', 'dmidecode: command not found', '/dev/mem: Permission denied', 'Handle 0x0001, DMI'])(
  'reads nothing from %j',
  (text) => {
    expect(parseDmidecode(text)).toEqual({ device: {}, components: [] });
  },
);
