/** Decodes an SMBIOS table into `Smbios`: DSP0134 3.7, every older layout included. */

import { present } from '../present.ts';
import type { RawTable, SmbiosVersion } from './entry-point.ts';
import { decodeHostInterface } from './host-interface.ts';
import { decodeMemoryDevice } from './memory-device.ts';
import {
  batteryChemistryName,
  boardTypeName,
  chassisTypeName,
  ipmiInterfaceName,
  onBoardTypeName,
  processorTypeName,
  slotUsageName,
} from './names.ts';
import type {
  Battery,
  Bios,
  Board,
  Chassis,
  HostInterface,
  Ipmi,
  MemoryDevice,
  OnBoardDevice,
  PowerSupply,
  Processor,
  Slot,
  Smbios,
  System,
  TpmDevice,
} from './smbios.ts';
import { byteAt, decodeStructures, type Structure, textAt, wordAt } from './structure.ts';
import { formatUuidBytes, hasLittleEndianUuid } from './uuid-bytes.ts';

export function decodeSmbios({ version, table }: RawTable): Smbios {
  const { structures, truncated } = decodeStructures(table);
  const of = <T>(type: number, decode: (structure: Structure) => T): T[] =>
    structures.filter((structure) => structure.type === type).map(decode);
  const first = <T>(type: number, decode: (structure: Structure) => T): T | undefined => {
    const found = structures.find((structure) => structure.type === type);
    return found && decode(found);
  };
  const bios = first(0, decodeBios);
  const system = first(1, (structure) => decodeSystem(structure, version));
  const ipmi = first(38, decodeIpmi);
  const tpm = first(43, decodeTpm);
  return {
    version,
    ...(bios && { bios }),
    ...(system && { system }),
    boards: of(2, decodeBoard),
    chassis: of(3, decodeChassis),
    processors: of(4, decodeProcessor),
    slots: of(9, decodeSlot),
    onBoardDevices: [...of(10, decodeOnBoardDevices).flat(), ...of(41, decodeOnBoardDevice)],
    oemStrings: of(11, ({ strings }) => strings).flat(),
    memoryDevices: of<MemoryDevice>(17, decodeMemoryDevice),
    batteries: of(22, decodeBattery),
    powerSupplies: of(39, decodePowerSupply),
    ...(ipmi && { ipmi }),
    hostInterfaces: of<HostInterface>(42, decodeHostInterface),
    ...(tpm && { tpm }),
    truncated,
  };
}

function decodeBios(structure: Structure): Bios {
  const extension = byteAt(structure, 0x13);
  return present<Bios>({
    vendor: textAt(structure, 0x04),
    version: textAt(structure, 0x05),
    releaseDate: textAt(structure, 0x08),
    revision: revisionAt(structure, 0x14),
    firmwareRevision: revisionAt(structure, 0x16),
    isUefi: extension === undefined ? undefined : (extension & 0x08) !== 0,
    isVirtualMachine: extension === undefined ? undefined : (extension & 0x10) !== 0,
  });
}

/** Two bytes, major and minor; 0xff means that there is none. */
function revisionAt(structure: Structure, offset: number): string | undefined {
  const major = byteAt(structure, offset);
  const minor = byteAt(structure, offset + 1);
  if (major === undefined || minor === undefined || major === 0xff || minor === 0xff)
    return undefined;
  return `${major}.${minor}`;
}

function decodeSystem(structure: Structure, version: SmbiosVersion): System {
  return present<System>({
    manufacturer: textAt(structure, 0x04),
    productName: textAt(structure, 0x05),
    version: textAt(structure, 0x06),
    serial: textAt(structure, 0x07),
    uuid: formatUuidBytes(structure.data.subarray(0x08, 0x18), hasLittleEndianUuid(version)),
    sku: textAt(structure, 0x19),
    family: textAt(structure, 0x1a),
  });
}

function decodeBoard(structure: Structure): Board {
  return present<Board>({
    handle: structure.handle,
    manufacturer: textAt(structure, 0x04),
    productName: textAt(structure, 0x05),
    version: textAt(structure, 0x06),
    serial: textAt(structure, 0x07),
    assetTag: textAt(structure, 0x08),
    location: textAt(structure, 0x0a),
    chassisHandle: wordAt(structure, 0x0b),
    boardType: boardTypeName(byteAt(structure, 0x0d)),
  });
}

function decodeChassis(structure: Structure): Chassis {
  // The contained elements, n records of m bytes, stand before the SKU.
  const count = byteAt(structure, 0x13) ?? 0;
  const length = byteAt(structure, 0x14) ?? 0;
  return present<Chassis>({
    handle: structure.handle,
    manufacturer: textAt(structure, 0x04),
    chassisType: chassisTypeName(byteAt(structure, 0x05)),
    version: textAt(structure, 0x06),
    serial: textAt(structure, 0x07),
    assetTag: textAt(structure, 0x08),
    sku: textAt(structure, 0x15 + count * length),
  });
}

function decodeProcessor(structure: Structure): Processor {
  const status = byteAt(structure, 0x18);
  return present<Processor>({
    socket: textAt(structure, 0x04),
    processorType: processorTypeName(byteAt(structure, 0x05)),
    manufacturer: textAt(structure, 0x07),
    version: textAt(structure, 0x10),
    isPopulated: status === undefined ? undefined : (status & 0x40) !== 0,
    maxSpeedMegahertz: wordAt(structure, 0x14) || undefined,
    currentSpeedMegahertz: wordAt(structure, 0x16) || undefined,
    serial: textAt(structure, 0x20),
    assetTag: textAt(structure, 0x21),
    partNumber: textAt(structure, 0x22),
    cores: wideCount(structure, 0x23, 0x2a),
    threads: wideCount(structure, 0x25, 0x2e),
  });
}

