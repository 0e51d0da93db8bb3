/**
 * Memory makers and part numbers as SPD chips hold them and firmware passes on undecoded: codes of
 * JEDEC's list of manufacturers (JEP106) and hexadecimal text.
 */

/** By the count of continuation codes, then the code with its parity bit. */
const MAKERS: readonly Readonly<Record<number, string>>[] = [
  {
    1: 'AMD',
    4: 'Fujitsu',
    28: 'Mitsubishi',
    32: 'STMicroelectronics',
    44: 'Micron',
    137: 'Intel',
    152: 'Toshiba',
    164: 'IBM',
    173: 'SK hynix',
    193: 'Infineon',
    206: 'Samsung',
    218: 'Winbond',
  },
  { 79: 'Transcend', 122: 'Apacer', 148: 'SMART Modular', 152: 'Kingston' },
  { 158: 'Corsair', 254: 'Elpida' },
  { 11: 'Nanya', 37: 'Kingmax' },
  { 67: 'Ramaxel', 203: 'ADATA', 205: 'G.Skill', 239: 'Team Group' },
  { 2: 'Patriot', 81: 'Qimonda', 155: 'Crucial' },
];

/**
 * The maker's name for a code, the text itself when it is no code, nothing for a code that is not
 * known. Codes come as "7F7FFE0000000000" (continuation codes first), "80CE" (count with parity,
 * then the code) and "80AD000080AD" (the module's maker, then the chips').
 */
export function memoryMaker(printed: string | undefined): string | undefined {
  if (printed === undefined) return undefined;
  const hex = /^(?:0x)?([0-9A-F]{4}|[0-9A-F]{12}|[0-9A-F]{16})$/i.exec(printed.trim())?.[1];
  if (hex === undefined) return printed;
  const octets = (hex.match(/../g) ?? []).map((each) => Number.parseInt(each, 16));
  if (hex.length === 16) {
    const count = octets.findIndex((each) => each !== 0x7f);
    return count === -1 ? undefined : MAKERS[count]?.[octets[count] ?? 0];
  }
  // Bit 7 of the count is parity.
  return MAKERS[(octets[0] ?? 0) & 0x7f]?.[octets[1] ?? 0];
}

/** "0x4D3320…" is "M3 …": decoded when all of it is printable text with letters and digits. */
export function memoryPartNumber(printed: string | undefined): string | undefined {
  const hex = /^(?:0x)?((?:[0-9A-F]{2}){8,})$/i.exec(printed?.trim() ?? '')?.[1];
  if (hex === undefined) return printed;
  const text = (hex.match(/../g) ?? [])
    .map((each) => String.fromCharCode(Number.parseInt(each, 16)))
    .join('')
    .replace(/\0+$/, '');
  const isText = /^[\x20-\x7e]+$/.test(text) && /[A-Za-z]/.test(text) && /\d/.test(text);
  return isText ? text.trim() : printed;
}
