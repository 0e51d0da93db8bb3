/** From the resources of a controller to sightings, one a server. Pure. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type {
  Candidate,
  Component,
  Device,
  DeviceClass,
  NetworkInterface,
  Sighting,
} from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { memoryModules } from '@muster/hosts/memory-modules';
import type { MemoryDevice } from '@muster/hosts/smbios/smbios';
import { definedOf, isRecord, textOf } from '../json.ts';
import type { Resource } from './client.ts';
import type { ServerResources, Walked } from './walk.ts';

export interface RedfishVisit {
  /** "host:port" as asked for. */
  readonly address: string;
  readonly observedAt: Date;
  readonly site?: string;
}

export function redfishSightings(
  { root, servers, unread }: Walked,
  visit: RedfishVisit,
): readonly Sighting[] {
  // Without an identity of its own the service is known by where it was found.
  const service = uuidOf(root) ?? visit.address;
  return servers.map((server, index) => {
    const { system } = server;
    const bios = realValue('version', textOf(system.BiosVersion));
    const kind = classOf(system);
    const interfaces = interfacesOf(server.interfaces);
    const components = componentsOf(server);
    const { device, candidates } = deviceOf(server);
    const id = textOf(system.Id) ?? String(index);
    return {
      observedAt: visit.observedAt.toISOString(),
      source: 'redfish',
      profile: 'redfish',
      key: `redfish:${service}#${id}`,
      presence: 'seen',
      ...(kind !== undefined && { class: kind }),
      device,
      ...(bios !== undefined && { firmware: definedOf({ version: bios }) }),
      ...(components.length > 0 && { components }),
      ...(interfaces.length > 0 && { interfaces }),
      ...(visit.site !== undefined && { place: { site: visit.site } }),
      ...(candidates.length > 0 && { candidates }),
      ...(unread.length > 0 && { unread }),
      extensions: { redfish: definedOf({ version: textOf(root.RedfishVersion) }) },
    };
  });
}

function uuidOf({ UUID }: Resource): string | undefined {
  const uuid = parseUuid(textOf(UUID) ?? '');
  return uuid === undefined ? undefined : realValue('uuid', uuid);
}

function classOf({ SystemType: type }: Resource): DeviceClass | undefined {
  if (type === 'Physical') return 'server';
  return type === 'Virtual' ? 'vm' : undefined;
}

/** Dell's service tag, which the label and the host's own tables have for a serial. */
const SERVICE_TAG = /^[0-9A-Z]{7}$/;

function deviceOf({ system, chassis }: ServerResources): {
  readonly device: Device;
  readonly candidates: readonly Candidate[];
} {
  const vendor = realValue('vendor', textOf(system.Manufacturer));
  const stated = realValue('serial', textOf(system.SerialNumber));
  const sku = realValue('sku', textOf(system.SKU));
  // Dell's controllers state the board's serial here, and the service tag as the SKU.
  const tag = /^dell\b/i.test(vendor ?? '') && SERVICE_TAG.test(sku ?? '') ? sku : undefined;
  const serial = tag ?? stated;
  const enclosure = chassis.map((one) => realValue('serial', textOf(one.SerialNumber)));
  const chassisSerial = enclosure.find((one) => one !== undefined && one !== serial);
  const uuid = uuidOf(system);
  const device = definedOf({
    vendor,
    model: realValue('model', textOf(system.Model)),
    partNumber: realValue('sku', textOf(system.PartNumber)),
    serial,
    boardSerial: tag !== undefined && stated !== tag ? stated : undefined,
    chassisSerial,
    assetTag: realValue('assetTag', textOf(system.AssetTag)),
    hostname: textOf(system.HostName),
    sku: tag === undefined ? sku : undefined,
    uuid,
  });
  const candidate = (value: string | undefined, from: string): readonly Candidate[] =>
    value === undefined
      ? []
      : [
          {
            field: 'device.serial',
            value,
            state: 'sound',
            from,
            ...(value === serial && { chosen: true }),
          },
        ];
  return {
    device,
    candidates: [
      ...candidate(tag, 'System.SKU'),
      ...(stated === tag ? [] : candidate(stated, 'System.SerialNumber')),
    ],
  };
}

/** The bound of an observation is 8192; no server comes near. */
const COMPONENTS_MAX = 4096;

