/** A Mac from the output of the one script. */
import { expect, it } from 'vitest';
import { readMacHost } from './macos.ts';

const PROFILER = {
  SPHardwareDataType: [
    {
      machine_model: 'Mac99,1',
      machine_name: 'MacBook Pro',
      model_number: 'ZZZ9ZZ/A',
      serial_number: 'LABMAC0007',
      platform_UUID: '4D757374-6572-5C61-8000-024D75000007',
      boot_rom_version: '10151.61.4',
      chip_type: 'Apple M9',
    },
  ],
  SPMemoryDataType: [
    { _items: [{ _name: 'BANK 0/DIMM0', dimm_size: '8 GB', dimm_serial_number: '0x4D750001' }] },
  ],
  SPNVMeDataType: [
    {
      _name: 'controller',
      _items: [
        {
          bsd_name: 'disk0',
          device_model: 'APPLE SSD LAB',
          device_serial: 'LABSSD0007',
          device_revision: '561.',
          size_in_bytes: 500277792768,
        },
      ],
    },
  ],
};

const output = (profiler: string) => `##muster uname
25.1.0
arm64
##muster sw_vers
ProductName:\t\tmacOS
ProductVersion:\t\t26.1
BuildVersion:\t\t25B77
##muster hostname
lab-mac
##muster profiler
${profiler}
##muster interfaces
lo0: flags=8049<UP,LOOPBACK> mtu 16384
\tinet 127.0.0.1 netmask 0xff000000
en0: flags=8863<UP,BROADCAST> mtu 1500
\tether 00:1b:21:4d:75:07
\tinet6 fe80::7%en0 prefixlen 64
\tinet 192.0.2.70 netmask 0xffffff00 broadcast 192.0.2.255
\tstatus: active
##muster end
`;

it('is read as the agent reads it', () => {
  const host = readMacHost(output(JSON.stringify(PROFILER)));
  expect(host).toMatchObject({
    class: 'laptop',
    device: {
      vendor: 'Apple Inc.',
      model: 'Mac99,1',
      family: 'MacBook Pro',
      partNumber: 'ZZZ9ZZ/A',
      serial: 'LABMAC0007',
      uuid: '4d757374-6572-5c61-8000-024d75000007',
      hostname: 'lab-mac',
    },
    os: { name: 'macOS', version: '26.1', build: '25B77', kernel: '25.1.0' },
    firmware: { vendor: 'Apple Inc.', version: '10151.61.4' },
    more: { architecture: 'arm64' },
  });
  expect(host?.components.map(({ key, serial }) => [key, serial])).toEqual([
    ['cpu:0', undefined],
    ['memory:DIMM0', '0x4D750001'],
    ['disk:disk0', 'LABSSD0007'],
  ]);
  expect(host?.interfaces).toMatchObject([
    { name: 'en0', mac: '00:1b:21:4d:75:07', addresses: ['fe80::7', '192.0.2.70'], up: true },
  ]);
});

it('without its report still is a Mac', () => {
  expect(readMacHost(output('system_profiler: timed out'))).toMatchObject({
    device: { vendor: 'Apple Inc.', hostname: 'lab-mac' },
    components: [],
  });
});

it.each(['', '##muster sw_vers\nsh: sw_vers: not found\n##muster end\n'])(
  'is none in %j',
  (text) => {
    expect(readMacHost(text)).toBeUndefined();
  },
);
