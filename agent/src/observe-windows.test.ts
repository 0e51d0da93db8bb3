/** The Windows readers over invented hosts: the script's reply, WMI dumps, registry exports. */

import { openTreeHost } from '@muster/hosts/host/tree';
import { encodeEdid } from '@muster/hosts/testing/encode-edid';
import { encodeTable } from '@muster/hosts/testing/encode-smbios';
import { notebook } from '@muster/hosts/testing/machines';
import { parseRegistryText } from '@muster/hosts/windows/reg-text';
import { parseScriptReply } from '@muster/hosts/windows/script';
import { parseWmiText } from '@muster/hosts/windows/wmi-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observeMembers } from './members/observe.ts';
import { observeHost } from './observe.ts';

const now = new Date('2026-02-03T04:05:06.007Z');

/** RawSMBIOSData: calling method, version, revision, length, table. */
function rawTable(): Uint8Array {
  const table = encodeTable(notebook);
  const value = new Uint8Array(8 + table.length);
  value.set([0, 3, 4, 0]);
  new DataView(value.buffer).setUint32(4, table.length, true);
  value.set(table, 8);
  return value;
}

const edid = encodeEdid({
  manufacturerId: 'DEL',
  productCode: 0xa0b1,
  serialNumber: 77_777,
  week: 3,
  year: 2022,
  descriptors: [{ tag: 0xff, text: 'MON5521' }],
});

const reply = {
  classes: {
    Win32_ComputerSystem: [
      { Manufacturer: 'Northwind Computers', Name: 'NW-LT-7', UserName: 'NW\\ada' },
    ],
    Win32_OperatingSystem: {
      Caption: 'Microsoft Windows 11 Pro',
      Version: '10.0.22631',
      InstallDate: '/Date(1700000000000)/',
    },
    MSFT_PhysicalDisk: [
      {
        DeviceId: '0',
        FriendlyName: 'NW SSD 512',
        SerialNumber: '0000_0000_0000_0001_0025_3851_B1C0_1234.',
        AdapterSerialNumber: 'S0DISK0042',
        FirmwareVersion: '3B2Q',
        BusType: 17,
        Size: 512110190592,
      },
    ],
    Win32_NetworkAdapter: [
      {
        Index: 1,
        InterfaceIndex: 12,
        NetConnectionID: 'Ethernet',
        ProductName: 'Northwind I219-LM',
        MACAddress: '3C:52:82:00:00:01',
        PNPDeviceID: 'PCI\\VEN_8086&DEV_15FB\\3&11583659&0&FE',
        Speed: 1000000000,
        NetConnectionStatus: 2,
        AdapterType: 'Ethernet 802.3',
      },
      {
        Index: 2,
        ProductName: 'TAP adapter',
        MACAddress: '00:FF:11:22:33:44',
        PNPDeviceID: 'ROOT\\NET\\0000',
      },
      {
        Index: 3,
        ProductName: 'Dock Ethernet',
        MACAddress: '00:E0:4C:00:00:02',
        PNPDeviceID: 'USB\\VID_0BDA&PID_8153\\000001',
      },
      { Index: 4, ProductName: 'WAN Miniport' },
    ],
    Win32_NetworkAdapterConfiguration: [{ Index: 1, IPAddress: ['192.0.2.7', 'fe80::7'] }],
    Win32_PnPEntity: [
      {
        Name: 'Northwind Dock',
        Manufacturer: 'Northwind',
        PNPDeviceID: 'USB\\VID_1234&PID_0001\\DOCK00042',
      },
      { Name: 'USB Root Hub', PNPDeviceID: 'USB\\VID_1234&PID_0002\\5&2f1' },
    ],
    Monitor_Edid: [{ Edid: Buffer.from(edid).toString('base64') }],
    Win32_Tpm: [{ SpecVersion: '2.0, 0, 1.59', ManufacturerIdTxt: 'INTC' }],
    Win32_EncryptableVolume: [{ DriveLetter: 'C:', ProtectionStatus: 1 }],
    Registry: [
      {
        MachineGuid: 'ABCDEF01-0000-4000-8000-000000000042',
        DisplayVersion: '23H2',
        UBR: 4460,
        SecureBoot: 1,
      },
    ],
  },
  errors: { Win32_Battery: 'PermissionDenied', BatteryCycleCount: 'NotImplemented' },
  smbios: Buffer.from(rawTable()).toString('base64'),
};

const observe = (outputs: ReadonlyMap<string, string>) =>
  observeHost(openTreeHost({ platform: 'win32', outputs }), { now: () => now });

