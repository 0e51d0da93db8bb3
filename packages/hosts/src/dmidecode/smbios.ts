/** Turns dmidecode's text into the same `Smbios` that the decoder makes of the raw table. */
import { present } from '../present.ts';
import type {
  Battery,
  Bios,
  Board,
  Chassis,
  Ipmi,
  MemoryDevice,
  OnBoardDevice,
  PowerSupply,
  Processor,
  Slot,
  Smbios,
  System,
  TpmDevice,
} from '../smbios/smbios.ts';
import { type PrintedStructure, parseDmidecodeText } from './text.ts';

export function parseDmidecode(text: string): Smbios {
  const { version, structures, truncated } = parseDmidecodeText(text);
  const of = <T>(type: number, read: (structure: PrintedStructure) => T): T[] =>
    structures.filter((structure) => structure.type === type).map(read);
  const [bios] = of(0, readBios);
  const [system] = of(1, readSystem);
  const [ipmi] = of(38, readIpmi);
  const [tpm] = of(43, readTpm);
  return {
    ...(version && { version }),
    ...(bios && { bios }),
    ...(system && { system }),
    boards: of(2, readBoard),
    chassis: of(3, readChassis),
    processors: of(4, readProcessor),
    slots: of(9, readSlot),
    onBoardDevices: of(41, readOnBoardDevice),
    oemStrings: of(11, ({ items }) => items).flat(),
    memoryDevices: of(17, readMemoryDevice),
    batteries: of(22, readBattery),
    powerSupplies: of(39, readPowerSupply),
    ...(ipmi && { ipmi }),
    hostInterfaces: [],
    ...(tpm && { tpm }),
    truncated,
  };
}

/** dmidecode's own words for "no string", "no such string" and "no meaning in the standard". */
const NOT_STATED = new Set(['Not Specified', '<BAD INDEX>', '<OUT OF SPEC>', 'Not Provided']);

function textOf({ fields }: PrintedStructure, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields.get(name);
    if (value !== undefined && !NOT_STATED.has(value.trim())) return value;
  }
  return undefined;
}

/** A value out of an enumeration: trimmed, and "Unknown" is none. */
function nameOf(structure: PrintedStructure, name: string): string | undefined {
  const value = textOf(structure, name)?.trim();
  return value === '' || value === 'Unknown' ? undefined : value;
}

