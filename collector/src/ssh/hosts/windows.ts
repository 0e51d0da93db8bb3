/** A Windows host without an agent: one PowerShell process that prints its classes as JSON. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { Component, DeviceClass, NetworkInterface } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { definedOf, isRecord, jsonOf, textOf } from '../../json.ts';
import { memoryModules, type Socket } from '../../memory-modules.ts';
import { classOfChassis } from './chassis.ts';
import type { Guest, HostFacts } from './host-facts.ts';

/**
 * Name, and the expression that fills it. None has a dollar or a double quote in it: cmd.exe and
 * PowerShell, either of which may be what logs in, leave it as it is.
 */
const CLASSES: readonly (readonly [string, string])[] = [
  ['system', 'Win32_ComputerSystem | Select-Object DNSHostName,SystemSKUNumber,SystemFamily'],
  ['product', 'Win32_ComputerSystemProduct | Select-Object Vendor,Name,IdentifyingNumber,UUID'],
  ['bios', 'Win32_BIOS | Select-Object Manufacturer,SMBIOSBIOSVersion,SerialNumber,ReleaseDate'],
  ['board', 'Win32_BaseBoard | Select-Object SerialNumber'],
  ['enclosure', 'Win32_SystemEnclosure | Select-Object SerialNumber,SMBIOSAssetTag,ChassisTypes'],
  ['os', 'Win32_OperatingSystem | Select-Object Caption,Version'],
  ['cpu', 'Win32_Processor | Select-Object Manufacturer,Name,SocketDesignation'],
  [
    'memory',
    'Win32_PhysicalMemory | Select-Object Capacity,DeviceLocator,BankLabel,Manufacturer,SerialNumber,PartNumber',
  ],
  [
    'disks',
    '-Namespace root/microsoft/windows/storage MSFT_PhysicalDisk | Select-Object DeviceId,Model,SerialNumber,AdapterSerialNumber,FirmwareVersion,Size',
  ],
  [
    'adapters',
    "Win32_NetworkAdapter -Filter 'MACAddress IS NOT NULL' | Select-Object Index,ProductName,NetConnectionID,NetConnectionStatus,MACAddress,PNPDeviceID",
  ],
  [
    'addresses',
    "Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=True' | Select-Object Index,IPAddress",
  ],
  [
    'guests',
    '-Namespace root/virtualization/v2 Msvm_VirtualSystemSettingData | Where-Object VirtualSystemType -eq Microsoft:Hyper-V:System:Realized | Select-Object VirtualSystemIdentifier,ElementName,BIOSGUID,BIOSSerialNumber',
  ],
];

export const WINDOWS_SCRIPT: string = [
  'powershell -NoLogo -NoProfile -NonInteractive -Command "',
  "[Console]::OutputEncoding=[Text.Encoding]::UTF8; @{ muster='1'; ",
  "guid=(Get-ItemProperty 'HKLM:/SOFTWARE/Microsoft/Cryptography').MachineGuid; ",
  CLASSES.map(([name, rest]) => `${name}=@(Get-CimInstance ${rest})`).join('; '),
  ' } | ConvertTo-Json -Depth 4 -Compress"',
].join('');

type Instance = Readonly<Record<string, unknown>>;

/** Classes have a few instances; adapters and guests some hundreds. */
const INSTANCES_MAX = 4096;

export function readWindowsHost(output: string): HostFacts | undefined {
  // Errors of classes that are closed or missing may stand before it.
  const start = output.indexOf('{"');
  const reply = start < 0 ? undefined : jsonOf(output.slice(start).trim());
  if (!isRecord(reply) || reply.muster !== '1') return undefined;
  const all = (name: string): readonly Instance[] => {
    const value = reply[name];
    return (Array.isArray(value) ? value : [value]).slice(0, INSTANCES_MAX).filter(isRecord);
  };
  const one = (name: string): Instance => all(name)[0] ?? {};
  const [product, bios, enclosure, os] = [one('product'), one('bios'), one('enclosure'), one('os')];
  const vendor = realValue('vendor', textOf(product.Vendor));
  const model = realValue('model', textOf(product.Name));
  const uuid = uuidOf(product.UUID);
  const name = textOf(os.Caption);
  const firmware = definedOf({
    vendor: realValue('vendor', textOf(bios.Manufacturer)),
    version: realValue('version', textOf(bios.SMBIOSBIOSVersion)),
    releasedOn: dayOf(bios.ReleaseDate),
  });
  const kind = kindOf(vendor, model, enclosure.ChassisTypes);
  const guests = all('guests').flatMap(guestOf);
  return {
    ...(kind !== undefined && { class: kind }),
    device: definedOf({
      vendor,
      model,
      serial: realValue('serial', textOf(bios.SerialNumber) ?? textOf(product.IdentifyingNumber)),
      chassisSerial: realValue('serial', textOf(enclosure.SerialNumber)),
      boardSerial: realValue('serial', textOf(one('board').SerialNumber)),
      assetTag: realValue('assetTag', textOf(enclosure.SMBIOSAssetTag)),
      sku: realValue('sku', textOf(one('system').SystemSKUNumber)),
      family: realValue('family', textOf(one('system').SystemFamily)),
      hostname: textOf(one('system').DNSHostName),
      machineId: /^[0-9a-f-]{36}$/.exec(textOf(reply.guid)?.toLowerCase() ?? '')?.[0],
      uuid,
    }),
    os: { name: name ?? 'Windows', ...definedOf({ version: textOf(os.Version) }) },
    ...(firmware.version !== undefined && { firmware }),
    components: [
      ...processorsOf(all('cpu')),
      ...memoryModules(all('memory').map(socketOf)),
      ...disksOf(all('disks')),
    ],
    interfaces: interfacesOf(all('adapters'), all('addresses')),
    ...(guests.length > 0 && { guests }),
  };
}

