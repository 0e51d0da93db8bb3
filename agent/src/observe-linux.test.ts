/** The Linux readers over invented hosts. */
import { parseObservation } from '@muster/facts/observation-schema';
import { openTreeHost, type Tree } from '@muster/hosts/host/tree';
import { encodeEdid } from '@muster/hosts/testing/encode-edid';
import { byte, encodeEntryPoint, encodeTable } from '@muster/hosts/testing/encode-smbios';
import { notebook, server } from '@muster/hosts/testing/machines';
import { describe, expect, it } from 'vitest';
import { observeHost } from './observe.ts';
import { stampForPrint } from './stamp.ts';

const now = new Date('2026-02-03T04:05:06.007Z');
const observe = (tree: Omit<Tree, 'platform'>) =>
  observeHost(openTreeHost({ platform: 'linux', ...tree }), { now: () => now });

const ID = '0123456789abcdef0123456789abcdef\n';

const table = (structures: Parameters<typeof encodeTable>[0]) =>
  new Map<string, Uint8Array | string>([
    ['/sys/firmware/dmi/tables/DMI', encodeTable(structures)],
    ['/sys/firmware/dmi/tables/smbios_entry_point', encodeEntryPoint({ major: 3, minor: 4 }, 9, 0)],
  ]);

describe('the Linux readers', () => {
  it('give a notebook with all that its firmware says', async () => {
    const sighting = await observe({ files: table(notebook) });
    expect(sighting.class).toBe('laptop');
    expect(sighting.device).toEqual({
      vendor: 'Northwind Computers',
      model: 'Fjord 14',
      serial: 'NW7Q0042',
      chassisSerial: 'CHS77120Q',
      boardSerial: 'BRD0042XK9',
      uuid: '00112233-4455-6677-8899-aabbccddeeff',
      assetTag: 'AST-000123',
      formFactor: 'Notebook',
      sku: 'NW-4711',
      family: 'Fjord',
      hardwareRevision: 'Rev B',
    });
    expect(sighting.firmware).toEqual({
      vendor: 'Firmware Works',
      version: 'NWL 1.12',
      releasedOn: '2024-03-09',
    });
    const memory = sighting.components?.filter(({ kind }) => kind === 'memory');
    expect(memory?.map(({ slot, serial, sizeBytes }) => ({ slot, serial, sizeBytes }))).toEqual([
      { slot: 'P0 CHANNEL A/DIMM 0', serial: '1A2B3C4D', sizeBytes: 16 * 1024 ** 3 },
      { slot: 'P0 CHANNEL B/DIMM 0', serial: undefined, sizeBytes: 64 * 1024 ** 3 },
    ]);
  });

  it('take the serial of its own chassis and the model of its board where the system states none', async () => {
    const sighting = await observe({ files: table(server) });
    expect(sighting.class).toBe('server');
    expect(sighting.device.serial).toBe('CHS77120Q');
    expect(sighting.candidates).toContainEqual(
      expect.objectContaining({ field: 'device.serial', state: 'placeholder' }),
    );
    expect(sighting.device.model).toBe('FJ-01');
    expect(sighting.candidates).toContainEqual(
      expect.objectContaining({ field: 'device.model', state: 'derived', chosen: true }),
    );
  });

  it('never take the serial of a chassis that holds several systems', async () => {
    const blade = server.map((each) =>
      each.type === 3 ? { ...each, fields: each.fields.with(1, byte(0x1c)) } : each,
    );
    const { device } = await observe({ files: table(blade) });
    expect(device.formFactor).toBe('Blade');
    expect(device.serial).toBeUndefined();
    expect(device.chassisSerial).toBe('CHS77120Q');
  });

  it('read without root what everybody may read, and say what they may not', async () => {
    const ids = '/sys/class/dmi/id';
    const sighting = await observe({
      files: new Map([
        [`${ids}/sys_vendor`, 'Northwind Computers\n'],
        [`${ids}/product_name`, 'Fjord 14\n'],
        [`${ids}/chassis_type`, '10\n'],
        [`${ids}/bios_date`, '03/09/2024\n'],
      ]),
      refused: new Map([
        [`${ids}/product_serial`, 'permission'],
        [`${ids}/product_uuid`, 'permission'],
        ['/sys/firmware/dmi/tables/DMI', 'permission'],
        ['/sys/firmware/dmi/tables/smbios_entry_point', 'permission'],
      ]),
    });
    expect(sighting.device).toEqual({
      vendor: 'Northwind Computers',
      model: 'Fjord 14',
      formFactor: 'Notebook',
    });
    expect(sighting.unread?.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'smbios table: permission',
      `${ids}/product_serial: permission`,
      `${ids}/product_uuid: permission`,
    ]);
    expect(sighting.unread?.every(({ hint }) => hint !== undefined)).toBe(true);
  });

  it('invent nothing for a host that shows nothing', async () => {
    const sighting = await observe({});
    expect(sighting).toEqual({
      observedAt: '2026-02-03T04:05:06.007Z',
      source: 'agent',
      profile: 'linux',
      key: 'host:unnamed',
      presence: 'seen',
      device: {},
    });
  });

  it.each<[string, string, string, string, string | undefined]>([
    ['the day on which its machine id was written', ID, '2024-03-09T23:59:00Z', '', '2024-03-09'],
    [
      'none while its image has no machine id yet',
      'uninitialized\n',
      '2024-03-09T10:00:00Z',
      '',
      undefined,
    ],
    [
      'none where the machine id is in memory only',
      ID,
      '2026-01-01T10:00:00Z',
      '36 25 0:23 /machine-id /etc/machine-id ro shared:9 - tmpfs tmpfs rw\n',
      undefined,
    ],
    ['none that a clock without a battery has told', ID, '1970-01-01T00:00:09Z', '', undefined],
  ])('take for the installation %s', async (_what, id, written, mounts, installedOn) => {
    const { os } = await observe({
      files: new Map([
        ['/etc/os-release', 'NAME="Fjord OS"\n'],
        ['/etc/machine-id', id],
        ['/proc/self/mountinfo', mounts],
      ]),
      changes: new Map([['/etc/machine-id', new Date(written)]]),
    });
    expect(os?.installedOn).toBe(installedOn);
  });

  it('give observations that the schema takes', async () => {
    const files = table([...notebook, ...server.slice(4)]);
    files.set('/etc/machine-id', ID);
    const observation = stampForPrint(await observe({ files }), {
      observer: { id: 'local', kind: 'agent', version: '1' },
      nowMs: now.getTime(),
      random: new Uint8Array(10),
    });
    expect(parseObservation(observation)).toMatchObject({ kind: 'parsed' });
  });
});

