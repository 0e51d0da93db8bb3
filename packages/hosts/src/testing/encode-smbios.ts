/**
 * Encodes SMBIOS tables for tests: the reverse of the decoder, written from DSP0134, so that
 * invented machines can be read by Muster and by dmidecode alike.
 */

export interface EncodedStructure {
  readonly type: number;
  readonly handle: number;
  /** The formatted area behind the header. */
  readonly fields: readonly Field[];
  /** Strings that no field refers to, as in OEM Strings (type 11). */
  readonly strings?: readonly string[];
}

/** A string goes into the string set, its number into the formatted area. */
export type Field =
  | { readonly kind: 'byte' | 'word' | 'dword' | 'qword'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'text'; readonly value: string | undefined };

export const byte = (value: number): Field => ({ kind: 'byte', value });
export const word = (value: number): Field => ({ kind: 'word', value });
export const dword = (value: number): Field => ({ kind: 'dword', value });
export const qword = (value: number): Field => ({ kind: 'qword', value });
export const raw = (...value: readonly number[]): Field => ({
  kind: 'bytes',
  value: Uint8Array.from(value),
});
/** Undefined is "not specified": string number 0. */
export const text = (value?: string): Field => ({ kind: 'text', value });

const BYTES = { byte: 1, word: 2, dword: 4, qword: 8 } as const;
const END_OF_TABLE: EncodedStructure = { type: 127, handle: 0xfeff, fields: [] };

export function encodeStructure(structure: EncodedStructure): Uint8Array {
  const { type, handle, fields } = structure;
  const area: number[] = [];
  const strings = [...(structure.strings ?? [])];
  for (const field of fields) {
    if (field.kind === 'bytes') area.push(...field.value);
    else if (field.kind === 'text') {
      area.push(field.value === undefined ? 0 : strings.push(field.value));
    } else {
      let rest = field.value;
      for (let at = 0; at < BYTES[field.kind]; at += 1) {
        area.push(rest % 256);
        rest = Math.floor(rest / 256);
      }
    }
  }
  const set = strings.flatMap((string) => [...new TextEncoder().encode(string), 0]);
  return Uint8Array.from([
    type,
    area.length + 4,
    handle & 0xff,
    handle >> 8,
    ...area,
    ...(set.length === 0 ? [0, 0] : [...set, 0]),
  ]);
}

/** The table alone, closed by an end-of-table structure. */
export function encodeTable(structures: readonly EncodedStructure[]): Uint8Array {
  return Uint8Array.from(
    [...structures, END_OF_TABLE].flatMap((each) => [...encodeStructure(each)]),
  );
}

/** An `_SM3_` entry point of 24 bytes; `address` is where the table lies. */
export function encodeEntryPoint(
  version: { readonly major: number; readonly minor: number },
  tableBytes: number,
  address: number,
): Uint8Array {
  const entry = new Uint8Array(24);
  const view = new DataView(entry.buffer);
  entry.set(new TextEncoder().encode('_SM3_'));
  view.setUint8(6, 24);
  view.setUint8(7, version.major);
  view.setUint8(8, version.minor);
  view.setUint8(10, 1);
  view.setUint32(12, tableBytes, true);
  view.setBigUint64(16, BigInt(address), true);
  view.setUint8(5, checksum(entry));
  return entry;
}

/** An `_SM_` entry point of 31 bytes, as SMBIOS 2.x has. */
export function encodeEntryPoint2(
  version: { readonly major: number; readonly minor: number },
  tableBytes: number,
  structures: number,
  address: number,
): Uint8Array {
  const entry = new Uint8Array(31);
  const view = new DataView(entry.buffer);
  entry.set(new TextEncoder().encode('_SM_'));
  view.setUint8(5, 31);
  view.setUint8(6, version.major);
  view.setUint8(7, version.minor);
  entry.set(new TextEncoder().encode('_DMI_'), 0x10);
  view.setUint16(0x16, tableBytes, true);
  view.setUint32(0x18, address, true);
  view.setUint16(0x1c, structures, true);
  view.setUint8(0x1e, (version.major << 4) | version.minor);
  view.setUint8(0x15, checksum(entry.subarray(0x10)));
  view.setUint8(4, checksum(entry));
  return entry;
}

/** A dump as `dmidecode --dump-bin` writes it: the entry point, the table at offset 32. */
export function encodeDump(
  version: { readonly major: number; readonly minor: number },
  structures: readonly EncodedStructure[],
): Uint8Array {
  const table = encodeTable(structures);
  const dump = new Uint8Array(32 + table.length);
  dump.set(
    version.major >= 3
      ? encodeEntryPoint(version, table.length, 32)
      : encodeEntryPoint2(version, table.length, structures.length + 1, 32),
  );
  dump.set(table, 32);
  return dump;
}

/** The byte that makes the sum 0 mod 256. */
function checksum(bytes: Uint8Array): number {
  return (256 - (bytes.reduce((sum, each) => sum + each, 0) % 256)) % 256;
}