describe('the Windows readers', () => {
  it('leave out who uses the host where they are told to', async () => {
    const outputs = new Map([['powershell inventory', JSON.stringify(reply)]]);
    const host = openTreeHost({ platform: 'win32', outputs });
    const sighting = await observeHost(host, { now: () => now, without: ['users'] });
    expect(sighting.device.serial).toBe('NW7Q0042');
    expect(JSON.stringify(sighting)).not.toContain('\\ada"');
  });

  it('read everything from one PowerShell reply', async () => {
    const sighting = await observe(new Map([['powershell inventory', JSON.stringify(reply)]]));
    expect(sighting).toMatchObject({
      profile: 'windows',
      class: 'laptop',
      device: {
        serial: 'NW7Q0042',
        boardSerial: 'BRD0042XK9',
        hostname: 'NW-LT-7',
        machineId: 'abcdef01-0000-4000-8000-000000000042',
      },
      os: {
        name: 'Microsoft Windows 11 Pro',
        version: '23H2',
        build: '10.0.22631.4460',
        installedOn: '2023-11-14',
      },
      custody: { user: 'NW\\ada' },
      posture: { diskEncrypted: true, secureBoot: true, tpmVersion: '2.0' },
    });
    const byKind = (kind: string) => sighting.components?.filter((each) => each.kind === kind);
    expect(byKind('disk')).toMatchObject([
      { serial: 'S0DISK0042', sizeBytes: 512110190592, details: { bus: 'nvme' } },
    ]);
    expect(byKind('monitor')).toMatchObject([{ serial: 'MON5521', vendor: 'Dell' }]);
    expect(byKind('dock')).toMatchObject([{ serial: 'DOCK00042' }]);
    expect(byKind('usb')).toEqual([]);
    expect(sighting.interfaces?.map(({ name, macKind }) => [name, macKind])).toEqual([
      ['Ethernet', 'burned-in'],
      ['TAP adapter', 'virtual'],
      ['Dock Ethernet', 'dock'],
    ]);
    expect(sighting.unread).toEqual([
      {
        what: 'Win32_Battery',
        why: 'permission',
        hint: 'run the agent as LocalSystem or administrator',
      },
    ]);
  });

  it('read the table from the registry where PowerShell is missing', async () => {
    const hex = Buffer.from(rawTable()).toString('hex').toUpperCase();
    const sighting = await observe(
      new Map([
        [
          'reg query SMBiosData',
          `\r\nHKEY_LOCAL_MACHINE\\…\r\n    SMBiosData    REG_BINARY    ${hex}\r\n`,
        ],
      ]),
    );
    expect(sighting.device.serial).toBe('NW7Q0042');
    expect(sighting.unread).toMatchObject([{ what: 'powershell', why: 'absent' }]);
  });

  it('read the firmware from WMI dumps, UTF-16 and all', async () => {
    const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
    const { sighting, unknown } = await observeMembers(
      [
        {
          name: 'Win32_Bios.wmi',
          bytes: utf16(
            '\r\nManufacturer=Firmware Works\r\nReleaseDate=20240309000000.000000+000\r\nSerialNumber=NW7Q0042\r\nSMBIOSBIOSVersion=NWL 1.12\r\n',
          ),
        },
        {
          name: 'Win32_ComputerSystem.wmi',
          bytes: utf16('Manufacturer=Northwind Computers\r\nModel=Fjord 14\r\nName=NW-LT-7\r\n'),
        },
        {
          name: 'Win32_SystemEnclosure.wmi',
          bytes: utf16('ChassisTypes={10}\r\nSerialNumber=CHS77120Q\r\n'),
        },
        {
          name: 'Win32_PhysicalMemory.wmi',
          bytes: utf16(
            'Capacity=8589934592\r\nDeviceLocator=A1\r\nSerialNumber=1A2B3C4D\r\n\r\n\r\nCapacity=8589934592\r\nDeviceLocator=A2\r\n',
          ),
        },
      ],
      { observedAt: now },
    );
    expect(unknown).toEqual([]);
    expect(sighting).toMatchObject({
      class: 'laptop',
      device: { serial: 'NW7Q0042', model: 'Fjord 14', formFactor: 'Notebook' },
      firmware: { version: 'NWL 1.12', releasedOn: '2024-03-09' },
    });
    expect(sighting.components?.map(({ slot, serial }) => [slot, serial])).toEqual([
      ['A1', '1A2B3C4D'],
      ['A2', undefined],
    ]);
  });

  it('read the table from a registry export', async () => {
    const octets = [...rawTable()].map((each) => each.toString(16).padStart(2, '0')).join(',');
    const text = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data]\r\n"SMBiosData"=hex:${octets.replace(/(.{60}),/g, '$1,\\\r\n  ')}\r\n`;
    const { sighting } = await observeMembers(
      [{ name: 'mssmbios.reg', bytes: Buffer.from(text) }],
      {
        observedAt: now,
      },
    );
    expect(sighting.device.chassisSerial).toBe('CHS77120Q');
  });
});

describe('what Windows tools print', () => {
  it('reads values of every type of a registry export', () => {
    const values = parseRegistryText(
      'REGEDIT4\n\n[HKEY_X\\Y]\n@="default"\n"A"="a\\\\b \\"c\\""\n"B"=dword:0000000a\n"C"=hex:01,\\\n  02\n"D"=hex(2):61,00,62,00,00,00\n',
    ).get('hkey_x\\y');
    expect(values?.get('')).toBe('default');
    expect(values?.get('A')).toBe('a\\b "c"');
    expect(values?.get('B')).toBe(10);
    expect(values?.get('C')).toEqual(Uint8Array.from([1, 2]));
    expect(values?.get('D')).toBe('ab');
  });

  it('reads lists, GUIDs and entities of a WMI dump', () => {
    expect(
      parseWmiText(
        '\r\n\r\nA={1,"two"}\r\nB={FD7B5BF5-2E4B-4CA4-0000-F633D86283A1}\r\nC=a&amp;b\r\nD=\r\n',
      ),
    ).toEqual([{ A: ['1', 'two'], B: '{FD7B5BF5-2E4B-4CA4-0000-F633D86283A1}', C: 'a&b' }]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (text, json) => {
        parseRegistryText(`REGEDIT4\n[a]\n${text}`);
        parseWmiText(text);
        parseScriptReply(json);
        parseScriptReply(`{"classes":${json}}`);
      }),
    );
  });
});