/** The number a value starts with: "3000 MHz", "8". */
function countOf(structure: PrintedStructure, ...names: readonly string[]): number | undefined {
  const digits = /^\s*(\d{1,12})\b/.exec(textOf(structure, ...names) ?? '')?.[1];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

function readBios(structure: PrintedStructure): Bios {
  const { items } = structure;
  const isListed = items.length > 0;
  return present<Bios>({
    vendor: textOf(structure, 'Vendor'),
    version: textOf(structure, 'Version'),
    releaseDate: textOf(structure, 'Release Date', 'Release'),
    revision: textOf(structure, 'BIOS Revision'),
    firmwareRevision: textOf(structure, 'Firmware Revision'),
    isUefi: isListed ? items.includes('UEFI is supported') : undefined,
    isVirtualMachine: isListed ? items.includes('System is a virtual machine') : undefined,
  });
}

function readSystem(structure: PrintedStructure): System {
  const uuid = textOf(structure, 'UUID')?.trim();
  return present<System>({
    manufacturer: textOf(structure, 'Manufacturer', 'Vendor'),
    productName: textOf(structure, 'Product Name', 'Product'),
    version: textOf(structure, 'Version'),
    serial: textOf(structure, 'Serial Number'),
    uuid: uuid === 'Not Present' || uuid === 'Not Settable' ? undefined : uuid,
    sku: textOf(structure, 'SKU Number'),
    family: textOf(structure, 'Family'),
  });
}

function readBoard(structure: PrintedStructure): Board {
  return present<Board>({
    handle: structure.handle,
    manufacturer: textOf(structure, 'Manufacturer', 'Vendor'),
    productName: textOf(structure, 'Product Name', 'Product'),
    version: textOf(structure, 'Version'),
    serial: textOf(structure, 'Serial Number'),
    assetTag: textOf(structure, 'Asset Tag'),
    location: textOf(structure, 'Location In Chassis'),
    chassisHandle: handleOf(structure, 'Chassis Handle'),
    boardType: nameOf(structure, 'Type'),
  });
}

function handleOf(structure: PrintedStructure, name: string): number | undefined {
  const hex = /^0x([0-9A-Fa-f]{1,4})$/.exec(textOf(structure, name)?.trim() ?? '')?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

function readChassis(structure: PrintedStructure): Chassis {
  return present<Chassis>({
    handle: structure.handle,
    manufacturer: textOf(structure, 'Manufacturer', 'Vendor'),
    chassisType: nameOf(structure, 'Type') ?? nameOf(structure, 'Chassis Type'),
    version: textOf(structure, 'Version'),
    serial: textOf(structure, 'Serial Number'),
    assetTag: textOf(structure, 'Asset Tag'),
    sku: textOf(structure, 'SKU Number'),
  });
}

function readProcessor(structure: PrintedStructure): Processor {
  const status = textOf(structure, 'Status');
  return present<Processor>({
    socket: textOf(structure, 'Socket Designation'),
    processorType: nameOf(structure, 'Type'),
    manufacturer: textOf(structure, 'Manufacturer'),
    version: textOf(structure, 'Version'),
    isPopulated: status === undefined ? undefined : !/Unpopulated/.test(status),
    maxSpeedMegahertz: countOf(structure, 'Max Speed'),
    currentSpeedMegahertz: countOf(structure, 'Current Speed'),
    serial: textOf(structure, 'Serial Number'),
    assetTag: textOf(structure, 'Asset Tag'),
    partNumber: textOf(structure, 'Part Number'),
    cores: countOf(structure, 'Core Count'),
    threads: countOf(structure, 'Thread Count'),
  });
}

function readSlot(structure: PrintedStructure): Slot {
  return present<Slot>({
    designation: textOf(structure, 'Designation'),
    usage: nameOf(structure, 'Current Usage'),
    busAddress: textOf(structure, 'Bus Address')?.trim(),
  });
}

function readOnBoardDevice(structure: PrintedStructure): OnBoardDevice {
  const status = nameOf(structure, 'Status');
  return present<OnBoardDevice>({
    designation: textOf(structure, 'Reference Designation'),
    deviceType: nameOf(structure, 'Type'),
    isEnabled: status === undefined ? undefined : status === 'Enabled',
    busAddress: textOf(structure, 'Bus Address')?.trim(),
  });
}

function readMemoryDevice(structure: PrintedStructure): MemoryDevice {
  return present<MemoryDevice>({
    sizeBytes: sizeOf(textOf(structure, 'Size')),
    formFactor: nameOf(structure, 'Form Factor'),
    locator: textOf(structure, 'Locator'),
    bankLocator: textOf(structure, 'Bank Locator'),
    memoryType: nameOf(structure, 'Type'),
    speed: countOf(structure, 'Speed'),
    configuredSpeed: countOf(structure, 'Configured Memory Speed', 'Configured Clock Speed'),
    manufacturer: textOf(structure, 'Manufacturer'),
    serial: textOf(structure, 'Serial Number'),
    assetTag: textOf(structure, 'Asset Tag'),
    partNumber: textOf(structure, 'Part Number'),
    rank: countOf(structure, 'Rank'),
    firmwareVersion: textOf(structure, 'Firmware Version'),
    totalWidthBits: countOf(structure, 'Total Width'),
    dataWidthBits: countOf(structure, 'Data Width'),
  });
}

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
};

/** "16 GB", "4096 MB", "No Module Installed". dmidecode's units are binary. */
function sizeOf(printed: string | undefined): number | undefined {
  if (printed === undefined) return undefined;
  if (/^No Module Installed/.test(printed.trim())) return 0;
  const [, amount, unit = ''] =
    /^\s*(\d{1,9})\s*(bytes|[kMGT]B)(?:ytes?)?\s*$/i.exec(printed) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

function readBattery(structure: PrintedStructure): Battery {
  const voltage = countOf(structure, 'Design Voltage');
  return present<Battery>({
    location: textOf(structure, 'Location'),
    manufacturer: textOf(structure, 'Manufacturer'),
    manufactureDate: textOf(structure, 'Manufacture Date', 'SBDS Manufacture Date'),
    serial: textOf(structure, 'Serial Number', 'SBDS Serial Number'),
    name: textOf(structure, 'Name'),
    chemistry: textOf(structure, 'Chemistry', 'SBDS Chemistry'),
    designCapacityMilliwattHours: countOf(structure, 'Design Capacity'),
    designVoltageMillivolts: voltage,
  });
}

function readPowerSupply(structure: PrintedStructure): PowerSupply {
  const power = countOf(structure, 'Max Power Capacity');
  const status = textOf(structure, 'Status');
  return present<PowerSupply>({
    location: textOf(structure, 'Location'),
    name: textOf(structure, 'Name'),
    manufacturer: textOf(structure, 'Manufacturer'),
    serial: textOf(structure, 'Serial Number'),
    assetTag: textOf(structure, 'Asset Tag'),
    partNumber: textOf(structure, 'Model Part Number'),
    revision: textOf(structure, 'Revision'),
    maxPowerMilliwatts: power,
    isPresent: status === undefined ? undefined : !/^Not Present/.test(status),
  });
}

function readIpmi(structure: PrintedStructure): Ipmi {
  return present<Ipmi>({
    interfaceType: nameOf(structure, 'Interface Type'),
    specification: textOf(structure, 'Specification Version'),
  });
}

function readTpm(structure: PrintedStructure): TpmDevice {
  return present<TpmDevice>({
    vendor: textOf(structure, 'Vendor ID')?.trim(),
    specification: textOf(structure, 'Specification Version'),
    description: textOf(structure, 'Description'),
  });
}
