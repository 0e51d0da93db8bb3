/**
 * The SMBIOS structure table cut into structures, and the fields of one (DSP0134 §6.1). Pure; any
 * bytes give an answer. A structure is a header (type, length, handle), a formatted area of the
 * stated length, and a string set: NUL-terminated strings, ended by one more NUL.
 */

/** A structure as it stands in the table. `data` is the formatted area with its 4-byte header. */
export interface Structure {
  readonly type: number;
  readonly handle: number;
  readonly data: Uint8Array;
  /** The string set, in order; a field refers to it by a number that starts at 1. */
  readonly strings: readonly string[];
}

export interface StructureTable {
  readonly structures: readonly Structure[];
  /** The table ended in the middle of a structure, or a bound was reached. */
  readonly truncated: boolean;
}

/** Type 127 closes the table (§7.45); what follows is not part of it. */
const END_OF_TABLE = 127;
/** A large server has about 1,500 structures; more than this is not a table. */
const STRUCTURES_MAX = 16_384;
const HEADER_BYTES = 4;

export function decodeStructures(table: Uint8Array): StructureTable {
  const structures: Structure[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= table.length) {
    const type = table[at] ?? 0;
    const length = table[at + 1] ?? 0;
    // A length below the header's own cannot be stepped over: the rest is unreadable.
    if (length < HEADER_BYTES || at + length > table.length) return { structures, truncated: true };
    const data = table.subarray(at, at + length);
    const set = decodeStrings(table, at + length);
    structures.push({
      type,
      handle: (data[2] ?? 0) | ((data[3] ?? 0) << 8),
      data,
      strings: set.strings,
    });
    if (type === END_OF_TABLE) return { structures, truncated: false };
    if (set.next === undefined || structures.length >= STRUCTURES_MAX)
      return { structures, truncated: true };
    at = set.next;
  }
  return { structures, truncated: at < table.length };
}

function decodeStrings(
  table: Uint8Array,
  start: number,
): { strings: readonly string[]; next: number | undefined } {
  const strings: string[] = [];
  let at = start;
  // An empty set is two NULs; every other ends with the NUL of its last string and one more.
  if (table[at] === 0) return { strings, next: at + 2 };
  while (at < table.length) {
    const end = table.indexOf(0, at);
    if (end === -1) return { strings, next: undefined };
    strings.push(decodeText(table.subarray(at, end)));
    if (table[end + 1] === 0) return { strings, next: end + 2 };
    at = end + 1;
  }
  return { strings, next: undefined };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A string of the table: UTF-8 by DSP0134 3.x, Latin-1 where older firmware wrote that. What cannot
 * be printed becomes a dot, as dmidecode shows it, so that both sources give one value.
 */
function decodeText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    text = String.fromCharCode(...bytes.map((byte) => (byte > 0x9f ? 0x2e : byte)));
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  return text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]/g, '.');
}

export function byteAt({ data }: Structure, offset: number): number | undefined {
  return data[offset];
}

export function wordAt({ data }: Structure, offset: number): number | undefined {
  const low = data[offset];
  const high = data[offset + 1];
  return low === undefined || high === undefined ? undefined : low | (high << 8);
}

export function dwordAt(structure: Structure, offset: number): number | undefined {
  const low = wordAt(structure, offset);
  const high = wordAt(structure, offset + 2);
  return low === undefined || high === undefined ? undefined : low + high * 0x1_0000;
}

/** Exact to 2^53; larger values (absurd sizes) are absent. */
export function qwordAt(structure: Structure, offset: number): number | undefined {
  const low = dwordAt(structure, offset);
  const high = dwordAt(structure, offset + 4);
  if (low === undefined || high === undefined || high > 0x1f_ffff) return undefined;
  return low + high * 0x1_0000_0000;
}

/**
 * The string a field refers to, as printed by the firmware. Absent when the field lies beyond the
 * structure's length (older SMBIOS), is 0 (not specified), or points past the set.
 */
export function textAt(structure: Structure, offset: number): string | undefined {
  const number = structure.data[offset];
  if (number === undefined || number === 0) return undefined;
  return structure.strings[number - 1];
}
