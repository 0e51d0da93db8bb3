/** Encodes an EDID base block for tests: the reverse of the decoder, written from E-EDID 1.4. */

export interface EdidFields {
  readonly manufacturerId: string;
  readonly productCode: number;
  readonly serialNumber: number;
  readonly week: number;
  readonly year: number;
  readonly descriptors: readonly { readonly tag: number; readonly text: string }[];
}

export function encodeEdid(fields: EdidFields): Uint8Array {
  const block = new Uint8Array(128);
  const view = new DataView(block.buffer);
  block.set([0, 255, 255, 255, 255, 255, 255, 0]);
  const letters = [...fields.manufacturerId].map((letter) => letter.charCodeAt(0) - 0x40);
  view.setUint16(
    8,
    letters.reduce((word, letter) => word * 32 + letter, 0),
  );
  view.setUint16(10, fields.productCode, true);
  view.setUint32(12, fields.serialNumber, true);
  view.setUint8(16, fields.week);
  view.setUint8(17, fields.year - 1990);
  view.setUint8(18, 1);
  view.setUint8(19, 4);
  view.setUint8(20, 0x80);
  for (const [index, { tag, text }] of fields.descriptors.entries()) {
    const at = 54 + index * 18;
    block.fill(0x20, at + 5, at + 18);
    block.set([0, 0, 0, tag, 0], at);
    block.set(new TextEncoder().encode(`${text}\n`).subarray(0, 13), at + 5);
  }
  block[127] = (256 - (block.reduce((sum, each) => sum + each, 0) % 256)) % 256;
  return block;
}
