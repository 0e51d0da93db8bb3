/** A Windows host without an agent: one PowerShell process that prints its classes as JSON. */

import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { classOf } from '@muster/hosts/device-class';
import { firmwareHypervisor } from '@muster/hosts/virtualization';
import { windowsFindings } from '@muster/hosts/windows/facts';
import type { Instance } from '@muster/hosts/windows/instances';
import { isRecord, jsonOf, textOf } from '../../json.ts';
import { tidyTexts } from '../../tidy-text.ts';
import type { Guest, HostFacts } from './host-facts.ts';

/**
 * Name, and the expression that fills it. None has a dollar or a double quote in it: cmd.exe and
 * PowerShell, either of which may be what logs in, leave it as it is.
 */
const CLASSES: readonly (readonly [string, string, string])[] = [
  [
    'system',
    'Win32_ComputerSystem',
    'Manufacturer,Model,Name,DNSHostName,SystemSKUNumber,SystemFamily',
  ],
  [
    'product',
    'Win32_ComputerSystemProduct',
    'Vendor,Name,Version,IdentifyingNumber,UUID,SKUNumber',
  ],
  ['bios', 'Win32_BIOS', 'Manufacturer,SMBIOSBIOSVersion,SerialNumber,ReleaseDate'],
  ['board', 'Win32_BaseBoard', 'Manufacturer,Product,Version,SerialNumber'],
  [
    'enclosure',
    'Win32_SystemEnclosure',
    'Manufacturer,SerialNumber,SMBIOSAssetTag,ChassisTypes,Version',
  ],
  ['os', 'Win32_OperatingSystem', 'Caption,Version,InstallDate'],
  ['cpu', 'Win32_Processor', 'Manufacturer,Name,SocketDesignation,NumberOfCores'],
  [
    'memory',
    'Win32_PhysicalMemory',
    'Capacity,DeviceLocator,BankLabel,Manufacturer,SerialNumber,PartNumber,SMBIOSMemoryType,Speed',
  ],
  [
    'disks',
    '-Namespace root/microsoft/windows/storage MSFT_PhysicalDisk',
    'DeviceId,Model,SerialNumber,AdapterSerialNumber,FirmwareVersion,Size,BusType',
  ],
  [
    'adapters',
    "Win32_NetworkAdapter -Filter 'MACAddress IS NOT NULL'",
    'Index,InterfaceIndex,ProductName,NetConnectionID,NetConnectionStatus,MACAddress,PNPDeviceID,Speed',
  ],
  ['addresses', "Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=True'", 'Index,IPAddress'],
  [
    'guests',
    '-Namespace root/virtualization/v2 Msvm_VirtualSystemSettingData | Where-Object VirtualSystemType -eq Microsoft:Hyper-V:System:Realized',
    'VirtualSystemIdentifier,ElementName,BIOSGUID,BIOSSerialNumber',
  ],
];

/** The class that a query asks for. */
const CLASS_NAME = /\b(?:Win32|MSFT|Msvm)_\w+/;

export const WINDOWS_SCRIPT: string = [
  'powershell -NoLogo -NoProfile -NonInteractive -Command "',
  "[Console]::OutputEncoding=[Text.Encoding]::UTF8; @{ muster='1'; ",
  "guid=(Get-ItemProperty 'HKLM:/SOFTWARE/Microsoft/Cryptography').MachineGuid; ",
  // The firmware's own table, which everybody may read there.
  "smbios=[Convert]::ToBase64String((Get-ItemProperty 'HKLM:/SYSTEM/CurrentControlSet/Services/mssmbios/Data').SMBiosData); ",
  CLASSES.map(
    ([name, query, properties]) =>
      `${name}=@(Get-CimInstance ${query} | Select-Object ${properties})`,
  ).join('; '),
  ' } | ConvertTo-Json -Depth 4 -Compress"',
].join('');

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
  const instances = new Map(
    CLASSES.map(([name, query]) => [
      CLASS_NAME.exec(query)?.[0].toLowerCase() ?? name,
      all(name).map(withDays),
    ]),
  );
  instances.set('registry', [{ MachineGuid: textOf(reply.guid) }]);
  const found = tidyTexts(windowsFindings(instances, tableOf(reply.smbios)));
  const { device = {}, os, firmware, components = [], interfaces = [], candidates = [] } = found;
  const names = {
    vendor: device.vendor,
    product: device.model,
    biosVendor: firmware?.vendor,
    boardVendor: undefined,
  };
  const nature = firmwareHypervisor(names) === undefined ? 'machine' : 'guest';
  const kind = classOf(device.formFactor, nature);
  const guests = all('guests').flatMap(guestOf);
  return {
    ...(kind !== undefined && { class: kind }),
    device,
    os: os ?? { name: 'Windows' },
    ...(firmware !== undefined && { firmware }),
    components,
    interfaces,
    ...(guests.length > 0 && { guests }),
    ...(candidates.length > 0 && { candidates }),
    ...(found.unread !== undefined && found.unread.length > 0 && { unread: found.unread }),
    ...(found.more !== undefined && { more: found.more }),
  };
}

/** Undefined where the registry has none, as in some guests. */
function tableOf(encoded: unknown): Uint8Array | undefined {
  if (typeof encoded !== 'string' || encoded === '') return undefined;
  return Buffer.from(encoded, 'base64');
}

/** "/Date(1599768223000)/", as PowerShell 5 writes times, as an ISO time. */
function withDays(instance: Instance): Instance {
  return Object.fromEntries(
    Object.entries(instance).map(([name, value]) => {
      const stamp =
        typeof value === 'string' ? /^\/Date\((-?\d{1,14})\)\/$/.exec(value)?.[1] : undefined;
      return [name, stamp === undefined ? value : new Date(Number(stamp)).toISOString()];
    }),
  );
}

function uuidOf(value: unknown): string | undefined {
  const uuid = parseUuid(textOf(value)?.replaceAll(/[{}]/g, '') ?? '');
  return uuid === undefined ? undefined : realValue('uuid', uuid);
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
