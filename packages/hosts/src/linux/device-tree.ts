/** Boards that are described by a device tree instead of SMBIOS: Arm, RISC-V, POWER. */
import type { Device } from '@muster/facts/observation';
import { found, type Host } from '../host/host.ts';
import { sound } from '../identity.ts';
import { presentGroup } from '../present.ts';
import type { Probe } from '../probe.ts';

const TREE = '/proc/device-tree';

/** Prefixes of `compatible` (devicetree's vendor-prefixes), as people write them. */
const VENDORS: Readonly<Record<string, string>> = {
  raspberrypi: 'Raspberry Pi',
  bananapi: 'Banana Pi',
  beagle: 'BeagleBoard',
  friendlyarm: 'FriendlyElec',
  hardkernel: 'Hardkernel',
  libretech: 'Libre Computer',
  nvidia: 'NVIDIA',
  olimex: 'Olimex',
  pine64: 'PINE64',
  radxa: 'Radxa',
  sifive: 'SiFive',
  starfive: 'StarFive',
  xunlong: 'Xunlong',
};

export const deviceTree: Probe = {
  name: 'device tree',
  read: async (host) => {
    const model = await readProperty(host, 'model');
    const serial = await readProperty(host, 'serial-number');
    const compatible = await readProperty(host, 'compatible');
    const device = presentGroup<Device>({
      vendor: VENDORS[compatible?.split(',')[0] ?? ''],
      model: sound('model', model),
      serial: sound('serial', serial),
    });
    if (device === undefined) return {};
    return {
      device,
      ...(device.serial !== undefined && {
        candidates: [
          {
            field: 'device.serial',
            value: device.serial,
            state: 'sound',
            from: `${TREE}/serial-number`,
            chosen: true,
          },
        ],
      }),
    };
  },
};

/** The first of a property's NUL-terminated strings. */
async function readProperty(host: Host, name: string): Promise<string | undefined> {
  const text = found(await host.readText(`${TREE}/${name}`));
  const first = text?.split('\0')[0]?.trim();
  return first === '' ? undefined : first;
}
