/** Invented machines as SMBIOS structures: made for these tests, like no real firmware's bytes. */
import { byte, dword, type EncodedStructure, qword, raw, text, word } from './encode-smbios.ts';

/** 00112233-4455-6677-8899-aabbccddeeff with its first three fields little-endian. */
export const UUID_BYTES: readonly number[] = [
  0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
];

const bios = (version: string): EncodedStructure => ({
  type: 0,
  handle: 0,
  fields: [
    text('Firmware Works'),
    text(version),
    word(0xe000),
    text('03/09/2024'),
    byte(0xff),
    qword(0x8),
    byte(0x03),
    byte(0x0d),
    byte(5),
    byte(12),
    byte(1),
    byte(7),
  ],
});

const system = (serial: string | undefined, product: string): EncodedStructure => ({
  type: 1,
  handle: 1,
  fields: [
    text('Northwind Computers'),
    text(product),
    text('Rev B'),
    text(serial),
    raw(...UUID_BYTES),
    byte(6),
    text('NW-4711'),
    text('Fjord'),
  ],
});

const board: EncodedStructure = {
  type: 2,
  handle: 2,
  fields: [
    text('Northwind Computers'),
    text('FJ-01'),
    text('A02'),
    text('BRD0042XK9'),
    text('Base Board Asset Tag'),
    byte(9),
    text('Slot 0'),
    word(3),
    byte(10),
    byte(0),
  ],
};

const chassis = (code: number): EncodedStructure => ({
  type: 3,
  handle: 3,
  fields: [
    text('Northwind Computers'),
    byte(code),
    text('C1'),
    text('CHS77120Q'),
    text('AST-000123'),
    byte(3),
    byte(3),
    byte(3),
    byte(2),
    dword(0),
    byte(0),
    byte(1),
    byte(0),
    byte(0),
    text('CH-SKU-1'),
  ],
});

const processor: EncodedStructure = {
  type: 4,
  handle: 4,
  fields: [
    text('U3E1'),
    byte(3),
    byte(0xc6),
    text('Examplecorp'),
    qword(0x1234),
    text('Examplecorp Fast CPU 9000  @ 3.00GHz'),
    byte(0x8c),
    word(100),
    word(4200),
    word(3000),
    byte(0x41),
    byte(1),
    word(0xffff),
    word(0xffff),
    word(0xffff),
    text('To Be Filled By O.E.M.'),
    text(undefined),
    text(undefined),
    byte(8),
    byte(8),
    byte(16),
    word(0xec),
    word(0xc6),
    word(8),
    word(8),
    word(16),
  ],
};

export interface ModuleFields {
  readonly handle: number;
  readonly size: number;
  readonly extended?: number;
  readonly locator: string;
  readonly bank: string;
  readonly serial?: string;
}

/** A socket; `size` is the word of the structure. */
export const memoryDevice = (module: ModuleFields): EncodedStructure => ({
  type: 17,
  handle: module.handle,
  fields: [
    word(0x10),
    word(0xfffe),
    word(72),
    word(64),
    word(module.size),
    byte(9),
    byte(0),
    text(module.locator),
    text(module.bank),
    byte(0x1a),
    word(0x80),
    word(3200),
    text('Samplesung'),
    text(module.serial),
    text('Not Specified'),
    text('SS-16G-3200  '),
    byte(2),
    dword(module.extended ?? 0),
    word(2933),
    word(1200),
    word(1200),
    word(1200),
  ],
});

const battery: EncodedStructure = {
  type: 22,
  handle: 0x20,
  fields: [
    text('Rear'),
    text('Cellmaker'),
    text(undefined),
    text(undefined),
    text('CM-57'),
    byte(2),
    word(5700),
    word(11400),
    text('3.1'),
    byte(5),
    word(0x0a1b),
    word(((2023 - 1980) << 9) | (7 << 5) | 14),
    text('LiP'),
    byte(10),
    dword(0),
  ],
};

const powerSupply: EncodedStructure = {
  type: 39,
  handle: 0x21,
  fields: [
    byte(1),
    text('Bay 1'),
    text('PS-750'),
    text('Wattage Inc.'),
    text('PSU5521K'),
    text(undefined),
    text('865408-B21'),
    text('04'),
    word(750),
    word(0x22a2 | 0x02),
    word(0xffff),
    word(0xffff),
    word(0xffff),
  ],
};

const ipmi: EncodedStructure = {
  type: 38,
  handle: 0x22,
  fields: [byte(1), byte(0x20), byte(0x20), byte(0xff), qword(0xca3), byte(0), byte(0)],
};

const oemStrings: EncodedStructure = {
  type: 11,
  handle: 0x23,
  fields: [byte(2)],
  strings: ['Northwind', '5[0000]'],
};

const onBoard: EncodedStructure = {
  type: 41,
  handle: 0x24,
  fields: [text('Onboard LAN'), byte(0x85), byte(1), word(0), byte(3), byte(0x08)],
};

const slot: EncodedStructure = {
  type: 9,
  handle: 0x25,
  fields: [
    text('PCIe Slot 1'),
    byte(0xa5),
    byte(8),
    byte(4),
    byte(4),
    word(1),
    byte(0x0c),
    byte(1),
    word(0),
    byte(0x3b),
    byte(0x00),
  ],
};

const tpm: EncodedStructure = {
  type: 43,
  handle: 0x26,
  fields: [
    raw(0x49, 0x46, 0x58, 0x00),
    byte(2),
    byte(0),
    dword(0x0007_0055),
    dword(0),
    text('TPM 2.0, ManufacturerID: IFX'),
    qword(0),
    dword(0),
  ],
};

/** A notebook with everything on it. */
export const notebook: readonly EncodedStructure[] = [
  bios('NWL 1.12'),
  system('NW7Q0042', 'Fjord 14'),
  board,
  chassis(10),
  processor,
  memoryDevice({
    handle: 0x11,
    size: 16_384,
    locator: 'DIMM 0',
    bank: 'P0 CHANNEL A',
    serial: '1A2B3C4D',
  }),
  memoryDevice({
    handle: 0x12,
    size: 0x7fff,
    extended: 65_536,
    locator: 'DIMM 0',
    bank: 'P0 CHANNEL B',
    serial: '00000000',
  }),
  memoryDevice({ handle: 0x13, size: 0, locator: 'DIMM 1', bank: 'P0 CHANNEL A' }),
  battery,
  slot,
  onBoard,
  tpm,
];

/** A server in a rack whose board was never programmed. */
export const server: readonly EncodedStructure[] = [
  bios('2.19.1'),
  system('To be filled by O.E.M.', 'To be filled by O.E.M.'),
  board,
  chassis(0x97),
  processor,
  memoryDevice({ handle: 0x11, size: 0x8200, locator: 'A1', bank: ' ', serial: 'F00DCAFE' }),
  powerSupply,
  ipmi,
  oemStrings,
];
