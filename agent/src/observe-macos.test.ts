/** The macOS readers over invented Macs: JSON, property lists and plain text of its tools. */

import { openTreeHost } from '@muster/hosts/host/tree';
import { parseIoreg } from '@muster/hosts/macos/ioreg';
import { parsePlist } from '@muster/hosts/macos/plist';
import { parseProfiler } from '@muster/hosts/macos/profiler';
import { encodeEdid } from '@muster/hosts/testing/encode-edid';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observeMembers } from './members/observe.ts';
import { observeHost } from './observe.ts';

const now = new Date('2026-02-03T04:05:06.007Z');

const report = {
  SPHardwareDataType: [
    {
      _name: 'hardware_overview',
      boot_rom_version: '10151.61.4',
      chip_type: 'Apple M9',
      machine_model: 'Mac99,1',
      machine_name: 'MacBook Pro',
      model_number: 'ZZZ9ZZ/A',
      number_processors: 'proc 8:4:4',
      physical_memory: '16 GB',
      platform_UUID: '0A0B0C0D-1111-5222-8333-444455556666',
      serial_number: 'NWMAC00042',
    },
  ],
  SPSoftwareDataType: [
    {
      os_version: 'macOS 26.1 (25B77)',
      kernel_version: 'Darwin 25.1.0',
      local_host_name: 'adas-mac',
      user_name: 'Ada Lovelace (ada)',
    },
  ],
  SPNVMeDataType: [
    {
      _name: 'Apple SSD Controller',
      _items: [
        {
          _name: 'APPLE SSD NW',
          bsd_name: 'disk0',
          device_model: 'APPLE SSD NW',
          device_serial: '0ba01d',
          device_revision: '561.',
          size_in_bytes: 500277792768,
        },
      ],
    },
  ],
  SPUSBDataType: [
    {
      _name: 'USB31Bus',
      _items: [
        {
          _name: 'USB 3.1 Hub',
          vendor_id: '0x1234',
          product_id: '0x0002',
          _items: [
            {
              _name: 'Northwind Dock',
              vendor_id: '0x1234  (Northwind)',
              product_id: '0x0001',
              serial_num: 'DOCK00042',
              location_id: '0x00100000 / 2',
            },
          ],
        },
      ],
    },
  ],
};

const text = `Hardware:

    Hardware Overview:

      Model Name: iMac
      Model Identifier: iMac99,1
      Memory: 2 GB
      Boot ROM Version: IM99.007A.B03
      Serial Number (system): NWMAC00043
      Hardware UUID: 0A0B0C0D-1111-5222-8333-444455556667

Memory:

    Memory Slots:

      ECC: Disabled

        BANK 0/DIMM0:

          Size: 1 GB
          Type: DDR2 SDRAM
          Speed: 667 MHz
          Serial Number: 0xD5289015

        BANK 1/DIMM1:

          Size: Empty
          Serial Number: Empty
`;

const plist = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><array><dict>
<key>_dataType</key><string>SPHardwareDataType</string>
<key>_items</key><array><dict><key>serial_number</key><string>NWMAC00044</string>
<key>machine_name</key><string>Mac mini &amp; more</string><key>n</key><integer>7</integer><key>t</key><true/></dict></array>
</dict></array></plist>`;

const edid = Buffer.from(
  encodeEdid({
    manufacturerId: 'DEL',
    productCode: 7,
    serialNumber: 77_777,
    week: 3,
    year: 2022,
    descriptors: [{ tag: 0xff, text: 'MON5521' }],
  }),
).toString('hex');

const ioreg = `+-o Root  <class IORegistryEntry, id 0x100000100, retain 13>
  +-o Mac99,1  <class IOPlatformExpertDevice, id 0x100000110, registered, matched, active, busy 0>
    | {
    |   "IOPlatformSerialNumber" = "NWMAC00045"
    |   "IOPlatformUUID" = "0A0B0C0D-1111-5222-8333-444455556669"
    |   "manufacturer" = <"Apple Inc.">
    |   "model" = <4d616339392c3100>
    | }
    +-o AppleDisplay  <class AppleDisplay, id 0x1, registered>
    | {
    |   "IODisplayEDID" = <${edid}>
    | }
    +-o AppleCLCD2  <class AppleCLCD2, id 0x2, registered>
      {
        "DisplayAttributes" = {"PortID"=0,"ProductAttributes"={"ManufacturerID"="DEL","LegacyManufacturerID"=4268,"ProductName"="DELL X1","AlphanumericSerialNumber"="MON5522","YearOfManufacture"=2021}}
      }