describe('virtualization', () => {
  const first = new Map([
    ['/proc/self/ns/pid', 'pid:[4026531836]'],
    ['/proc/self/ns/uts', 'uts:[4026531838]'],
    ['/proc/self/ns/ipc', 'ipc:[4026531839]'],
  ]);
  const own = new Map([...first, ['/proc/self/ns/pid', 'pid:[4026532201]']]);
  const flags = [
    '/proc/cpuinfo',
    'processor\t: 0\nmodel name\t: X\nflags\t\t: fpu hypervisor\n',
  ] as const;

  it('does not take a guest made from a container image for a container', async () => {
    const facp = new Uint8Array(36);
    facp.set(new TextEncoder().encode('FIRECK'), 10);
    const { class: deviceClass, posture } = await observe({
      links: first,
      files: new Map<string, Uint8Array | string>([
        ['/.dockerenv', ''],
        ['/sys/firmware/acpi/tables/FACP', facp],
        flags,
      ]),
    });
    expect(deviceClass).toBe('vm');
    expect(posture?.virtualization).toBe('firecracker');
  });

  it.each([
    ['docker', [['/.dockerenv', '']]],
    ['podman', [['/run/.containerenv', 'engine="podman"']]],
    ['kubernetes', [['/proc/1/cgroup', '0::/kubepods.slice/kubepods-pod1.slice\n']]],
    ['lxc', [['/proc/1/environ', 'PATH=/bin\0container=lxc\0']]],
    ['systemd-nspawn', [['/run/systemd/container', 'systemd-nspawn\n']]],
  ] as const)('tells a %s container by its own process ids', async (name, files) => {
    const sighting = await observe({ links: own, files: new Map(files) });
    expect(sighting.class).toBe('container');
    expect(sighting.posture?.virtualization).toBe(name);
  });

  it('says guest, and no name, when only the processor tells of a hypervisor', async () => {
    const sighting = await observe({ links: first, files: new Map([flags]) });
    expect(sighting.class).toBe('vm');
    expect(sighting.posture?.virtualization).toBeUndefined();
  });

  it.each([
    ['hyper-v', 'Microsoft Corporation', 'Virtual Machine', true, 'vm'],
    ['vmware', 'VMware, Inc.', 'VMware20,1', true, 'vm'],
    ['qemu', 'QEMU', 'Standard PC (Q35 + ICH9, 2009)', true, 'vm'],
    [undefined, 'Microsoft Corporation', 'Surface Laptop 5', false, undefined],
    [undefined, 'Amazon EC2', 'm5.metal', false, undefined],
  ])('names %s for firmware of %s %s', async (name, vendor, product, hasFlag, deviceClass) => {
    const cpuinfo = hasFlag ? flags[1] : 'processor\t: 0\nmodel name\t: X\nflags\t\t: fpu\n';
    const sighting = await observe({
      links: first,
      files: new Map([
        ['/sys/class/dmi/id/sys_vendor', vendor],
        ['/sys/class/dmi/id/product_name', product],
        ['/proc/cpuinfo', cpuinfo],
      ]),
    });
    expect(sighting.posture?.virtualization).toBe(name);
    expect(sighting.class).toBe(deviceClass);
  });
});

