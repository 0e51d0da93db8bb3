/**
 * The firmware's structures as WMI classes repeat them: for hosts whose raw table was not read,
 * and for dumps of other tools. The same shape as the decoder's.
 */
import { present } from '../present.ts';
import { chassisTypeName, memoryFormFactorName, memoryTypeName } from '../smbios/names.ts';
import type {
  Bios,
  Board,
  Chassis,
  MemoryDevice,
  Processor,
  Smbios,
  System,
} from '../smbios/smbios.ts';
import {
  countIn,
  firstOf,
  type Instance,
  type Instances,
  instancesOf,
  textIn,
} from './instances.ts';

export function smbiosOfInstances(instances: Instances): Smbios {
  const computer = firstOf(instances, 'Win32_ComputerSystem');
  const product = firstOf(instances, 'Win32_ComputerSystemProduct');
  const bios = firstOf(instances, 'Win32_BIOS');
  return {
    bios: present<Bios>({
      vendor: textIn(bios, 'Manufacturer'),
      // Where there is no SMBIOS, the old string of the BIOS itself.
      version: textIn(bios, 'SMBIOSBIOSVersion', 'Version', 'BIOSVersion'),
      releaseDate: textIn(bios, 'ReleaseDate'),
    }),
    system: present<System>({
      manufacturer: textIn(computer, 'Manufacturer') ?? textIn(product, 'Vendor'),
      productName: textIn(computer, 'Model') ?? textIn(product, 'Name'),
      version: textIn(product, 'Version'),
      serial: textIn(product, 'IdentifyingNumber') ?? textIn(bios, 'SerialNumber'),
      uuid: textIn(product, 'UUID'),
      sku: textIn(computer, 'SystemSKUNumber') ?? textIn(product, 'SKUNumber'),
      family: textIn(computer, 'SystemFamily'),
    }),
    boards: instancesOf(instances, 'Win32_BaseBoard').map((board) =>
      present<Board>({
        manufacturer: textIn(board, 'Manufacturer'),
        productName: textIn(board, 'Product'),
        version: textIn(board, 'Version'),
        serial: textIn(board, 'SerialNumber'),
      }),
    ),
    chassis: instancesOf(instances, 'Win32_SystemEnclosure').map((chassis) =>
      present<Chassis>({
        manufacturer: textIn(chassis, 'Manufacturer'),
        chassisType: chassisTypeName(countIn(chassis, 'ChassisTypes')),
        version: textIn(chassis, 'Version'),
        serial: textIn(chassis, 'SerialNumber'),
        assetTag: textIn(chassis, 'SMBIOSAssetTag'),
        sku: textIn(chassis, 'SKU'),
      }),
    ),
    processors: instancesOf(instances, 'Win32_Processor').map(processorOf),
    memoryDevices: instancesOf(instances, 'Win32_PhysicalMemory').map(memoryOf),
    slots: [],
    onBoardDevices: [],
    oemStrings: [],
    batteries: [],
    powerSupplies: [],
    hostInterfaces: [],
    truncated: false,
  };
}

function processorOf(processor: Instance): Processor {
  return present<Processor>({
    socket: textIn(processor, 'SocketDesignation'),
    manufacturer: textIn(processor, 'Manufacturer'),
    version: textIn(processor, 'Name'),
    maxSpeedMegahertz: countIn(processor, 'MaxClockSpeed'),
    cores: countIn(processor, 'NumberOfCores'),
    threads: countIn(processor, 'NumberOfLogicalProcessors'),
  });
}

function memoryOf(module: Instance): MemoryDevice {
  return present<MemoryDevice>({
    sizeBytes: countIn(module, 'Capacity'),
    formFactor: wmiFormFactor(countIn(module, 'FormFactor')),
    locator: textIn(module, 'DeviceLocator'),
    bankLocator: textIn(module, 'BankLabel'),
    memoryType: memoryTypeName(countIn(module, 'SMBIOSMemoryType')),
    speed: countIn(module, 'Speed') || undefined,
    configuredSpeed: countIn(module, 'ConfiguredClockSpeed') || undefined,
    manufacturer: textIn(module, 'Manufacturer'),
    serial: textIn(module, 'SerialNumber'),
    partNumber: textIn(module, 'PartNumber'),
    totalWidthBits: countIn(module, 'TotalWidth') || undefined,
    dataWidthBits: countIn(module, 'DataWidth') || undefined,
  });
}

/** CIM counts form factors in an order of its own; DIMM and SODIMM are what is met. */
function wmiFormFactor(code: number | undefined): string | undefined {
  return code === 8 ? memoryFormFactorName(9) : code === 12 ? memoryFormFactorName(13) : undefined;
}