function componentsOf(server: ServerResources): readonly Component[] {
  const components = [
    ...server.processors.filter(isThere).filter(isCentral).map(processorOf),
    ...memoryModules(server.memory.filter(isThere).map(socketOf)),
    ...server.drives.filter(isThere).map((drive) => partOf('disk', drive)),
    ...server.powerSupplies.filter(isThere).map((supply) => partOf('power-supply', supply)),
    ...server.adapters.filter(isThere).map((adapter) => partOf('nic', adapter)),
    ...server.managers.map((manager) => partOf('bmc', manager)),
  ];
  const taken = new Map<string, number>();
  return components.slice(0, COMPONENTS_MAX).map((component) => {
    const nth = (taken.get(component.key) ?? 0) + 1;
    taken.set(component.key, nth);
    return nth === 1 ? component : { ...component, key: `${component.key}#${nth}` };
  });
}

/** Empty bays and sockets are listed as well. */
function isThere({ Status: status }: Resource): boolean {
  return !isRecord(status) || !/^(?:Absent|UnavailableOffline)$/.test(textOf(status.State) ?? '');
}

function isCentral({ ProcessorType: type }: Resource): boolean {
  return type === undefined || type === null || type === 'CPU';
}

function processorOf(processor: Resource, index: number): Component {
  return {
    kind: 'cpu',
    key: `cpu:${index}`,
    ...definedOf({
      slot: textOf(processor.Socket),
      vendor: realValue('vendor', textOf(processor.Manufacturer)),
      model: realValue('model', textOf(processor.Model)),
      partNumber: realValue('sku', textOf(processor.PartNumber)),
      serial: realValue('serial', textOf(processor.SerialNumber)),
    }),
  };
}

function socketOf(module: Resource): MemoryDevice {
  const mebibytes = Number(module.CapacityMiB);
  return {
    ...(Number.isSafeInteger(mebibytes) && mebibytes > 0 && { sizeBytes: mebibytes * 2 ** 20 }),
    ...definedOf({
      locator: textOf(module.DeviceLocator) ?? textOf(module.Name),
      manufacturer: textOf(module.Manufacturer),
      partNumber: textOf(module.PartNumber),
      serial: textOf(module.SerialNumber),
    }),
  };
}

function partOf(kind: 'disk' | 'power-supply' | 'nic' | 'bmc', part: Resource): Component {
  const id = textOf(part.Id) ?? textOf(part.MemberId) ?? textOf(part.Name) ?? '';
  const size = Number(part.CapacityBytes);
  const [controller] = Array.isArray(part.Controllers) ? part.Controllers : [];
  const firmware =
    textOf(part.FirmwareVersion) ??
    textOf(part.Revision) ??
    (isRecord(controller) ? textOf(controller.FirmwarePackageVersion) : undefined);
  return {
    kind,
    key: `${kind}:${id.slice(0, 220)}`,
    ...definedOf({
      name: textOf(part.Name),
      vendor: realValue('vendor', textOf(part.Manufacturer)),
      model: realValue('model', textOf(part.Model)),
      partNumber: realValue('sku', textOf(part.PartNumber) ?? textOf(part.SparePartNumber)),
      serial: realValue('serial', textOf(part.SerialNumber)),
      firmware: realValue('version', firmware),
    }),
    ...(kind === 'disk' && Number.isSafeInteger(size) && size > 0 && { sizeBytes: size }),
  };
}

function interfacesOf(listed: readonly Resource[]): readonly NetworkInterface[] {
  return listed.flatMap((one): readonly NetworkInterface[] => {
    const name = textOf(one.Id) ?? textOf(one.Name);
    const mac = parseMac(textOf(one.PermanentMACAddress) ?? textOf(one.MACAddress) ?? '');
    if (name === undefined || mac === undefined) return [];
    const addresses = addressesOf(one.IPv4Addresses);
    const link = one.LinkStatus;
    return [
      {
        name,
        mac,
        macKind: macKindOf(mac),
        ...(addresses.length > 0 && { addresses }),
        ...((link === 'LinkUp' || link === 'LinkDown') && { up: link === 'LinkUp' }),
      },
    ];
  });
}

function addressesOf(listed: unknown): readonly string[] {
  const entries = Array.isArray(listed) ? listed.slice(0, 64).filter(isRecord) : [];
  return entries.flatMap(({ Address }) => {
    const address = textOf(Address);
    return address === undefined || address === '0.0.0.0' ? [] : [address];
  });
}
