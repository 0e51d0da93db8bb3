import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byte, encodeDump, encodeTable, raw, text, word } from '../testing/encode-smbios.ts';
import { memoryDevice, notebook, server, UUID_BYTES } from '../testing/machines.ts';
import { decodeSmbios } from './decode.ts';
import { decodeDump, decodeEntryPoint, decodeRegistryTable } from './entry-point.ts';
import { decodeStructures } from './structure.ts';

const v3 = { major: 3, minor: 4 };
const decode = (structures: Parameters<typeof encodeTable>[0], version = v3) =>
  decodeSmbios({ version, table: encodeTable(structures) });

describe('decodeSmbios', () => {
  it('reads every identity field of a notebook', () => {
    const { bios, system, boards, chassis } = decode(notebook);
    expect(bios).toMatchObject({
      vendor: 'Firmware Works',
      version: 'NWL 1.12',
      releaseDate: '03/09/2024',
      revision: '5.12',
      firmwareRevision: '1.7',
      isUefi: true,
      isVirtualMachine: false,
    });
    expect(system).toEqual({
      manufacturer: 'Northwind Computers',
      productName: 'Fjord 14',
      version: 'Rev B',
      serial: 'NW7Q0042',
      uuid: '00112233-4455-6677-8899-aabbccddeeff',
      sku: 'NW-4711',
      family: 'Fjord',
    });
    expect(boards[0]).toMatchObject({ serial: 'BRD0042XK9', boardType: 'Motherboard' });
    expect(chassis[0]).toMatchObject({
      chassisType: 'Notebook',
      serial: 'CHS77120Q',
      assetTag: 'AST-000123',
      sku: 'CH-SKU-1',
    });
  });

  it.each([
    [{ major: 2, minor: 5 }, '33221100-5544-7766-8899-aabbccddeeff'],
    [{ major: 2, minor: 6 }, '00112233-4455-6677-8899-aabbccddeeff'],
    [{ major: 3, minor: 0 }, '00112233-4455-6677-8899-aabbccddeeff'],
  ])('prints the UUID of SMBIOS %o in the byte order of that version', (version, uuid) => {
    expect(decode(notebook, version).system?.uuid).toBe(uuid);
  });

  it.each([[0x00], [0xff]])('leaves a UUID of bytes %i out', (each) => {
    const blank = UUID_BYTES.map(() => each);
    const fields = [text(), text(), text(), text(), raw(...blank)];
    expect(decode([{ type: 1, handle: 1, fields }]).system).toEqual({});
  });

  it.each([
    ['MiB', { size: 16_384 }, 16 * 1024 ** 3],
    ['KiB', { size: 0x8000 | 512 }, 512 * 1024],
    ['an extended size', { size: 0x7fff, extended: 65_536 }, 64 * 1024 ** 3],
    ['no module', { size: 0 }, 0],
    ['unknown', { size: 0xffff }, undefined],
  ])('reads a memory size in %s', (_, size, bytes) => {
    const module = memoryDevice({ handle: 1, locator: 'A', bank: 'B', ...size });
    expect(decode([module]).memoryDevices[0]?.sizeBytes).toBe(bytes);
  });

  it('takes what an old, short structure does not have as absent', () => {
    const fields = [word(0), word(0xfffe), word(64), word(64), word(1024), byte(9), byte(0)];
    expect(decode([{ type: 17, handle: 1, fields }]).memoryDevices[0]).toEqual({
      dataWidthBits: 64,
      formFactor: 'DIMM',
      sizeBytes: 1024 ** 3,
      totalWidthBits: 64,
    });
  });

  it('reads the Smart Battery serial and date where the texts are missing', () => {
    expect(decode(notebook).batteries[0]).toEqual({
      location: 'Rear',
      manufacturer: 'Cellmaker',
      manufactureDate: '2023-07-14',
      serial: '0A1B',
      name: 'CM-57',
      chemistry: 'LiP',
      designCapacityMilliwattHours: 57_000,
      designVoltageMillivolts: 11_400,
    });
  });

  it('reads power supplies, IPMI, slots, on-board devices and the TPM', () => {
    expect(decode(server).powerSupplies[0]).toMatchObject({
      serial: 'PSU5521K',
      partNumber: '865408-B21',
      isPresent: true,
    });
    expect(decode(server).ipmi).toEqual({
      interfaceType: 'KCS (Keyboard Control Style)',
      specification: '2.0',
    });
    const { slots, onBoardDevices, tpm } = decode(notebook);
    expect(slots).toEqual([
      { designation: 'PCIe Slot 1', usage: 'In Use', busAddress: '0000:3b:00.0' },
    ]);
    expect(onBoardDevices).toEqual([
      {
        designation: 'Onboard LAN',
        deviceType: 'Ethernet',
        isEnabled: true,
        busAddress: '0000:03:01.0',
      },
    ]);
    expect(tpm).toMatchObject({ vendor: 'IFX', specification: '2.0' });
  });

  it('reads the address of the Redfish service in a host interface', () => {
    const address = (...octets: number[]) => [...octets, ...Array.from({ length: 12 }, () => 0)];
    const record = [
      ...UUID_BYTES,
      ...[1, 1, ...address(169, 254, 0, 2), ...address(255, 255, 0, 0)],
      ...[1, 1, ...address(169, 254, 0, 17), ...address(255, 255, 0, 0)],
      ...[0xbb, 0x01, 0, 0, 0, 0],
      ...[3, 0x62, 0x6d, 0x63],
    ];
    const fields = [raw(0x40, 1, 0x04, 1, 0x04, record.length, ...record)];
    expect(decode([{ type: 42, handle: 1, fields }]).hostInterfaces).toEqual([
      {
        serviceUuid: '00112233-4455-6677-8899-aabbccddeeff',
        serviceAddress: '169.254.0.17',
        serviceHostname: 'bmc',
      },
    ]);
  });

  it('says that a table which ends in the middle of a structure is truncated', () => {
    const table = encodeTable(notebook);
    const cut = decodeSmbios({ version: v3, table: table.subarray(0, 150) });
    expect(cut.truncated).toBe(true);
    expect(cut.system?.serial).toBe('NW7Q0042');
    expect(decode(notebook).truncated).toBe(false);
  });

  it('shows control characters as dots and keeps UTF-8', () => {
    const fields = [text('Größe\u0001'), text('a\u007fb')];
    expect(decode([{ type: 0, handle: 0, fields }]).bios).toMatchObject({
      vendor: 'Größe.',
      version: 'a.b',
    });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2048 }), (table) => {
        decodeSmbios({ version: v3, table });
        decodeDump(table);
        decodeRegistryTable(table);
      }),
    );
  });

  it('survives any damage to a real layout', () => {
    const table = encodeTable([...notebook, ...server]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(table.length - 1), fc.nat(255))), (damage) => {
        const damaged = table.slice();
        for (const [at, value] of damage) damaged[at] = value;
        expect(decodeStructures(damaged).structures.length).toBeLessThan(100);
        decodeSmbios({ version: v3, table: damaged });
      }),
    );
  });
});

describe('decodeDump', () => {
  it.each([[{ major: 2, minor: 8 }], [{ major: 3, minor: 2 }]])(
    'finds version and table behind the entry point of SMBIOS %o',
    (version) => {
      const dump = decodeDump(encodeDump(version, notebook));
      expect(dump?.version).toEqual(version);
      expect(dump && decodeSmbios(dump).system?.serial).toBe('NW7Q0042');
    },
  );

  it('refuses what has no entry point', () => {
    expect(decodeEntryPoint(new TextEncoder().encode('not an entry point at all'))).toBeUndefined();
  });
});

describe('decodeRegistryTable', () => {
  it('reads the value that Windows keeps in the registry', () => {
    const table = encodeTable(notebook);
    const value = new Uint8Array(8 + table.length);
    value.set([0, 3, 4, 0]);
    new DataView(value.buffer).setUint32(4, table.length, true);
    value.set(table, 8);
    const read = decodeRegistryTable(value);
    expect(read?.version).toEqual({ major: 3, minor: 4 });
    expect(read && decodeSmbios(read).chassis[0]?.serial).toBe('CHS77120Q');
  });
});