function uuidOf(value: unknown): string | undefined {
  const uuid = parseUuid(textOf(value)?.replaceAll(/[{}]/g, '') ?? '');
  return uuid === undefined ? undefined : realValue('uuid', uuid);
}

function kindOf(
  vendor: string | undefined,
  model: string | undefined,
  chassis: unknown,
): DeviceClass | undefined {
  const isGuest = /\b(?:VMware|QEMU|KVM|Xen|VirtualBox|innotek|Virtual Machine|HVM domU)\b/i;
  if (isGuest.test(`${vendor ?? ''} ${model ?? ''}`)) return 'vm';
  const [type] = Array.isArray(chassis) ? chassis : [chassis];
  return classOfChassis(textOf(type));
}

function processorsOf(processors: readonly Instance[]): readonly Component[] {
  return processors.map((processor, index) => ({
    kind: 'cpu',
    key: `cpu:${index}`,
    ...definedOf({
      slot: textOf(processor.SocketDesignation),
      vendor: realValue('vendor', textOf(processor.Manufacturer)),
      model: realValue('model', textOf(processor.Name)),
    }),
  }));
}

function socketOf(module: Instance): Socket {
  const size = Number(module.Capacity);
  return {
    locator: textOf(module.DeviceLocator),
    bank: textOf(module.BankLabel),
    sizeBytes: Number.isSafeInteger(size) ? size : undefined,
    vendor: textOf(module.Manufacturer),
    partNumber: textOf(module.PartNumber),
    serial: textOf(module.SerialNumber),
  };
}

/** "/Date(1599768223000)/" of PowerShell 5, or an ISO time of later ones; the day of it. */
function dayOf(value: unknown): string | undefined {
  const text = textOf(value) ?? '';
  const stamp = /^\/Date\((-?\d{1,14})\)\/$/.exec(text)?.[1];
  const iso = stamp === undefined ? text : new Date(Number(stamp)).toISOString();
  return /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(iso)?.[0];
}

/** "0000_A5B0_…": an NVMe namespace's identifier, which is no serial. */
const NAMESPACE_ID = /^(?:[0-9A-F]{4}_){3,7}[0-9A-F]{4}\.?$/i;

function disksOf(disks: readonly Instance[]): readonly Component[] {
  return disks.map((disk, index) => {
    const id = textOf(disk.DeviceId) ?? String(index);
    const serial = textOf(disk.AdapterSerialNumber) ?? textOf(disk.SerialNumber);
    const size = Number(disk.Size);
    return {
      kind: 'disk',
      key: `disk:${id.slice(0, 240)}`,
      slot: id,
      ...(Number.isSafeInteger(size) && size > 0 && { sizeBytes: size }),
      ...definedOf({
        model: realValue('model', textOf(disk.Model)),
        serial: NAMESPACE_ID.test(serial ?? '') ? undefined : realValue('serial', serial),
        firmware: realValue('version', textOf(disk.FirmwareVersion)),
      }),
    };
  });
}

/** Enumerators of plug and play whose devices are made by software or by a hypervisor. */
const VIRTUAL_BUS = /^(?:ROOT|SWD|VMBUS|COMPOSITEBUS|\{)/i;

function interfacesOf(
  adapters: readonly Instance[],
  configurations: readonly Instance[],
): readonly NetworkInterface[] {
  const addressesOf = new Map(
    configurations.map((one) => [
      textOf(one.Index),
      (Array.isArray(one.IPAddress) ? one.IPAddress : [one.IPAddress])
        .flatMap((address) => textOf(address) ?? [])
        .slice(0, 256),
    ]),
  );
  return adapters.flatMap((adapter): readonly NetworkInterface[] => {
    const description = textOf(adapter.ProductName);
    const name = textOf(adapter.NetConnectionID) ?? description;
    const mac = parseMac(textOf(adapter.MACAddress) ?? '');
    if (name === undefined || mac === undefined) return [];
    const isVirtual = VIRTUAL_BUS.test(textOf(adapter.PNPDeviceID) ?? '');
    const addresses = addressesOf.get(textOf(adapter.Index)) ?? [];
    const status = adapter.NetConnectionStatus;
    return [
      {
        name,
        mac,
        macKind: isVirtual ? 'virtual' : macKindOf(mac, { interfaceName: name }),
        ...(addresses.length > 0 && { addresses }),
        ...(typeof status === 'number' && { up: status === 2 }),
        ...(description !== undefined && { description }),
      },
    ];
  });
}

function guestOf(guest: Instance): readonly Guest[] {
  const id = textOf(guest.VirtualSystemIdentifier);
  if (id === undefined) return [];
  const [name, uuid] = [textOf(guest.ElementName), uuidOf(guest.BIOSGUID)];
  const serial = realValue('serial', textOf(guest.BIOSSerialNumber));
  return [
    {
      kind: 'vm',
      id,
      ...(name !== undefined && { name }),
      ...(uuid !== undefined && { uuid }),
      ...(serial !== undefined && { serial }),
    },
  ];
}
