/**
 * The one PowerShell script of a Windows inventory, and its reply. One process for everything: a
 * process per question is the best known fault of this trade. It changes nothing, compiles nothing
 * (Add-Type alarms endpoint protection) and needs no execution policy, since it comes on standard
 * input.
 */
import type { Command } from '../host/host.ts';
import type { Instance, Instances } from './instances.ts';

/** Namespace, class, properties. A class that is missing or closed costs only itself. */
const CLASSES: readonly (readonly [namespace: string, name: string, properties: string])[] = [
  [
    'root/cimv2',
    'Win32_ComputerSystem',
    'Manufacturer,Model,Name,DNSHostName,SystemSKUNumber,SystemFamily,UserName,HypervisorPresent',
  ],
  [
    'root/cimv2',
    'Win32_ComputerSystemProduct',
    'Vendor,Name,Version,IdentifyingNumber,UUID,SKUNumber',
  ],
  ['root/cimv2', 'Win32_BIOS', 'Manufacturer,SMBIOSBIOSVersion,ReleaseDate,SerialNumber,Version'],
  ['root/cimv2', 'Win32_BaseBoard', 'Manufacturer,Product,Version,SerialNumber'],
  [
    'root/cimv2',
    'Win32_SystemEnclosure',
    'Manufacturer,ChassisTypes,Version,SerialNumber,SMBIOSAssetTag,SKU',
  ],
  ['root/cimv2', 'Win32_OperatingSystem', 'Caption,Version,BuildNumber,InstallDate,OSArchitecture'],
  [
    'root/cimv2',
    'Win32_Processor',
    'Manufacturer,Name,SocketDesignation,MaxClockSpeed,NumberOfCores,NumberOfLogicalProcessors',
  ],
  [
    'root/cimv2',
    'Win32_PhysicalMemory',
    'Capacity,FormFactor,DeviceLocator,BankLabel,SMBIOSMemoryType,Speed,ConfiguredClockSpeed,Manufacturer,SerialNumber,PartNumber,TotalWidth,DataWidth',
  ],
  [
    'root/microsoft/windows/storage',
    'MSFT_PhysicalDisk',
    'DeviceId,FriendlyName,Model,SerialNumber,AdapterSerialNumber,FirmwareVersion,BusType,MediaType,Size',
  ],
  [
    'root/cimv2',
    'Win32_NetworkAdapter',
    'Index,InterfaceIndex,Name,ProductName,Description,NetConnectionID,NetConnectionStatus,MACAddress,AdapterType,PNPDeviceID,ServiceName,Speed',
  ],
  ['root/cimv2', 'Win32_NetworkAdapterConfiguration', 'Index,IPAddress,MACAddress'],
  [
    'root/cimv2',
    'Win32_VideoController',
    'DeviceID,Name,AdapterCompatibility,DriverVersion,PNPDeviceID',
  ],
  ['root/cimv2', 'Win32_Battery', 'EstimatedChargeRemaining'],
  ['root/wmi', 'BatteryStaticData', 'ManufactureName,DeviceName,SerialNumber,DesignedCapacity'],
  ['root/wmi', 'BatteryFullChargedCapacity', 'FullChargedCapacity'],
  ['root/wmi', 'BatteryCycleCount', 'CycleCount'],
  ['root/wmi', 'WmiMonitorID', 'Active,InstanceName'],
  [
    'root/cimv2/security/microsofttpm',
    'Win32_Tpm',
    'SpecVersion,ManufacturerIdTxt,ManufacturerVersion',
  ],
  [
    'root/cimv2/security/microsoftvolumeencryption',
    'Win32_EncryptableVolume',
    'DriveLetter,ProtectionStatus',
  ],
];

