/** Disks, graphics, monitors, USB devices, batteries and the TPM of Windows, as components. */
import type { Component, Power } from '@muster/facts/observation';
import { decodeEdid } from '../edid/edid.ts';
import { monitorOf } from '../edid/monitor.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';
import {
  countIn,
  firstOf,
  type Instance,
  type Instances,
  instancesOf,
  textIn,
} from './instances.ts';

/** MSFT_PhysicalDisk.BusType. */
const BUS_TYPES: Readonly<Record<number, string>> = {
  1: 'scsi',
  3: 'ata',
  6: 'fibre-channel',
  7: 'usb',
  8: 'raid',
  9: 'iscsi',
  10: 'sas',
  11: 'sata',
  12: 'sd',
  13: 'mmc',
  14: 'virtual',
  15: 'virtual',
  16: 'storage-space',
  17: 'nvme',
};

export function disksOf(instances: Instances): readonly Component[] {
  const physical = instancesOf(instances, 'MSFT_PhysicalDisk');
  if (physical.length > 0) return physical.map(physicalDisk);
  return instancesOf(instances, 'Win32_DiskDrive').map(diskDrive);
}

function physicalDisk(disk: Instance, index: number): Component {
  const id = textIn(disk, 'DeviceId') ?? String(index);
  return diskOf(disk, id, {
    model: textIn(disk, 'Model', 'FriendlyName'),
    firmware: textIn(disk, 'FirmwareVersion'),
    // The adapter's serial is the disk's own; the other may be the namespace's EUI-64.
    serial: textIn(disk, 'AdapterSerialNumber', 'SerialNumber'),
    bus: BUS_TYPES[countIn(disk, 'BusType') ?? -1],
  });
}

function diskDrive(disk: Instance, index: number): Component {
  const pnp = textIn(disk, 'PNPDeviceID') ?? '';
  const bus = /NVME/i.test(pnp) ? 'nvme' : textIn(disk, 'InterfaceType')?.toLowerCase();
  return diskOf(disk, textIn(disk, 'Index') ?? String(index), {
    model: textIn(disk, 'Model', 'Caption'),
    firmware: textIn(disk, 'FirmwareRevision'),
    serial: textIn(disk, 'SerialNumber'),
    bus: bus === 'ide' ? 'ata' : bus,
  });
}

interface DiskFields {
  readonly model: string | undefined;
  readonly firmware: string | undefined;
  readonly serial: string | undefined;
  readonly bus: string | undefined;
}

/** "0000_A5B0_0000_0010_0008_0E02_0037_E465.": an NVMe namespace's identifier, not a serial. */
const NAMESPACE_ID = /^(?:[0-9A-F]{4}_){3,7}[0-9A-F]{4}\.?$/i;

function diskOf(
  disk: Instance,
  id: string,
  { model, firmware, serial, bus }: DiskFields,
): Component {
  const isNamespace = NAMESPACE_ID.test(serial ?? '');
  return present<Component>({
    kind: 'disk',
    key: `disk:${id}`,
    slot: id,
    model: sound('model', model),
    serial: isNamespace ? undefined : sound('serial', serial),
    firmware: sound('version', firmware),
    sizeBytes: countIn(disk, 'Size') || undefined,
    details: presentGroup<{ bus?: string; wwn?: string }>({
      bus,
      wwn: isNamespace ? serial?.replace(/[_.]/g, '').toLowerCase() : undefined,
    }),
  });
}

export function graphicsOf(instances: Instances): readonly Component[] {
  return instancesOf(instances, 'Win32_VideoController')
    .filter((card) => /^PCI\\/i.test(textIn(card, 'PNPDeviceID') ?? 'PCI\\'))
    .map((card, index) =>
      present<Component>({
        kind: 'gpu',
        key: `gpu:${textIn(card, 'DeviceID') ?? index}`,
        vendor: sound('vendor', textIn(card, 'AdapterCompatibility')),
        model: sound('model', textIn(card, 'Name', 'Caption')),
        details: { driverVersion: textIn(card, 'DriverVersion') ?? '' },
      }),
    );
}

