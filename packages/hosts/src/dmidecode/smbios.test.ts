/** dmidecode's text, written for these tests in the forms that its versions print. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDmidecode } from './smbios.ts';
import { isDmidecodeText } from './text.ts';

const modern = `# dmidecode 3.4
Getting SMBIOS data from sysfs.
SMBIOS 3.4.0 present.

Handle 0x0001, DMI type 1, 27 bytes
System Information
	Manufacturer: Northwind Computers
	Product Name: Fjord 14
	Version: Not Specified
	Serial Number: NW7Q0042
	UUID: 00112233-4455-6677-8899-aabbccddeeff
	Wake-up Type: Power Switch
	SKU Number: <BAD INDEX>

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
	Manufacturer: Northwind Computers
	Product Name: FJ-01
	Serial Number: BRD0042XK9
	Features:
		Board is a hosting board
		Serial Number: not this one
	Chassis Handle: 0x0003
	Type: Motherboard

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
	Type: Notebook
	Serial Number: CHS77120Q
	Asset Tag: AST-000123

Handle 0x0011, DMI type 17, 84 bytes
Memory Device
	Total Width: 72 bits
	Data Width: 64 bits
	Size: 16 GB
	Form Factor: SODIMM
	Locator: DIMM 0
	Type: DDR4
	Speed: 3200 MT/s
	Serial Number: 1A2B3C4D
	Configured Memory Speed: 2933 MT/s

Handle 0x0012, DMI type 17, 84 bytes
Memory Device
	Size: No Module Installed
	Locator: DIMM 1
	Type: Unknown

Handle 0x0013, DMI type 11, 5 bytes
OEM Strings
	String 1: first: with a colon
	String 2: second
`;

/** As versions before 2.8 print it: no line between structures, titles indented. */
const old = `# dmidecode 2.2
SMBIOS 2.5 present.
Handle 0x0001
	DMI type 1, 25 bytes.
	System Information
		Manufacturer: Northwind Computers
		Serial Number: NW7Q0042
		UUID: Not Present
Handle 0x0003
	DMI type 3, 17 bytes.
	Chassis Information
		Type: Desktop
		Asset Tag:
`;

const withoutHandles = `System Information
	Manufacturer: Northwind Computers
	Serial Number: NW7Q0042
Chassis Information
	Type: Tower
`;

describe('parseDmidecode', () => {
  it('reads structures as the decoder of the table does', () => {
    const { version, system, boards, chassis, memoryDevices, oemStrings } = parseDmidecode(modern);
    expect(version).toEqual({ major: 3, minor: 4 });
    expect(system).toEqual({
      manufacturer: 'Northwind Computers',
      productName: 'Fjord 14',
      serial: 'NW7Q0042',
      uuid: '00112233-4455-6677-8899-aabbccddeeff',
    });
    expect(boards[0]).toMatchObject({
      serial: 'BRD0042XK9',
      boardType: 'Motherboard',
      chassisHandle: 3,
    });
    expect(chassis[0]).toMatchObject({ chassisType: 'Notebook', assetTag: 'AST-000123' });
    expect(memoryDevices).toEqual([
      {
        sizeBytes: 16 * 1024 ** 3,
        formFactor: 'SODIMM',
        locator: 'DIMM 0',
        memoryType: 'DDR4',
        speed: 3200,
        configuredSpeed: 2933,
        serial: '1A2B3C4D',
        totalWidthBits: 72,
        dataWidthBits: 64,
      },
      { sizeBytes: 0, locator: 'DIMM 1' },
    ]);
    expect(oemStrings).toEqual(['first: with a colon', 'second']);
  });

  it.each([
    ['of version 2.2', old, 'Desktop'],
    ['with the line ends of Windows', modern.replaceAll('\n', '\r\n'), 'Notebook'],
    ['with blanks for tabs', modern.replaceAll('\t', '    '), 'Notebook'],
    ['without handles', withoutHandles, 'Tower'],
  ])('reads a text %s', (_, text, chassisType) => {
    expect(isDmidecodeText(text)).toBe(true);
    const { system, chassis } = parseDmidecode(text);
    expect(system).toMatchObject({ serial: 'NW7Q0042' });
    expect(chassis[0]?.chassisType).toBe(chassisType);
  });

  it('takes a UUID that is not there as absent', () => {
    expect(parseDmidecode(old).system?.uuid).toBeUndefined();
  });

  it('survives any text', () => {
    const lines = fc.constantFrom(...modern.split('\n'), ...old.split('\n'), '\t\t:', 'Handle 0x');
    fc.assert(
      fc.property(fc.array(fc.oneof(lines, fc.string())), (all) => {
        parseDmidecode(all.join('\n'));
      }),
    );
  });
});
