/** The enumerations of DSP0134 that Muster reports, spelled as dmidecode spells them. Data only. */

/** §7.4.1 System enclosure or chassis types; index 0 is code 1. */
const chassisTypes = [
  'Other',
  'Unknown',
  'Desktop',
  'Low Profile Desktop',
  'Pizza Box',
  'Mini Tower',
  'Tower',
  'Portable',
  'Laptop',
  'Notebook',
  'Hand Held',
  'Docking Station',
  'All In One',
  'Sub Notebook',
  'Space-saving',
  'Lunch Box',
  'Main Server Chassis',
  'Expansion Chassis',
  'Sub Chassis',
  'Bus Expansion Chassis',
  'Peripheral Chassis',
  'RAID Chassis',
  'Rack Mount Chassis',
  'Sealed-case PC',
  'Multi-system',
  'CompactPCI',
  'AdvancedTCA',
  'Blade',
  'Blade Enclosing',
  'Tablet',
  'Convertible',
  'Detachable',
  'IoT Gateway',
  'Embedded PC',
  'Mini PC',
  'Stick PC',
];

/** §7.3.2 Board types. */
const boardTypes = [
  'Unknown',
  'Other',
  'Server Blade',
  'Connectivity Switch',
  'System Management Module',
  'Processor Module',
  'I/O Module',
  'Memory Module',
  'Daughter Board',
  'Motherboard',
  'Processor+Memory Module',
  'Processor+I/O Module',
  'Interconnect Board',
];

/** §7.18.1 Memory device form factors. */
const memoryFormFactors = [
  'Other',
  'Unknown',
  'SIMM',
  'SIP',
  'Chip',
  'DIP',
  'ZIP',
  'Proprietary Card',
  'DIMM',
  'TSOP',
  'Row Of Chips',
  'RIMM',
  'SODIMM',
  'SRIMM',
  'FB-DIMM',
  'Die',
  'CAMM',
];

/** §7.18.2 Memory device types. */
const memoryTypes = [
  'Other',
  'Unknown',
  'DRAM',
  'EDRAM',
  'VRAM',
  'SRAM',
  'RAM',
  'ROM',
  'Flash',
  'EEPROM',
  'FEPROM',
  'EPROM',
  'CDRAM',
  '3DRAM',
  'SDRAM',
  'SGRAM',
  'RDRAM',
  'DDR',
  'DDR2',
  'DDR2 FB-DIMM',
  'Reserved',
  'Reserved',
  'Reserved',
  'DDR3',
  'FBD2',
  'DDR4',
  'LPDDR',
  'LPDDR2',
  'LPDDR3',
  'LPDDR4',
  'Logical non-volatile device',
  'HBM',
  'HBM2',
  'DDR5',
  'LPDDR5',
  'HBM3',
];

/** §7.5.1 Processor types. */
const processorTypes = [
  'Other',
  'Unknown',
  'Central Processor',
  'Math Processor',
  'DSP Processor',
  'Video Processor',
];

/** §7.23.1 Portable battery chemistry. */
const batteryChemistries = [
  'Other',
  'Unknown',
  'Lead Acid',
  'Nickel Cadmium',
  'Nickel Metal Hydride',
  'Lithium Ion',
  'Zinc Air',
  'Lithium Polymer',
];

/** §7.11.1, §7.42.2 On-board device types. */
const onBoardTypes = [
  'Other',
  'Unknown',
  'Video',
  'SCSI Controller',
  'Ethernet',
  'Token Ring',
  'Sound',
  'PATA Controller',
  'SATA Controller',
  'SAS Controller',
  'Wireless LAN',
  'Bluetooth',
  'WWAN',
  'eMMC',
  'NVMe Controller',
  'UFS Controller',
];

/** §7.10.3 Slot usage. */
const slotUsages = ['Other', 'Unknown', 'Available', 'In Use', 'Unavailable'];

/** §7.39.1 IPMI interface types; index 0 is code 0. */
const ipmiInterfaces = [
  'Unknown',
  'KCS (Keyboard Control Style)',
  'SMIC (Server Management Interface Chip)',
  'BT (Block Transfer)',
  'SSIF (SMBus System Interface)',
];

const named =
  (names: readonly string[], first: number) =>
  (code: number | undefined): string | undefined =>
    code === undefined ? undefined : names[code - first];

export type NameOf = (code: number | undefined) => string | undefined;

/** Bit 7 is the chassis lock, not the type. */
export const chassisTypeName: NameOf = (code) =>
  code === undefined ? undefined : chassisTypes[(code & 0x7f) - 1];
export const boardTypeName: NameOf = named(boardTypes, 1);
export const memoryFormFactorName: NameOf = named(memoryFormFactors, 1);
export const memoryTypeName: NameOf = named(memoryTypes, 1);
export const processorTypeName: NameOf = named(processorTypes, 1);
export const batteryChemistryName: NameOf = named(batteryChemistries, 1);
export const onBoardTypeName: NameOf = named(onBoardTypes, 1);
export const slotUsageName: NameOf = named(slotUsages, 1);
export const ipmiInterfaceName: NameOf = named(ipmiInterfaces, 0);