/** A count of one byte; 255 refers to a word added later (§7.5.7). 0 is unknown. */
function wideCount(structure: Structure, narrow: number, wide: number): number | undefined {
  const count = byteAt(structure, narrow);
  if (count === 0xff) return wordAt(structure, wide) || count;
  return count || undefined;
}

function decodeSlot(structure: Structure): Slot {
  return present<Slot>({
    designation: textAt(structure, 0x04),
    usage: slotUsageName(byteAt(structure, 0x07)),
    busAddress: busAddressAt(structure, 0x0d),
  });
}

/** Segment (word), bus, device and function; all ones, or nothing at all, means none. */
function busAddressAt(structure: Structure, offset: number): string | undefined {
  const segment = wordAt(structure, offset);
  const bus = byteAt(structure, offset + 2);
  const deviceFunction = byteAt(structure, offset + 3);
  if (segment === undefined || bus === undefined || deviceFunction === undefined) return undefined;
  if (segment === 0xffff || (bus === 0xff && deviceFunction === 0xff)) return undefined;
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  return `${hex(segment, 4)}:${hex(bus, 2)}:${hex(deviceFunction >> 3, 2)}.${deviceFunction & 7}`;
}

/** Type 10: pairs of type and description up to the end of the structure. */
function decodeOnBoardDevices(structure: Structure): OnBoardDevice[] {
  const devices: OnBoardDevice[] = [];
  for (let at = 4; at + 1 < structure.data.length; at += 2) {
    devices.push(
      present<OnBoardDevice>({
        designation: textAt(structure, at + 1),
        ...onBoardType(byteAt(structure, at)),
      }),
    );
  }
  return devices;
}

function decodeOnBoardDevice(structure: Structure): OnBoardDevice {
  return present<OnBoardDevice>({
    designation: textAt(structure, 0x04),
    ...onBoardType(byteAt(structure, 0x05)),
    busAddress: busAddressAt(structure, 0x07),
  });
}

/** Bit 7 says whether the device is enabled. */
function onBoardType(code: number | undefined) {
  return {
    deviceType: code === undefined ? undefined : onBoardTypeName(code & 0x7f),
    isEnabled: code === undefined ? undefined : (code & 0x80) !== 0,
  };
}

function decodeBattery(structure: Structure): Battery {
  const capacity = wordAt(structure, 0x0a) || undefined;
  return present<Battery>({
    location: textAt(structure, 0x04),
    manufacturer: textAt(structure, 0x05),
    manufactureDate: textAt(structure, 0x06) ?? smartBatteryDate(wordAt(structure, 0x12)),
    serial: textAt(structure, 0x07) ?? smartBatterySerial(wordAt(structure, 0x10)),
    name: textAt(structure, 0x08),
    chemistry: textAt(structure, 0x14) ?? batteryChemistryName(byteAt(structure, 0x09)),
    designCapacityMilliwattHours: capacity && capacity * (byteAt(structure, 0x15) || 1),
    designVoltageMillivolts: wordAt(structure, 0x0c) || undefined,
  });
}

/** Smart Battery Data Specification: 16 bits, printed in hexadecimal. */
function smartBatterySerial(value: number | undefined): string | undefined {
  return value ? value.toString(16).toUpperCase().padStart(4, '0') : undefined;
}

/** Bits 15:9 years since 1980, 8:5 month, 4:0 day. */
function smartBatteryDate(value: number | undefined): string | undefined {
  if (!value) return undefined;
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${1980 + (value >> 9)}-${pad((value >> 5) & 0x0f)}-${pad(value & 0x1f)}`;
}

function decodePowerSupply(structure: Structure): PowerSupply {
  const power = wordAt(structure, 0x0c);
  const characteristics = wordAt(structure, 0x0e);
  return present<PowerSupply>({
    location: textAt(structure, 0x05),
    name: textAt(structure, 0x06),
    manufacturer: textAt(structure, 0x07),
    serial: textAt(structure, 0x08),
    assetTag: textAt(structure, 0x09),
    partNumber: textAt(structure, 0x0a),
    revision: textAt(structure, 0x0b),
    // 0x8000 is unknown; the unit is a milliwatt, though many makers state watts.
    maxPowerMilliwatts: power === 0x8000 ? undefined : power || undefined,
    isPresent: characteristics === undefined ? undefined : (characteristics & 0x02) !== 0,
  });
}

function decodeIpmi(structure: Structure): Ipmi {
  const revision = byteAt(structure, 0x05);
  return present<Ipmi>({
    interfaceType: ipmiInterfaceName(byteAt(structure, 0x04)),
    specification: revision === undefined ? undefined : `${revision >> 4}.${revision & 0x0f}`,
  });
}

function decodeTpm(structure: Structure): TpmDevice {
  const vendor = structure.data.subarray(0x04, 0x08);
  const major = byteAt(structure, 0x08);
  const minor = byteAt(structure, 0x09);
  const letters = String.fromCharCode(...vendor.filter((byte) => byte > 0x20 && byte < 0x7f));
  return present<TpmDevice>({
    vendor: letters === '' ? undefined : letters,
    specification: major === undefined || minor === undefined ? undefined : `${major}.${minor}`,
    description: textAt(structure, 0x12),
  });
}