describe('the parts of a Linux host', () => {
  it('reads a monitor from its connector and none from an empty one', async () => {
    const edid = encodeEdid({
      manufacturerId: 'DEL',
      productCode: 0xa0b1,
      serialNumber: 77_777,
      week: 3,
      year: 2022,
      descriptors: [{ tag: 0xff, text: 'MON5521' }],
    });
    const { components } = await observe({
      files: new Map<string, Uint8Array | string>([
        ['/sys/class/drm/card0-DP-1/edid', edid],
        ['/sys/class/drm/card0-DP-2/edid', ''],
        ['/sys/class/drm/version', 'drm 1.1.0\n'],
      ]),
    });
    expect(components).toMatchObject([
      { kind: 'monitor', slot: 'DP-1', vendor: 'Dell', serial: 'MON5521', manufacturedOn: '2022' },
    ]);
  });

  it('reads a disk as its bus shows it, and no serial that a hypervisor gives to all', async () => {
    const { components } = await observe({
      links: new Map([
        ['/sys/block/nvme0n1', '../devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1'],
        ['/sys/block/vda', '../devices/pci0000:00/0000:00:04.0/virtio2/block/vda'],
      ]),
      files: new Map([
        ['/sys/block/nvme0n1/size', '1000215216\n'],
        ['/sys/block/nvme0n1/device/model', 'NW SSD 512    \n'],
        ['/sys/block/nvme0n1/device/serial', 'S0DISK0042   \n'],
        ['/sys/block/nvme0n1/device/firmware_rev', '3B2Q\n'],
        ['/sys/block/vda/serial', 'overlay'],
        ['/sys/block/loop0/size', '0\n'],
      ]),
    });
    expect(components).toMatchObject([
      {
        slot: 'nvme0n1',
        model: 'NW SSD 512',
        serial: 'S0DISK0042',
        firmware: '3B2Q',
        sizeBytes: 512_110_190_592,
        details: { bus: 'nvme' },
      },
      { slot: 'vda', details: { bus: 'virtio' } },
    ]);
    expect(components?.[1]?.serial).toBeUndefined();
  });

  it('tells burned-in, USB, virtual and bonded MACs apart', async () => {
    const nic = (name: string, mac: string): (readonly [string, string])[] => [
      [`/sys/class/net/${name}/type`, '1\n'],
      [`/sys/class/net/${name}/address`, `${mac}\n`],
    ];
    const { interfaces } = await observe({
      files: new Map([
        ...nic('eno1', '3c:52:82:00:00:01'),
        ...nic('enx00e04c000002', '00:e0:4c:00:00:02'),
        ...nic('docker0', '02:42:aa:00:00:03'),
        ...nic('eno2', '3c:52:82:00:00:01'),
        ['/sys/class/net/eno2/bonding_slave/perm_hwaddr', '3c:52:82:00:00:04\n'],
        ['/sys/class/net/lo/type', '772\n'],
        ...nic('veth12ab', '02:42:aa:00:00:05'),
        ...nic('ifb0', '4e:16:e4:00:00:06'),
        ['/sys/class/net/ifb0/addr_assign_type', '1\n'],
      ]),
      links: new Map([
        ['/sys/class/net/eno1/device/subsystem', '../../../../bus/pci'],
        ['/sys/class/net/eno2/device/subsystem', '../../../../bus/pci'],
        ['/sys/class/net/enx00e04c000002/device/subsystem', '../../../../bus/usb'],
      ]),
    });
    expect(interfaces?.map(({ name, mac, macKind }) => [name, mac, macKind])).toEqual([
      ['docker0', '02:42:aa:00:00:03', 'virtual'],
      ['eno1', '3c:52:82:00:00:01', 'burned-in'],
      ['eno2', '3c:52:82:00:00:04', 'burned-in'],
      ['enx00e04c000002', '00:e0:4c:00:00:02', 'adapter'],
      ['ifb0', undefined, undefined],
    ]);
  });

  it('reads a Raspberry Pi from its device tree', async () => {
    const { device } = await observe({
      files: new Map([
        ['/proc/device-tree/model', 'Raspberry Pi 4 Model B Rev 1.4\0'],
        ['/proc/device-tree/serial-number', '10000000a1b2c3d4\0'],
        ['/proc/device-tree/compatible', 'raspberrypi,4-model-b\0brcm,bcm2711\0'],
        [
          '/proc/cpuinfo',
          'processor\t: 0\n\nHardware\t: BCM2835\nRevision\t: c03114\nSerial\t\t: 10000000a1b2c3d4\n',
        ],
      ]),
    });
    expect(device).toEqual({
      vendor: 'Raspberry Pi',
      model: 'Raspberry Pi 4 Model B Rev 1.4',
      serial: '10000000a1b2c3d4',
      hardwareRevision: 'c03114',
    });
  });

  it.each([
    ['Marvell SheevaPlug Reference Board', 'Marvell SheevaPlug Reference Board'],
    ['ODROID-XU4', 'ODROID-XU4'],
    ['BCM2835', undefined],
    ['Allwinner sun8i Family', undefined],
    ['Generic DT based system', undefined],
  ])('takes the hardware line %j for the board %j', async (hardware, model) => {
    const cpuinfo = `processor\t: 0\n\nHardware\t: ${hardware}\nRevision\t: 0000\n`;
    const { device } = await observe({ files: new Map([['/proc/cpuinfo', cpuinfo]]) });
    expect(device.model).toBe(model);
  });

  it('reads a battery with energy worked out from its charge', async () => {
    const at = '/sys/class/power_supply/BAT0';
    const { power, components } = await observe({
      files: new Map([
        [`${at}/type`, 'Battery\n'],
        [`${at}/serial_number`, ' 4711\n'],
        [`${at}/cycle_count`, '0\n'],
        [`${at}/capacity`, '87\n'],
        [`${at}/charge_full_design`, '5000000\n'],
        [`${at}/voltage_min_design`, '11400000\n'],
        ['/sys/class/power_supply/hid-mouse/type', 'Battery\n'],
        ['/sys/class/power_supply/hid-mouse/scope', 'Device\n'],
      ]),
    });
    expect(power).toEqual({
      batteryPercent: 87,
      batterySerial: '4711',
      designCapacityMilliwattHours: 57_000,
      powerSource: 'battery',
    });
    expect(components).toHaveLength(1);
  });

  it('follows volume management down to the encrypted disk', async () => {
    const { posture } = await observe({
      files: new Map([
        ['/proc/self/mountinfo', '22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\n'],
        ['/sys/dev/block/253:1/dm/uuid', 'LVM-abc\n'],
        ['/sys/dev/block/253:1/slaves/dm-0/dm/uuid', 'CRYPT-LUKS2-def-luks\n'],
      ]),
    });
    expect(posture?.diskEncrypted).toBe(true);
  });
});
