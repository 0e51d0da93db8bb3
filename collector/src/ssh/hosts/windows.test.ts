/** A Windows host from what its one PowerShell process prints. */
import { encodeTable } from '@muster/hosts/testing/encode-smbios';
import { notebook } from '@muster/hosts/testing/machines';
import { windowsFindings } from '@muster/hosts/windows/facts';
import { describe, expect, it } from 'vitest';
import { readWindowsHost, WINDOWS_SCRIPT } from './windows.ts';

const REPLY = {
  muster: '1',
  guid: '4D757374-6572-4C61-9000-024D75000001',
  system: [{ DNSHostName: 'LAB-WIN-7', SystemSKUNumber: 'SKU=7', SystemFamily: 'Bench' }],
  product: [
    {
      Vendor: 'Muster Works',
      Name: 'Bench 100',
      IdentifyingNumber: 'LABWIN0007',
      UUID: '4D757374-6572-4C61-8000-024D75000007',
    },
  ],
  bios: [
    {
      Manufacturer: 'Muster BIOS',
      SMBIOSBIOSVersion: '1.7',
      SerialNumber: 'LABWIN0007',
      ReleaseDate: '/Date(1773014400000)/',
    },
  ],
  board: [{ SerialNumber: 'Default string' }],
  enclosure: [{ SerialNumber: 'LABWIN0007-C', SMBIOSAssetTag: 'LAB-7', ChassisTypes: [23] }],
  os: [{ Caption: 'Microsoft Windows Server 2025 Standard', Version: '10.0.26100' }],
  cpu: [{ Manufacturer: 'GenuineLab', Name: 'Lab  CPU 7', SocketDesignation: 'CPU 1' }],
  memory: [
    { Capacity: 17179869184, DeviceLocator: 'DIMM A1', SerialNumber: '4D750001' },
    { Capacity: 17179869184, DeviceLocator: 'DIMM A2', SerialNumber: '4D750002' },
  ],
  disks: [
    {
      DeviceId: '0',
      Model: 'Lab SSD 960',
      SerialNumber: '0000_A5B0_0000_0010.',
      AdapterSerialNumber: 'LABSSD0001',
      FirmwareVersion: '1.0',
      Size: 960197124096,
    },
  ],
  adapters: [
    {
      Index: 1,
      ProductName: 'Lab Gigabit Adapter',
      NetConnectionID: 'Ethernet',
      NetConnectionStatus: 2,
      MACAddress: '00:1B:21:4D:75:07',
      PNPDeviceID: 'PCI\\VEN_8086',
    },
    {
      Index: 2,
      ProductName: 'WAN Miniport',
      MACAddress: '00:1B:21:4D:75:08',
      PNPDeviceID: 'SWD\\X',
    },
  ],
  addresses: [{ Index: 1, IPAddress: ['192.0.2.70', 'fe80::7'] }],
  guests: [
    {
      VirtualSystemIdentifier: '4D757374-0000-4C61-8000-000000000001',
      ElementName: 'web one',
      BIOSGUID: '{4D757374-6572-4C61-8000-024D75000099}',
      BIOSSerialNumber: '4711-0815-4711-0815-4711-0815-47',
    },
  ],
};

describe('a Windows host', () => {
  it('is read as the agent reads it', () => {
    const host = readWindowsHost(`\ufeff${JSON.stringify(REPLY)}\r\n`);
    expect(host).toMatchObject({
      class: 'server',
      device: {
        vendor: 'Muster Works',
        model: 'Bench 100',
        serial: 'LABWIN0007',
        chassisSerial: 'LABWIN0007-C',
        assetTag: 'LAB-7',
        hostname: 'LAB-WIN-7',
        machineId: '4d757374-6572-4c61-9000-024d75000001',
        uuid: '4d757374-6572-4c61-8000-024d75000007',
      },
      os: { name: 'Microsoft Windows Server 2025 Standard', version: '10.0.26100' },
      firmware: { vendor: 'Muster BIOS', version: '1.7', releasedOn: '2026-03-09' },
    });
    expect(host?.device.boardSerial).toBeUndefined();
    expect(host?.components.map(({ key, serial }) => [key, serial])).toEqual([
      ['cpu:0', undefined],
      ['memory:DIMM A1', '4D750001'],
      ['memory:DIMM A2', '4D750002'],
      ['disk:0', 'LABSSD0001'],
    ]);
    expect(host?.interfaces).toMatchObject([
      { name: 'Ethernet', macKind: 'burned-in', addresses: ['192.0.2.70', 'fe80::7'], up: true },
      { name: 'WAN Miniport', macKind: 'virtual' },
    ]);
    expect(host?.guests).toEqual([
      {
        kind: 'vm',
        id: '4D757374-0000-4C61-8000-000000000001',
        name: 'web one',
        uuid: '4d757374-6572-4c61-8000-024d75000099',
        serial: '4711-0815-4711-0815-4711-0815-47',
      },
    ]);
  });

  it('is read from its firmware table, as the agent reads it, where the registry has it', () => {
    const table = encodeTable(notebook);
    const header = Buffer.from([0, 3, 4, 0, 0, 0, 0, 0]);
    header.writeUInt32LE(table.length, 4);
    const raw = Buffer.concat([header, table]);
    const reply = { ...REPLY, smbios: raw.toString('base64') };
    const agent = windowsFindings(new Map(), raw);
    const host = readWindowsHost(JSON.stringify(reply));
    expect(agent.device?.serial).toBeDefined();
    expect(host?.device).toMatchObject({ ...agent.device });
    expect(host?.firmware).toEqual(agent.firmware);
    expect(host?.components).toEqual(expect.arrayContaining([...(agent.components ?? [])]));
  });

  it('takes single instances for lists, and does without classes that are closed', () => {
    const reply = { muster: '1', os: { Caption: 'Lab OS' }, disks: [null], adapters: 'closed' };
    const host = readWindowsHost(`Get-CimInstance : Access denied\r\n${JSON.stringify(reply)}`);
    expect(host).toMatchObject({ os: { name: 'Lab OS' }, components: [], interfaces: [] });
  });

  it.each(['', 'powershell is not recognized', '{"a":1}', '{"muster":"1"'])(
    'is none in %j',
    (text) => {
      expect(readWindowsHost(text)).toBeUndefined();
    },
  );

  it('is asked in words that cmd.exe and PowerShell pass on as they are', () => {
    const inner = /^powershell [^"]*-Command "([^"]*)"$/.exec(WINDOWS_SCRIPT)?.[1];
    expect(inner).toBeDefined();
    expect(inner).not.toMatch(/[$%!`^]/);
    // The longest line that cmd.exe takes.
    expect(WINDOWS_SCRIPT.length).toBeLessThan(8191);
  });

  it('is only read', () => {
    const verbs = [...WINDOWS_SCRIPT.matchAll(/\b([A-Z][A-Za-z]+)-[A-Z]\w+/g)].map(
      ([, verb]) => verb,
    );
    expect(new Set(verbs)).toEqual(new Set(['Get', 'Select', 'Where', 'ConvertTo']));
  });
});