/** EDID blocks that the agent's script read from the registry for the monitors that are active. */
export function monitorsOf(instances: Instances): readonly Component[] {
  return instancesOf(instances, 'Monitor_Edid').flatMap((monitor) => {
    const edid = decodeEdid(Buffer.from(textIn(monitor, 'Edid') ?? '', 'base64'));
    return edid === undefined ? [] : [monitorOf(edid, undefined)];
  });
}

const DOCK = /\bdock|docking/i;

export function usbOf(instances: Instances): readonly Component[] {
  return instancesOf(instances, 'Win32_PnPEntity').flatMap((entity) => {
    const id = textIn(entity, 'PNPDeviceID') ?? '';
    const [, vendor, product, unique] =
      /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})\\(.+)$/i.exec(id) ?? [];
    if (vendor === undefined || product === undefined || unique === undefined) return [];
    const name = textIn(entity, 'Name') ?? '';
    if (/\bhub\b/i.test(name) && !DOCK.test(name)) return [];
    const usbId = `${vendor}:${product}`.toLowerCase();
    // Without a serial Windows makes up an id with ampersands in it.
    const serial = unique.includes('&') ? undefined : sound('serial', unique);
    return [
      present<Component>({
        kind: DOCK.test(name) ? 'dock' : 'usb',
        key: `usb:${usbId}:${unique}`.slice(0, 256),
        vendor: usbMaker(textIn(entity, 'Manufacturer')),
        model: sound('model', name),
        serial,
        details: { usbId },
      }),
    ];
  });
}

/** "(Standard USB Host Controller)": the driver's class, not a maker. */
function usbMaker(manufacturer: string | undefined): string | undefined {
  return manufacturer?.startsWith('(') === true ? undefined : sound('vendor', manufacturer);
}

export function batteriesOf(instances: Instances): {
  readonly components: readonly Component[];
  readonly power?: Power;
} {
  const statics = instancesOf(instances, 'BatteryStaticData');
  const components = statics.map((battery, index) =>
    present<Component>({
      kind: 'battery',
      key: `battery:${index}`,
      vendor: sound('vendor', textIn(battery, 'ManufactureName')),
      model: sound('model', textIn(battery, 'DeviceName')),
      serial: sound('serial', textIn(battery, 'SerialNumber')),
      details: presentGroup<{ designCapacityMilliwattHours?: number }>({
        designCapacityMilliwattHours: countIn(battery, 'DesignedCapacity') || undefined,
      }),
    }),
  );
  const status = firstOf(instances, 'Win32_Battery');
  const percent = countIn(status, 'EstimatedChargeRemaining');
  const power = presentGroup<Power>({
    batteryPercent: percent === undefined || percent > 100 ? undefined : percent,
    batterySerial: components[0]?.serial,
    cycleCount: countIn(firstOf(instances, 'BatteryCycleCount'), 'CycleCount') || undefined,
    designCapacityMilliwattHours: countIn(statics[0] ?? {}, 'DesignedCapacity') || undefined,
    fullCapacityMilliwattHours:
      countIn(firstOf(instances, 'BatteryFullChargedCapacity'), 'FullChargedCapacity') || undefined,
  });
  return { components, ...(power && { power }) };
}

export function tpmOf(instances: Instances): Component | undefined {
  const tpm = firstOf(instances, 'Win32_Tpm');
  const version = textIn(tpm, 'SpecVersion')?.split(',')[0]?.trim();
  if (version === undefined || version === 'Not Supported') return undefined;
  return present<Component>({
    kind: 'tpm',
    key: 'tpm',
    vendor: sound('vendor', textIn(tpm, 'ManufacturerIdTxt')),
    firmware: sound('version', textIn(tpm, 'ManufacturerVersion')),
    hardwareRevision: version,
  });
}
