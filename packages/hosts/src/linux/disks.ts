/** Whole disks from /sys/block, with what udev keeps of them. No privilege needed. */
import type { Component } from '@muster/facts/observation';
import { found, type Host, namesIn, readLine, readNumber } from '../host/host.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';
import type { Probe } from '../probe.ts';
import { decodeAtaInformation, decodeUnitSerial } from './scsi-vpd.ts';

const BLOCK = '/sys/block';
/** What the kernel makes itself, and drives without a medium of their own. */
const NOT_A_DISK = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd|drbd|bcache|rbd|zd)\d/;
/** The kernel counts sectors of 512 bytes whatever the disk's own are. */
const SECTOR_BYTES = 512;

export const disks: Probe = {
  name: 'disks',
  read: async (host) => {
    const components: Component[] = [];
    for (const name of await namesIn(host, BLOCK)) {
      // nvme0c0n1 is a path of nvme0n1; mmcblk0boot0 a region of mmcblk0.
      if (NOT_A_DISK.test(name) || /^nvme\d+c\d+n\d+$|^mmcblk\d+(?:boot|rpmb)/.test(name)) continue;
      components.push(await readDisk(host, name));
    }
    return { components };
  },
};

async function readDisk(host: Host, name: string): Promise<Component> {
  const at = `${BLOCK}/${name}`;
  const text = (file: string) => readLine(host, `${at}/${file}`);
  const udev = await readUdev(host, await text('dev'));
  const ata = decodeAtaInformation(found(await host.readBytes(`${at}/device/vpd_pg89`)));
  const unitSerial = decodeUnitSerial(found(await host.readBytes(`${at}/device/vpd_pg80`)));
  const isMmc = name.startsWith('mmcblk');
  const serial =
    ata?.serial ??
    unitSerial ??
    (await text('device/serial')) ??
    (await text('serial')) ??
    udev.get('ID_SERIAL_SHORT') ??
    udev.get('ID_SCSI_SERIAL');
  const model = ata?.model ?? (await text(isMmc ? 'device/name' : 'device/model'));
  const vendor = await text('device/vendor');
  const sectors = await readNumber(host, `${at}/size`);
  const path = found(await host.readLink(at)) ?? '';
  return present<Component>({
    kind: 'disk',
    key: `disk:${name}`,
    slot: name,
    // "ATA" is the translation layer; 0x1af4 is virtio's PCI vendor.
    vendor: vendor === 'ATA' || vendor?.startsWith('0x') ? undefined : sound('vendor', vendor),
    model: sound('model', model ?? udev.get('ID_MODEL')),
    serial: isVirtualSerial(path, serial) ? undefined : sound('serial', serial),
    firmware: sound(
      'version',
      ata?.firmware ??
        (await text('device/firmware_rev')) ??
        (await text(isMmc ? 'device/fwrev' : 'device/rev')),
    ),
    sizeBytes: sectors === undefined || sectors <= 0 ? undefined : sectors * SECTOR_BYTES,
    details: presentGroup<DiskDetails>({
      bus: busOf(path),
      wwn: udev.get('ID_WWN_WITH_EXTENSION') ?? (await text('device/wwid')) ?? (await text('wwid')),
      rotational: flag(await text('queue/rotational')),
      removable: flag(await text('removable')),
    }),
  });
}

type DiskDetails = {
  readonly bus?: string;
  readonly wwn?: string;
  readonly rotational?: boolean;
  readonly removable?: boolean;
};

function flag(text: string | undefined): boolean | undefined {
  return text === '1' ? true : text === '0' ? false : undefined;
}

/** A label that a hypervisor gives to every disk of a kind, such as "overlayblk", is no serial. */
function isVirtualSerial(path: string, serial: string | undefined): boolean {
  return path.includes('/virtio') && serial !== undefined && !/\d/.test(serial);
}

const BUSES: readonly (readonly [pattern: RegExp, bus: string])[] = [
  [/\/nvme\//, 'nvme'],
  [/\/usb\d+\//, 'usb'],
  [/\/ata\d+\//, 'sata'],
  [/\/end_device-/, 'sas'],
  [/\/mmc_host\//, 'mmc'],
  [/\/virtio\d+\//, 'virtio'],
  [/\/vbd-\d+\//, 'xen'],
  [/\/(?:VMBUS|vmbus)/, 'vmbus'],
  [/\/rport-/, 'fibre-channel'],
  [/\/session\d+\//, 'iscsi'],
  [/\/host\d+\//, 'scsi'],
];

/** By the disk's place in the device tree. */
function busOf(path: string): string | undefined {
  return BUSES.find(([pattern]) => pattern.test(path))?.[1];
}

/** The udev database of a block device: lines "E:NAME=value". */
async function readUdev(
  host: Host,
  device: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const properties = new Map<string, string>();
  if (device === undefined) return properties;
  const text = found(await host.readText(`/run/udev/data/b${device}`)) ?? '';
  for (const [, name = '', value = ''] of text.matchAll(/^E:([A-Z0-9_]+)=(.+)$/gm))
    properties.set(name, value);
  return properties;
}
