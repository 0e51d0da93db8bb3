/** Memory Device, type 17 (DSP0134 §7.18): one socket, populated or not. */

import { present } from '../present.ts';
import { memoryFormFactorName, memoryTypeName } from './names.ts';
import type { MemoryDevice } from './smbios.ts';
import { byteAt, dwordAt, type Structure, textAt, wordAt } from './structure.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * 1024;

export function decodeMemoryDevice(structure: Structure): MemoryDevice {
  return present<MemoryDevice>({
    totalWidthBits: width(wordAt(structure, 0x08)),
    dataWidthBits: width(wordAt(structure, 0x0a)),
    sizeBytes: sizeBytes(structure),
    formFactor: memoryFormFactorName(byteAt(structure, 0x0e)),
    locator: textAt(structure, 0x10),
    bankLocator: textAt(structure, 0x11),
    memoryType: memoryTypeName(byteAt(structure, 0x12)),
    speed: speed(structure, 0x15, 0x54),
    manufacturer: textAt(structure, 0x17),
    serial: textAt(structure, 0x18),
    assetTag: textAt(structure, 0x19),
    partNumber: textAt(structure, 0x1a),
    rank: (byteAt(structure, 0x1b) ?? 0) & 0x0f || undefined,
    configuredSpeed: speed(structure, 0x20, 0x58),
    firmwareVersion: textAt(structure, 0x2b),
  });
}

/** 0xffff is unknown; 0 says that there is no error correction or no module. */
function width(bits: number | undefined): number | undefined {
  return bits === 0xffff ? undefined : bits || undefined;
}

/**
 * A word: 0 no module, 0xffff unknown, 0x7fff "see the extended size" (a count of MiB in 31 bits);
 * else a count of MiB, or of KiB when bit 15 is set.
 */
function sizeBytes(structure: Structure): number | undefined {
  const size = wordAt(structure, 0x0c);
  if (size === undefined || size === 0xffff) return undefined;
  if (size === 0x7fff) {
    const extended = dwordAt(structure, 0x1c);
    return extended === undefined ? undefined : (extended % 0x8000_0000) * MEBIBYTE;
  }
  return (size & 0x8000) !== 0 ? (size & 0x7fff) * KIBIBYTE : size * MEBIBYTE;
}

/** A word of MT/s: 0 unknown, 0xffff "see the extended speed" (31 bits). */
function speed(structure: Structure, offset: number, extendedOffset: number): number | undefined {
  const value = wordAt(structure, offset);
  if (value === 0xffff) return (dwordAt(structure, extendedOffset) ?? 0) % 0x8000_0000 || undefined;
  return value || undefined;
}
