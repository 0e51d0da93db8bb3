/** The single facts of /sys/class/dmi/id, as the structures they were taken from. Pure. */
import { present } from '../present.ts';
import { chassisTypeName } from '../smbios/names.ts';
import type { Bios, Board, Chassis, Smbios, System } from '../smbios/smbios.ts';

/** The files that are read (Linux, drivers/firmware/dmi-id.c). */
export const ID_FILES = [
  'bios_vendor',
  'bios_version',
  'bios_date',
  'bios_release',
  'ec_firmware_release',
  'sys_vendor',
  'product_name',
  'product_version',
  'product_serial',
  'product_uuid',
  'product_sku',
  'product_family',
  'board_vendor',
  'board_name',
  'board_version',
  'board_serial',
  'board_asset_tag',
  'chassis_vendor',
  'chassis_type',
  'chassis_version',
  'chassis_serial',
  'chassis_asset_tag',
] as const;
export type IdFile = (typeof ID_FILES)[number];

/** @param text a file's content without its line end; undefined where it could not be read */
export function smbiosOfIds(text: (file: IdFile) => string | undefined): Smbios {
  const chassisCode = Number(text('chassis_type')?.trim());
  return {
    bios: present<Bios>({
      vendor: text('bios_vendor'),
      version: text('bios_version'),
      releaseDate: text('bios_date'),
      revision: text('bios_release'),
      firmwareRevision: text('ec_firmware_release'),
    }),
    system: present<System>({
      manufacturer: text('sys_vendor'),
      productName: text('product_name'),
      version: text('product_version'),
      serial: text('product_serial'),
      uuid: text('product_uuid'),
      sku: text('product_sku'),
      family: text('product_family'),
    }),
    boards: [
      present<Board>({
        manufacturer: text('board_vendor'),
        productName: text('board_name'),
        version: text('board_version'),
        serial: text('board_serial'),
        assetTag: text('board_asset_tag'),
      }),
    ],
    chassis: [
      present<Chassis>({
        manufacturer: text('chassis_vendor'),
        chassisType: Number.isInteger(chassisCode) ? chassisTypeName(chassisCode) : undefined,
        version: text('chassis_version'),
        serial: text('chassis_serial'),
        assetTag: text('chassis_asset_tag'),
      }),
    ],
    processors: [],
    slots: [],
    onBoardDevices: [],
    oemStrings: [],
    memoryDevices: [],
    batteries: [],
    powerSupplies: [],
    hostInterfaces: [],
    truncated: false,
  };
}