const SCRIPT = `
$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
$out = @{}; $errors = @{}
function Ask($ns, $class, $properties, $filter) {
  try {
    $arguments = @{ Namespace = $ns; ClassName = $class; OperationTimeoutSec = 20 }
    if ($filter) { $arguments.Filter = $filter }
    $out[$class] = @(Get-CimInstance @arguments | Select-Object $properties)
  } catch { $errors[$class] = [string]$_.CategoryInfo.Category }
}
function Value($path, $name) {
  try { (Get-ItemProperty -LiteralPath $path -Name $name).$name } catch { $null }
}
${CLASSES.map(([ns, name, properties]) => `Ask '${ns}' '${name}' @('${properties.split(',').join("','")}')`).join('\n')}
Ask 'root/cimv2' 'Win32_PnPEntity' @('Name','Manufacturer','PNPDeviceID') "PNPDeviceID LIKE 'USB\\\\VID[_]%'"
try {
  $out['Monitor_Edid'] = @($out['WmiMonitorID'] | Where-Object { $_.Active } | ForEach-Object {
    $key = 'HKLM:\\SYSTEM\\CurrentControlSet\\Enum\\' + ($_.InstanceName -replace '_\\d+$', '') + '\\Device Parameters'
    $edid = Value $key 'EDID'
    if ($edid) { @{ Edid = [Convert]::ToBase64String($edid) } }
  })
} catch { $errors['Monitor_Edid'] = [string]$_.CategoryInfo.Category }
$table = Value 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data' 'SMBiosData'
$mdm = try { @(Get-ChildItem 'HKLM:\\SOFTWARE\\Microsoft\\Enrollments' | ForEach-Object { Value $_.PSPath 'ProviderID' } | Where-Object { $_ })[0] } catch { $null }
$out['Registry'] = @(@{
  MachineGuid = Value 'HKLM:\\SOFTWARE\\Microsoft\\Cryptography' 'MachineGuid'
  DisplayVersion = Value 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' 'DisplayVersion'
  UBR = Value 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' 'UBR'
  SecureBoot = Value 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State' 'UEFISecureBootEnabled'
  LastLoggedOnUser = Value 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI' 'LastLoggedOnUser'
  PhysicalHostName = Value 'HKLM:\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters' 'PhysicalHostNameFullyQualified'
  MdmProvider = $mdm
})
@{ classes = $out; errors = $errors; smbios = $(if ($table) { [Convert]::ToBase64String($table) } else { $null }) } |
  ConvertTo-Json -Depth 5 -Compress
`;

export const inventoryCommand: Command = {
  name: 'powershell inventory',
  file: 'powershell.exe',
  args: [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    '& ([ScriptBlock]::Create([Console]::In.ReadToEnd()))',
  ],
  input: SCRIPT,
  // A slow notebook after its start takes 20 s for all classes.
  timeoutMs: 120_000,
};

/** The table alone, where PowerShell is missing or forbidden. */
export const registryCommand: Command = {
  name: 'reg query SMBiosData',
  file: 'reg.exe',
  args: ['query', 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data', '/v', 'SMBiosData'],
  timeoutMs: 20_000,
};

export interface ScriptReply {
  readonly instances: Instances;
  readonly table?: Uint8Array;
  /** The category of the error by class: "PermissionDenied", "ObjectNotFound". */
  readonly errors: ReadonlyMap<string, string>;
}

/** Undefined when it is not what the script prints. */
export function parseScriptReply(text: string): ScriptReply | undefined {
  const reply = parseObject(text);
  const classes = objectIn(reply, 'classes');
  if (classes === undefined) return undefined;
  const instances = new Map<string, readonly Instance[]>();
  for (const [name, value] of Object.entries(classes)) {
    const items = (Array.isArray(value) ? value : [value]).filter(isInstance).map(plain);
    instances.set(name.toLowerCase(), items);
  }
  const errors = new Map(
    Object.entries(objectIn(reply, 'errors') ?? {}).map(([name, said]) => [name, String(said)]),
  );
  const encoded = reply?.smbios;
  const table = typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : undefined;
  return { instances, errors, ...(table && { table }) };
}

function parseObject(text: string): Instance | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isInstance(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function objectIn(value: Instance | undefined, name: string): Instance | undefined {
  const member = value?.[name];
  return isInstance(member) ? member : undefined;
}

function isInstance(value: unknown): value is Instance {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** PowerShell 5 wraps dates: "/Date(1599768223000)/". */
function plain(instance: Instance): Instance {
  return Object.fromEntries(
    Object.entries(instance).map(([name, value]) => {
      const stamp =
        typeof value === 'string' ? /^\/Date\((-?\d{1,15})\)\/$/.exec(value)?.[1] : undefined;
      return [name, stamp === undefined ? value : new Date(Number(stamp)).toISOString()];
    }),
  );
}

/** "    SMBiosData    REG_BINARY    00030400…" */
export function parseRegistryReply(text: string): Uint8Array | undefined {
  const hex = /REG_BINARY\s+([0-9A-Fa-f]+)/.exec(text)?.[1];
  return hex === undefined || hex.length % 2 === 1 ? undefined : Buffer.from(hex, 'hex');
}
