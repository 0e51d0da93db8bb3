/**
 * Finds the structure table in what a system hands out: a Linux entry point with its table, a dump
 * that has both in one file, or the Windows registry's RawSMBIOSData (DSP0134 §5.2).
 */

export interface SmbiosVersion {
  readonly major: number;
  readonly minor: number;
}

export interface EntryPoint {
  readonly version: SmbiosVersion;
  /** The table's length; for the 64-bit entry point an upper bound. */
  readonly tableBytes: number;
  /** Physical address of the table; in a dump file, its offset. */
  readonly address: number;
}

export interface RawTable {
  readonly version: SmbiosVersion;
  readonly table: Uint8Array;
}

/** Real tables are below 64 KiB; a few servers reach 200. */
export const TABLE_BYTES_MAX: number = 1024 * 1024;

/** `_SM3_` (64-bit), `_SM_` (32-bit) or the legacy `_DMI_` alone, at the start of `bytes`. */
export function decodeEntryPoint(bytes: Uint8Array): EntryPoint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, '_SM3_') && bytes.length >= 24) {
    return {
      version: { major: view.getUint8(7), minor: view.getUint8(8) },
      tableBytes: view.getUint32(12, true),
      address: Number(view.getBigUint64(16, true)),
    };
  }
  if (startsWith(bytes, '_SM_') && bytes.length >= 31) {
    return {
      version: knownVersion({ major: view.getUint8(6), minor: view.getUint8(7) }),
      tableBytes: view.getUint16(0x16, true),
      address: view.getUint32(0x18, true),
    };
  }
  if (startsWith(bytes, '_DMI_') && bytes.length >= 15) {
    const revision = view.getUint8(14);
    return {
      version: { major: revision >> 4, minor: revision & 0x0f },
      tableBytes: view.getUint16(6, true),
      address: view.getUint32(8, true),
    };
  }
  return undefined;
}

/** Three misprints seen in the field, each with the version that its tables really follow. */
function knownVersion({ major, minor }: SmbiosVersion): SmbiosVersion {
  if (major === 2 && minor === 0x1f) return { major: 2, minor: 3 };
  if (major === 2 && minor === 0x21) return { major: 2, minor: 3 };
  if (major === 2 && minor === 0x33) return { major: 2, minor: 6 };
  return { major, minor };
}

/** A dump with its entry point first and the table at the offset named in it (or right behind). */
export function decodeDump(bytes: Uint8Array): RawTable | undefined {
  const entry = decodeEntryPoint(bytes);
  if (entry === undefined) return undefined;
  const offset = entry.address > 0 && entry.address < bytes.length ? entry.address : 32;
  const table = bytes.subarray(offset, offset + Math.min(entry.tableBytes, TABLE_BYTES_MAX));
  return { version: entry.version, table };
}

/**
 * The registry value `mssmbios\Data\SMBiosData`: RawSMBIOSData of GetSystemFirmwareTable, with a
 * calling-method byte, major, minor, DMI revision and the length before the table.
 */
export function decodeRegistryTable(bytes: Uint8Array): RawTable | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(4, true);
  const major = view.getUint8(1);
  if (major < 2 || major > 3 || length > TABLE_BYTES_MAX || length + 8 > bytes.length + 1024)
    return undefined;
  return {
    version: { major, minor: view.getUint8(2) },
    table: bytes.subarray(8, 8 + length),
  };
}

function startsWith(bytes: Uint8Array, anchor: string): boolean {
  for (let at = 0; at < anchor.length; at += 1) {
    if (bytes[at] !== anchor.charCodeAt(at)) return false;
  }
  return true;
}
