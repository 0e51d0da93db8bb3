/**
 * What a monitor says of itself: the base block of EDID (VESA E-EDID 1.4), with the serial of a
 * DisplayID extension where the base block has none. Pure; any bytes give an answer.
 */
import { present } from '../present.ts';

export interface Edid {
  /** Three letters, registered with the UEFI forum: "DEL". */
  readonly manufacturerId: string;
  readonly productCode: number;
  /** The 32-bit number of the base block; absent when 0. */
  readonly serialNumber?: number;
  /** Display descriptor 0xFF, trimmed. */
  readonly serialText?: string;
  /** Display descriptor 0xFC, trimmed. */
  readonly name?: string;
  /** Display descriptors 0xFE: laptop panels have maker and part number there. */
  readonly texts: readonly string[];
  /** 1 to 53. */
  readonly weekOfManufacture?: number;
  readonly yearOfManufacture?: number;
  /** Stated instead of the year of manufacture when the week is 0xFF. */
  readonly modelYear?: number;
  readonly version: string;
  readonly isDigital: boolean;
  readonly widthMillimeters?: number;
  readonly heightMillimeters?: number;
  /** The base block's bytes add up to 0 mod 256. A cut or mangled block may still be legible. */
  readonly isChecksumRight: boolean;
}

export const EDID_BLOCK_BYTES = 128;
const HEADER = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const DESCRIPTOR_OFFSETS = [54, 72, 90, 108];
const TAG_SERIAL = 0xff;
const TAG_TEXT = 0xfe;
const TAG_NAME = 0xfc;

/** Undefined when it is no EDID at all: too short, or without the fixed header. */
export function decodeEdid(bytes: Uint8Array): Edid | undefined {
  if (bytes.length < EDID_BLOCK_BYTES) return undefined;
  if (HEADER.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, EDID_BLOCK_BYTES);
  const manufacturerId = decodeManufacturerId(view.getUint16(8));
  if (manufacturerId === undefined) return undefined;
  const week = view.getUint8(16);
  const year = 1990 + view.getUint8(17);
  const texts = (tag: number) =>
    DESCRIPTOR_OFFSETS.map((at) => decodeDescriptor(bytes.subarray(at, at + 18), tag)).filter(
      (text) => text !== undefined,
    );
  return present<Edid>({
    manufacturerId,
    productCode: view.getUint16(10, true),
    serialNumber: view.getUint32(12, true) || undefined,
    serialText: texts(TAG_SERIAL)[0],
    name: joinName(texts(TAG_NAME)),
    texts: texts(TAG_TEXT),
    weekOfManufacture: week >= 1 && week <= 54 ? week : undefined,
    // A year byte of 0 is 1990, before EDID existed: not filled in.
    yearOfManufacture: week === 0xff || year === 1990 ? undefined : year,
    modelYear: week === 0xff ? year : undefined,
    version: `${view.getUint8(18)}.${view.getUint8(19)}`,
    isDigital: (view.getUint8(20) & 0x80) !== 0,
    widthMillimeters: view.getUint8(21) * 10 || undefined,
    heightMillimeters: view.getUint8(22) * 10 || undefined,
    isChecksumRight: bytes.subarray(0, EDID_BLOCK_BYTES).reduce((a, b) => a + b, 0) % 256 === 0,
  });
}

/** Five bits a letter, 1 is A; bit 15 is 0. */
export function decodeManufacturerId(word: number): string | undefined {
  const letters = [(word >> 10) & 0x1f, (word >> 5) & 0x1f, word & 0x1f];
  if (letters.some((letter) => letter < 1 || letter > 26)) return undefined;
  return String.fromCharCode(...letters.map((letter) => 0x40 + letter));
}

/** A display descriptor of this tag: 13 bytes of text, ended by a line feed, padded with blanks. */
function decodeDescriptor(descriptor: Uint8Array, tag: number): string | undefined {
  if (descriptor[0] !== 0 || descriptor[1] !== 0 || descriptor[3] !== tag) return undefined;
  const text = descriptor.subarray(5);
  const end = text.findIndex((byte) => byte === 0x0a || byte === 0x00 || byte === 0x0d);
  const shown = end === -1 ? text : text.subarray(0, end);
  const printable = String.fromCharCode(
    ...shown.map((byte) => (byte < 0x20 || byte > 0x7e ? 0x2e : byte)),
  ).trim();
  return printable.replace(/\./g, '') === '' ? undefined : printable;
}

/** A long name continues in a second descriptor of the same tag. */
function joinName(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : [...new Set(parts)].join(' ');
}