`;

const member = (name: string, content: string) => ({ name, bytes: Buffer.from(content) });
const observe = async (...members: { name: string; bytes: Uint8Array }[]) =>
  (await observeMembers(members, { observedAt: now })).sighting;

it('a Mac was installed when it was set up', async () => {
  const host = openTreeHost({
    platform: 'darwin',
    outputs: new Map([['system_profiler', JSON.stringify(report)]]),
    changes: new Map([['/var/db/.AppleSetupDone', new Date('2025-10-02T08:00:00Z')]]),
  });
  const { os } = await observeHost(host, { now: () => now });
  expect(os).toMatchObject({ name: 'macOS', version: '26.1', installedOn: '2025-10-02' });
});

describe('the macOS readers', () => {
  it('leave out who uses the Mac where they are told to', async () => {
    const outputs = new Map([['system_profiler', JSON.stringify(report)]]);
    const host = openTreeHost({ platform: 'darwin', outputs });
    const sighting = await observeHost(host, { now: () => now, without: ['users'] });
    expect(sighting.device.serial).toBe('NWMAC00042');
    expect(JSON.stringify(sighting)).not.toContain('"ada"');
  });

  it('read a Mac from one call of system_profiler and three small questions', async () => {
    const host = openTreeHost({
      platform: 'darwin',
      outputs: new Map([
        ['system_profiler', JSON.stringify(report)],
        ['fdesetup status', 'FileVault is On.\n'],
        [
          'profiles enrollment',
          'Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\nMDM server: https://mdm.example/x\n',
        ],
      ]),
    });
    const sighting = await observeHost(host, { now: () => now });
    expect(sighting).toMatchObject({
      class: 'laptop',
      device: {
        vendor: 'Apple Inc.',
        model: 'Mac99,1',
        family: 'MacBook Pro',
        partNumber: 'ZZZ9ZZ/A',
        serial: 'NWMAC00042',
        uuid: '0a0b0c0d-1111-5222-8333-444455556666',
        hostname: 'adas-mac',
      },
      os: { name: 'macOS', version: '26.1', build: '25B77', kernel: '25.1.0' },
      posture: { diskEncrypted: true, mdm: 'https://mdm.example/x' },
      custody: { user: 'ada' },
    });
    const kinds = sighting.components?.map(({ kind, serial }) => [kind, serial]);
    expect(kinds).toEqual([
      ['cpu', undefined],
      ['disk', '0ba01d'],
      ['dock', 'DOCK00042'],
    ]);
  });

  it('read the plain text of people and of old systems', async () => {
    const { device, firmware, components } = await observe(member('system_profiler.txt', text));
    expect(device).toMatchObject({
      model: 'iMac99,1',
      serial: 'NWMAC00043',
      formFactor: 'All In One',
    });
    expect(firmware?.version).toBe('IM99.007A.B03');
    expect(components).toMatchObject([
      { kind: 'memory', slot: 'DIMM0', serial: '0xD5289015', sizeBytes: 1024 ** 3 },
    ]);
  });

  it('read the property list', async () => {
    const { device } = await observe(member('system_profiler.xml', plist));
    expect(device).toMatchObject({ serial: 'NWMAC00044', family: 'Mac mini & more' });
  });

  it('read the I/O registry, displays included', async () => {
    const { device, components } = await observe(member('ioreg.txt', ioreg));
    expect(device).toMatchObject({ model: 'Mac99,1', serial: 'NWMAC00045', vendor: 'Apple Inc.' });
    expect(components?.map(({ kind, vendor, serial }) => [kind, vendor, serial])).toEqual([
      ['monitor', 'Dell', 'MON5521'],
      ['monitor', 'Dell', 'MON5522'],
    ]);
  });

  it('tell a virtual Mac', async () => {
    const [hardware] = report.SPHardwareDataType;
    const virtual = { SPHardwareDataType: [{ ...hardware, machine_model: 'VirtualMac2,1' }] };
    const sighting = await observe(member('x.json', JSON.stringify(virtual)));
    expect(sighting.class).toBe('vm');
    expect(sighting.posture?.virtualization).toBe('apple');
  });
});

describe('what macOS tools print', () => {
  it('reads every type of a property list', () => {
    expect(parsePlist(plist)).toMatchObject([{ _items: [{ n: 7, t: true }] }]);
    expect(parsePlist('<?xml version="1.0"?><plist><data>TlcA</data></plist>')).toEqual(
      Uint8Array.from([78, 87, 0]),
    );
  });

  it.each([['<plist><dict><key>a</key>'], ['<plist></dict></plist>'], ['']])(
    'refuses %j, which is no whole list',
    (source) => {
      expect(parsePlist(source)).toBeUndefined();
    },
  );

  it('survives any text', () => {
    const pieces = fc.constantFrom(
      '<dict>',
      '</dict>',
      '<array>',
      '<key>a</key>',
      '<string>b',
      '<data>',
      '+-o a  <class B',
      '"k" = {"a"=1',
      '\nHardware:\n\n    X:\n',
      '{"SPHardwareDataType":',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (all) => {
        const source = all.join('');
        parsePlist(source);
        parseProfiler(source);
        parseIoreg(source);
      }),
    );
  });
});
